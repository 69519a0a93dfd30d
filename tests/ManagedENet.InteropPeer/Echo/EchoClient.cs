using System;
using System.Collections.Generic;
using ManagedENet.InteropPeer.Hosting;
using ManagedENet.InteropPeer.Output;

namespace ManagedENet.InteropPeer.Echo;

/// <summary>Sends every way and length to an echo server, checks what returns, and leaves. Prints what the script echo_client.py prints.</summary>
internal sealed class EchoClient(EchoClientSettings settings)
{
    private const int Success = 0;
    private const int CheckFailed = 1;
    private const int NoConnection = 3;
    private static readonly byte[] Fence = "EF"u8.ToArray();

    private readonly JsonLog _log = new();
    private readonly EchoLedger _ledger = new(settings.Modes);
    private bool _connected;
    private uint? _closed;
    private int _fences;
    private int _fencesBack;

    public int Run()
    {
        using ENetHost host = HostFactory.CreateClient(settings.Host, settings.ConnectData, out ENetPeer peer);
        while (!_connected && _closed is null && _log.Elapsed < settings.Deadline) Pump(host, 20);
        if (!_connected) return _log.Exit(NoConnection, ("why", "no connection"), ("closed", _closed));

        _log.Say("params", ("channels", peer.ChannelCount));
        for (int mode = 0; mode < settings.Modes.Count; mode++) SendAndCollect(host, peer, mode);
        TimeSpan idleEnd = _log.Elapsed + settings.Idle;
        while (_log.Elapsed < idleEnd && _closed is null) Pump(host, 10);

        int roundTripTimeMs = (int)peer.RoundTripTime.TotalMilliseconds;
        Leave(host, peer);
        _log.Say(
            "result",
            ("sent", _ledger.Sent),
            ("got", _ledger.Received),
            ("bad", _ledger.Corrupt),
            ("order_bad", _ledger.OutOfOrder),
            ("rtt", roundTripTimeMs),
            ("closed", _closed));
        return _log.Exit(IsGood() ? Success : CheckFailed);
    }

    // What may be lost is sent again until it comes back, under a new number: also here ENet thins it out when the round trip grows, as it does on a busy machine.
    // A reliable packet behind it says when it is lost.
    private void SendAndCollect(ENetHost host, ENetPeer peer, int modeIndex)
    {
        SendMode mode = settings.Modes[modeIndex];
        int sequence = 0;
        IReadOnlyList<int> missing = [.. Plan(mode)];
        while (missing.Count > 0 && _closed is null && _log.Elapsed < settings.Deadline)
        {
            SendAll(host, peer, modeIndex, missing, ref sequence);
            if (!mode.IsReliable && peer.Send(0, Fence, ENetPacketFlags.Reliable) == ENetSendResult.Queued) _fences++;
            while (!_ledger.IsComplete(mode) && (mode.IsReliable || _fencesBack < _fences) && _closed is null && _log.Elapsed < settings.Deadline) Pump(host, 5);
            missing = _ledger.TakeMissing(modeIndex);
        }
    }

    private void SendAll(ENetHost host, ENetPeer peer, int modeIndex, IReadOnlyList<int> sizes, ref int sequence)
    {
        SendMode mode = settings.Modes[modeIndex];
        foreach (int size in sizes)
        {
            var channelId = (byte)(mode.IsReliable ? sequence % Math.Max(1, peer.ChannelCount) : 0);
            byte[] payload = EchoPayload.Create(modeIndex, sequence, size);
            if (peer.Send(channelId, payload, mode.Flags) == ENetSendResult.Queued) _ledger.RecordSent(modeIndex, sequence, channelId, payload);
            else _log.Say("send-failed", ("flag", mode.Name), ("size", size), ("ch", channelId));
            sequence++;
            // A pause after each packet that may be lost: a burst would show the size of socket buffers, not interoperability.
            Pump(host, mode.IsReliable ? 0 : 1);
        }
    }

    private IEnumerable<int> Plan(SendMode mode)
    {
        foreach (int size in settings.Sizes)
        {
            for (int i = 0; i < settings.Count; i++) yield return size;
        }

        if (!mode.TakesLongPackets) yield break;
        foreach (int size in settings.BigSizes)
        {
            for (int i = 0; i < settings.Count; i++) yield return size;
        }
    }

    private void Leave(ENetHost host, ENetPeer peer)
    {
        if (_closed is not null) return;
        peer.Disconnect(settings.DisconnectData);
        while (_closed is null && _log.Elapsed < settings.Deadline) Pump(host, 10);
    }

    private bool IsGood()
    {
        if (settings.ExpectedKick is not null) return _closed == settings.ExpectedKick;
        bool good = _closed is not null && _ledger.Corrupt == 0 && _ledger.OutOfOrder == 0;
        foreach (SendMode mode in settings.Modes) good &= _ledger.IsComplete(mode);
        return good;
    }

    private void Pump(ENetHost host, int timeoutMs)
    {
        if (!host.Service(TimeSpan.FromMilliseconds(timeoutMs), out ENetEvent happened)) return;
        switch (happened.Type)
        {
            case ENetEventType.Connect:
                _connected = true;
                SayConnected(happened.Peer, happened.Data);
                break;
            case ENetEventType.Disconnect:
                _closed = happened.Data;
                _log.Say("disconnect", ("data", happened.Data));
                break;
            case ENetEventType.Receive:
                using (happened.Packet) Check(happened.ChannelId, happened.Packet.Span);
                break;
        }
    }

    private void Check(byte channelId, ReadOnlySpan<byte> payload)
    {
        if (payload.SequenceEqual(Fence))
        {
            _fencesBack++;
            return;
        }

        if (_ledger.RecordReceived(channelId, payload)) return;
        ReadOnlySpan<byte> start = payload[..Math.Min(64, payload.Length)];
        _log.Say("alien", ("ch", channelId), ("len", payload.Length), ("hex", Convert.ToHexStringLower(start)));
    }

    private void SayConnected(ENetPeer peer, uint data) => _log.Say(
        "connect",
        ("channels", peer.ChannelCount),
        ("mtu", peer.MtuBytes),
        ("window", peer.WindowBytes),
        ("in_bw", peer.IncomingBandwidth),
        ("out_bw", peer.OutgoingBandwidth),
        ("data", data));
}
