using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text;
using ManagedENet.Godot;
using ManagedENet.InteropPeer.Output;

namespace ManagedENet.InteropPeer.GodotPeers;

/// <summary>Joins a Godot 3 server, sends every mode and length, and checks what comes back.</summary>
internal sealed class GodotClient(GodotPeerSettings settings)
{
    private const int NoConnection = 3;
    private static readonly int[] UnreliableLengths = [1, 100, 1300];
    private static readonly int[] ReliableLengths = [1, 100, 1300, 5000, 40000];

    private readonly JsonLog _log = new();
    private readonly int[] _sent = new int[3];
    private readonly int[] _got = new int[3];
    private readonly Dictionary<(byte Mode, int Number), int> _missing = [];
    private readonly List<int[]> _messages = [];
    private int _bad;
    private int _questions;
    private int _answers;
    private string? _tally;
    private uint? _closed;

    public int Run()
    {
        using var peer = new GodotMultiplayerPeer(settings.PeerOptions);
        Listen(peer);
        peer.CreateClient(new IPEndPoint(IPAddress.Loopback, settings.Port), settings.Channels);
        PumpUntil(peer, 10, settings.Deadline, () => peer.ConnectionStatus != GodotConnectionStatus.Connecting);
        if (peer.ConnectionStatus != GodotConnectionStatus.Connected) return _log.Exit(NoConnection, ("why", "no connection"));
        foreach (GodotTransferMode mode in Enum.GetValues<GodotTransferMode>()) SendPhase(peer, mode);
        if (settings.FakeSource) SendForged(peer);
        Ask(peer);
        PumpUntil(peer, 5, settings.Deadline, () => _answers == _questions || _closed is not null);
        if (settings.Kick >= 0) Put(peer, GodotTransferMode.Reliable, [GodotPayload.KickMe, (byte)settings.Kick, 0, 0]);
        else peer.GetPeer(GodotMultiplayerPeer.Server)?.Disconnect();
        PumpUntil(peer, 5, settings.Deadline, () => _closed is not null);
        _log.Say("result", ("sent", Table(_sent)), ("got", Table(_got)), ("bad", _bad), ("tally", _tally), ("sysmsg", _messages), ("closed", _closed));
        bool isSuccess = _bad == 0 && _got.SequenceEqual([UnreliableLengths.Length * settings.Count, UnreliableLengths.Length * settings.Count, ReliableLengths.Length * settings.Count]) && _closed is not null;
        return _log.Exit(isSuccess ? 0 : 1);
    }

    private static KeyValuePair<string, int>[] Table(int[] counts) => [.. counts.Select((count, mode) => new KeyValuePair<string, int>($"{mode}", count))];

    private void Listen(GodotMultiplayerPeer peer)
    {
        peer.ConnectionSucceeded += () =>
        {
            ENetPeer server = peer.GetPeer(GodotMultiplayerPeer.Server)!;
            _log.Say("connect", ("channels", server.ChannelCount), ("mtu", server.MtuBytes), ("data", 0));
        };
        peer.ServerDisconnected += () =>
        {
            _closed = peer.LastDisconnectData;
            _log.Say("disconnect", ("data", peer.LastDisconnectData));
        };
        peer.PeerConnected += id => TakeMessage(0, id);
        peer.PeerDisconnected += id => TakeMessage(1, id);
    }

    private void TakeMessage(int kind, int id)
    {
        if (id == GodotMultiplayerPeer.Server) return;
        int[] message = [kind, id];
        _messages.Add(message);
        _log.Say("sysmsg", ("msg", message));
    }

    // What is unreliable may be lost, also on this machine: ENet thins it out when the round trip grows. What has no echo when a reliable question behind it is
    // answered is put again, under a new number.
    private void SendPhase(GodotMultiplayerPeer peer, GodotTransferMode mode)
    {
        int number = 0;
        int[] lengths = [.. (mode == GodotTransferMode.Reliable ? ReliableLengths : UnreliableLengths).SelectMany(length => Enumerable.Repeat(length, settings.Count))];
        while (lengths.Length > 0 && _closed is null && _log.Elapsed < settings.Deadline)
        {
            _missing.Clear();
            foreach (int length in lengths)
            {
                _missing.Add(((byte)mode, number), length);
                Put(peer, mode, GodotPayload.Create(GodotPayload.Probe, mode, number++, length));
                _sent[(int)mode]++;
                Pump(peer, 2);
            }

            Ask(peer);
            PumpUntil(peer, 5, settings.Deadline, () => _missing.Count == 0 || (mode != GodotTransferMode.Reliable && _answers == _questions));
            lengths = [.. _missing.Values];
        }
    }

    private void Ask(GodotMultiplayerPeer peer)
    {
        _questions++;
        Put(peer, GodotTransferMode.Reliable, [GodotPayload.Question, 0, 0, 0]);
    }

    // Past Godot's rules: source our id + 1, target the server.
    private void SendForged(GodotMultiplayerPeer peer)
    {
        byte[] payload = GodotPayload.Create(GodotPayload.Probe, GodotTransferMode.Reliable, 999, 10);
        byte[] forged = [.. BitConverter.GetBytes(settings.Id + 1), .. BitConverter.GetBytes(1), .. payload];
        peer.GetPeer(GodotMultiplayerPeer.Server)?.Send(1, forged, ENetPacketFlags.Reliable);
    }

    private void Put(GodotMultiplayerPeer peer, GodotTransferMode mode, byte[] payload)
    {
        if (peer.Send(GodotMultiplayerPeer.Server, payload, mode) != ENetSendResult.Queued) _log.Say("send-failed", ("mode", (int)mode));
    }

    private void PumpUntil(GodotMultiplayerPeer peer, int milliseconds, TimeSpan end, Func<bool> isDone)
    {
        while (!isDone() && _log.Elapsed < end && peer.ConnectionStatus != GodotConnectionStatus.Disconnected) Pump(peer, milliseconds);
    }

    private void Pump(GodotMultiplayerPeer peer, int milliseconds)
    {
        peer.Poll(TimeSpan.FromMilliseconds(milliseconds));
        while (peer.TryGetPacket(out GodotPacket packet)) Take(packet);
    }

    private void Take(in GodotPacket packet)
    {
        ReadOnlySpan<byte> payload = packet.Payload;
        if (packet.Peer != GodotMultiplayerPeer.Server) _log.Say("odd-address", ("src", packet.Peer));
        switch (payload.IsEmpty ? 0 : payload[0])
        {
            case GodotPayload.Echo:
                if (!GodotPayload.IsGood(payload) || payload[1] > 2) _bad++;
                else if (_missing.Remove((payload[1], payload[2] | (payload[3] << 8)))) _got[payload[1]]++;
                break;
            case GodotPayload.Report:
                _answers++;
                _tally = Encoding.UTF8.GetString(payload[GodotPayload.HeaderBytes..]);
                break;
            default:
                _log.Say("other", ("ch", packet.Channel), ("hex", Convert.ToHexStringLower(payload)));
                break;
        }
    }
}
