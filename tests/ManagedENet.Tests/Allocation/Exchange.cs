using System;
using ManagedENet.Tests.Support;

namespace ManagedENet.Tests.Allocation;

/// <summary>
/// The client sends in bursts, the server sends everything back; packets of both directions count. In memory a burst has so many milliseconds of virtual time.
/// Over sockets a reliable packet closes each burst, and the next one waits for its echo: how late the system delivers then decides nothing about how much
/// is under way at once, and what is lost is not waited for.
/// </summary>
internal sealed class Exchange
{
    private const int DefaultBurst = 50;
    private const int DefaultPayloadBytes = 100;
    private const int RoundsOfBurst = 100;

    // So many bursts may pile up, as where datagrams are lost, without any pool having to grow.
    private const int BurstsAtOnce = 40;

    // No payload of the bursts is this long.
    private const int ClosingBytes = 3;

    private static readonly TimeSpan IdleWait = TimeSpan.FromMilliseconds(1);

    private readonly HostPair _pair;
    private readonly ENetPeer _peer;
    private readonly ENetPacketFlags[] _flags;
    private readonly byte[] _payload;
    private readonly byte[] _closing = Payload.Make(ClosingBytes);
    private readonly int _burst;
    private readonly TestDeadline _deadline = new();
    private int _sent;
    private int _closed;
    private int _closedAndEchoed;

    public Exchange(HostPair pair, ENetPacketFlags[] flags, int payloadBytes = DefaultPayloadBytes, int burst = DefaultBurst)
    {
        _pair = pair;
        _flags = flags;
        _payload = Payload.Make(payloadBytes);
        _burst = burst;
        (_peer, _) = pair.Connect(channelCount: 4);
    }

    public bool IsConnected => _peer.State == ENetPeerState.Connected;

    /// <summary>Lets every pool grow beyond what the exchange will need, and the compiler come to rest.</summary>
    public void WarmUp(int packets)
    {
        for (int i = 0; i < BurstsAtOnce; i++) SendBurst();
        RunOnPollFace(packets);
        for (int i = 0; i < BurstsAtOnce; i++) SendBurst();
        RunOnHandlerFace(packets);
    }

    public void RunOnPollFace(int packets)
    {
        int delivered = 0;
        while (delivered < packets)
        {
            SendBurst();
            int expected = delivered + (_burst * 2);
            bool isIdle = false;
            for (int round = 0; !IsOver(round, delivered, expected); round++)
            {
                int before = delivered;
                TimeSpan wait = BeginRound(isIdle);
                while (_pair.Server.Service(wait, out ENetEvent e))
                {
                    wait = TimeSpan.Zero;
                    if (e.Type != ENetEventType.Receive) continue;
                    delivered++;
                    if (e.Peer.Send(e.ChannelId, e.Packet) != ENetSendResult.Queued) e.Packet.Dispose();
                }

                while (_pair.Client.Service(TimeSpan.Zero, out ENetEvent e))
                {
                    if (e.Type != ENetEventType.Receive) continue;
                    delivered++;
                    if (e.Packet.Span.Length == ClosingBytes) _closedAndEchoed++;
                    e.Packet.Dispose();
                }

                isIdle = delivered == before;
            }
        }
    }

    public void RunOnHandlerFace(int packets)
    {
        var server = new Echo { Answers = true };
        var client = new Echo();
        while (server.Packets + client.Packets < packets)
        {
            SendBurst();
            int expected = server.Packets + client.Packets + (_burst * 2);
            bool isIdle = false;
            for (int round = 0; !IsOver(round, server.Packets + client.Packets, expected); round++)
            {
                int before = server.Packets + client.Packets;
                _pair.Server.Service(BeginRound(isIdle), ref server);
                _pair.Client.Service(TimeSpan.Zero, ref client);
                _closedAndEchoed += client.TakeClosing();
                isIdle = server.Packets + client.Packets == before;
            }
        }
    }

    private bool IsOver(int round, int delivered, int expected) =>
        _pair.HasSockets ? _closedAndEchoed == _closed : round == RoundsOfBurst || delivered >= expected;

    private void SendBurst()
    {
        _deadline.Restart();
        for (int i = 0; i < _burst; i++, _sent++) _peer.Send((byte)(_sent & 3), _payload, _flags[(_sent >> 2) % _flags.Length]);
        if (_pair.HasSockets && _peer.Send(channelId: 0, _closing, ENetPacketFlags.Reliable) == ENetSendResult.Queued) _closed++;
    }

    /// <summary>Lets time pass, in memory with every round and over sockets only where nothing has come, and answers how long to wait for the system.</summary>
    private TimeSpan BeginRound(bool isIdle)
    {
        _deadline.ThrowIfPassed("the packets of a burst");
        if (isIdle || !_pair.HasSockets) _pair.Clock!.NowMs++;
        _pair.Client.Flush();
        return isIdle && _pair.HasSockets ? IdleWait : TimeSpan.Zero;
    }

    private struct Echo : IENetHandler
    {
        private int _closing;

        public bool Answers;
        public int Packets;

        public int TakeClosing()
        {
            int closing = _closing;
            _closing = 0;
            return closing;
        }

        public readonly void OnConnect(ENetPeer peer, uint data)
        {
        }

        public readonly void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data)
        {
        }

        public void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
        {
            Packets++;
            if (payload.Length == ClosingBytes) _closing++;
            if (Answers) peer.Send(channelId, payload, flags);
        }
    }
}
