using System;
using System.Collections.Generic;
using System.Linq;

namespace ManagedENet.InteropPeer.Echo;

/// <summary>What was sent, what came back, and what was wrong with it.</summary>
internal sealed class EchoLedger
{
    private readonly IReadOnlyList<SendMode> _modes;
    private readonly Dictionary<(int Mode, int Sequence), (byte ChannelId, byte[] Payload)> _expected = [];
    private readonly Dictionary<(int Mode, byte ChannelId), int> _lastSequence = [];
    private readonly HashSet<(int Mode, int Sequence)> _missing = [];

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
        _missing.Add((modeIndex, sequence));
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
        _missing.Remove((modeIndex, sequence));
        return true;
    }

    /// <summary>True when nothing that was sent this way, and was not given up by <see cref="TakeMissing"/>, is still to come.</summary>
    public bool IsComplete(SendMode mode) => !_missing.Any(packet => _modes[packet.Mode] == mode);

    /// <summary>The lengths of what did not come back; it is counted as lost from now on.</summary>
    public IReadOnlyList<int> TakeMissing(int modeIndex)
    {
        (int Mode, int Sequence)[] lost = [.. _missing.Where(packet => packet.Mode == modeIndex).OrderBy(packet => packet.Sequence)];
        _missing.ExceptWith(lost);
        return [.. lost.Select(packet => _expected[packet].Payload.Length)];
    }

    private void CheckOrder(int modeIndex, byte channelId, int sequence)
    {
        int last = _lastSequence.GetValueOrDefault((modeIndex, channelId), -1);
        if (sequence <= last) OutOfOrder++;
        _lastSequence[(modeIndex, channelId)] = Math.Max(sequence, last);
    }
}
