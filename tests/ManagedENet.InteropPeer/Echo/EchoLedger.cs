using System;
using System.Collections.Generic;

namespace ManagedENet.InteropPeer.Echo;

/// <summary>What was sent, what came back, and what was wrong with it.</summary>
internal sealed class EchoLedger
{
    private readonly IReadOnlyList<SendMode> _modes;
    private readonly Dictionary<(int Mode, int Sequence), (byte ChannelId, byte[] Payload)> _expected = [];
    private readonly Dictionary<(int Mode, byte ChannelId), int> _lastSequence = [];

    public EchoLedger(IReadOnlyList<SendMode> modes)
    {
        _modes = modes;
        foreach (SendMode mode in modes) Sent[mode.Name] = Received[mode.Name] = 0;
    }

    public Dictionary<string, int> Sent { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, int> Received { get; } = new(StringComparer.Ordinal);

    /// <summary>Packets that were never sent like this.</summary>
    public int Corrupt { get; private set; }

    /// <summary>Packets that came after a newer one of their kind and channel.</summary>
    public int OutOfOrder { get; private set; }

    public void RecordSent(int modeIndex, int sequence, byte channelId, byte[] payload)
    {
        _expected[(modeIndex, sequence)] = (channelId, payload);
        Sent[_modes[modeIndex].Name]++;
    }

    /// <summary>False when the packet is none of ours at all.</summary>
    public bool RecordReceived(byte channelId, ReadOnlySpan<byte> payload)
    {
        if (!EchoPayload.TryRead(payload, _modes.Count, out int modeIndex, out int sequence))
        {
            Corrupt++;
            return false;
        }

        bool isKnown = _expected.TryGetValue((modeIndex, sequence), out (byte ChannelId, byte[] Payload) expected);
        if (!isKnown || expected.ChannelId != channelId || !payload.SequenceEqual(expected.Payload)) Corrupt++;
        if (_modes[modeIndex].IsOrdered) CheckOrder(modeIndex, channelId, sequence);
        Received[_modes[modeIndex].Name]++;
        return true;
    }

    public bool IsComplete(SendMode mode) => Received[mode.Name] >= Sent[mode.Name];

    public bool HasShare(SendMode mode, int percent) => Received[mode.Name] * 100L >= Sent[mode.Name] * (long)percent;

    private void CheckOrder(int modeIndex, byte channelId, int sequence)
    {
        int last = _lastSequence.GetValueOrDefault((modeIndex, channelId), -1);
        if (sequence <= last) OutOfOrder++;
        _lastSequence[(modeIndex, channelId)] = Math.Max(sequence, last);
    }
}
