using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using ManagedENet.InteropPeer.GodotPeers;
using ManagedENet.InteropPeer.Output;

namespace ManagedENet.Godot.Tests.Live;

/// <summary>Our half of the raw conversation that the Godot project of these tests speaks: probes that are echoed, and a report on them.</summary>
internal sealed class RawTraffic(GodotMultiplayerPeer peer)
{
    private static readonly int[] UnreliableLengths = [1, 100, 1300];
    private static readonly int[] ReliableLengths = [1, 100, 1300, 5000, 40000];

    private readonly SortedDictionary<string, int> _seen = new(StringComparer.Ordinal);
    private readonly Queue<(GodotTransferMode Mode, byte[] Payload)> _unsent = new();
    private readonly Dictionary<(byte Mode, int Number), int> _unanswered = [];
    private int _nextNumber;
    private int _questions;
    private int _reports;

    /// <summary>Probes that came in, by mode and channel. What is unreliable may have come more than once.</summary>
    public IReadOnlyDictionary<string, int> Seen => _seen;

    public int[] Sent { get; } = new int[3];

    /// <summary>Probes whose echo came, each counted once.</summary>
    public int[] Echoed { get; } = new int[3];

    public int Bad { get; private set; }

    /// <summary>What a server saw of us, as it says.</summary>
    public string? Report { get; private set; }

    /// <summary>True when every probe has come back.</summary>
    public bool IsDone => _unsent.Count == 0 && _unanswered.Count == 0;

    /// <summary>True when the last question is answered.</summary>
    public bool IsReported => _reports == _questions;

    public int Lost { get; set; }

    /// <summary>Prepares probes of one mode.</summary>
    public void Fill(GodotTransferMode mode, int count = 5)
    {
        foreach (int length in mode == GodotTransferMode.Reliable ? ReliableLengths : UnreliableLengths)
        {
            for (int i = 0; i < count; i++) Enqueue(mode, length);
        }
    }

    /// <summary>
    /// One poll, and at most one probe: ENet thins unreliable packets out when many leave at once, and also when the round trip grows, as it does on a busy machine.
    /// So what is unreliable and has no echo when a reliable question after it is answered is put again, under a new number.
    /// </summary>
    public void Poll(TimeSpan timeout)
    {
        peer.Poll(timeout);
        while (peer.TryGetPacket(out GodotPacket packet)) Take(packet.Peer, packet.Channel, packet.Payload.ToArray());
        if (peer.ConnectionStatus != GodotConnectionStatus.Connected) return;
        if (_unsent.TryDequeue(out (GodotTransferMode Mode, byte[] Payload) probe))
        {
            Sent[(int)probe.Mode]++;
            Send(GodotMultiplayerPeer.Server, probe.Mode, probe.Payload);
            if (_unsent.Count == 0) Ask();
        }
        else if (IsReported)
        {
            PutUnansweredAgain();
        }
    }

    public void Ask()
    {
        _questions++;
        Send(GodotMultiplayerPeer.Server, GodotTransferMode.Reliable, [GodotPayload.Question, 0, 0, 0]);
    }

    private void Enqueue(GodotTransferMode mode, int length)
    {
        _unanswered.Add(((byte)mode, _nextNumber), length);
        _unsent.Enqueue((mode, GodotPayload.Create(GodotPayload.Probe, mode, _nextNumber++, length)));
    }

    private void PutUnansweredAgain()
    {
        foreach (((byte Mode, int Number) probe, int length) in _unanswered.Where(probe => probe.Key.Mode != (byte)GodotTransferMode.Reliable).ToArray())
        {
            _unanswered.Remove(probe);
            Enqueue((GodotTransferMode)probe.Mode, length);
        }
    }

    private void Take(int from, int channel, byte[] payload)
    {
        bool isProbe = payload.Length >= GodotPayload.HeaderBytes && payload[1] <= 2;
        switch (payload.FirstOrDefault())
        {
            case GodotPayload.Probe when isProbe:
                if (!GodotPayload.IsGood(payload)) Bad++;
                string kind = $"m{payload[1]}/ch{channel}";
                _seen[kind] = _seen.GetValueOrDefault(kind) + 1;
                payload[0] = GodotPayload.Echo;
                Send(from, (GodotTransferMode)payload[1], payload);
                break;
            case GodotPayload.Echo when isProbe:
                if (!GodotPayload.IsGood(payload)) Bad++;
                if (_unanswered.Remove((payload[1], payload[2] | (payload[3] << 8)))) Echoed[payload[1]]++;
                break;
            case GodotPayload.Question:
                Send(from, GodotTransferMode.Reliable, [GodotPayload.Report, 2, 0, 0, .. Encoding.ASCII.GetBytes(PythonJson.Write(_seen))]);
                break;
            case GodotPayload.Report:
                _reports++;
                Report = Encoding.UTF8.GetString(payload, GodotPayload.HeaderBytes, payload.Length - GodotPayload.HeaderBytes);
                break;
            default:
                Bad++;
                break;
        }
    }

    private void Send(int target, GodotTransferMode mode, byte[] payload)
    {
        if (peer.Send(target, payload, mode, peer.TransferChannel) != ENetSendResult.Queued) Lost++;
    }
}
