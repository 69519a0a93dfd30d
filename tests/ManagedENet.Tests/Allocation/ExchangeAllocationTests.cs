using System;
using System.Net;
using ManagedENet.Tests.Support;

namespace ManagedENet.Tests.Allocation;

/// <summary>Nothing is allocated per packet: in no way of sending, on neither face, in memory and over sockets.</summary>
[NonParallelizable]
public sealed class ExchangeAllocationTests
{
    private const int Burst = 50;
    private const int PayloadBytes = 100;

    // Where the machine holds the network up for some milliseconds, as a busy one does, this many bursts may pile up without any pool having to grow.
    private const int BurstsAtOnce = 40;

    private static readonly ENetPacketFlags[] AllFlags =
        [ENetPacketFlags.Reliable, ENetPacketFlags.None, ENetPacketFlags.Unsequenced, ENetPacketFlags.UnreliableFragment];

    [Test]
    [Property("Requirement", "LIM-005")]
    public void A_million_packets_on_the_poll_face_allocate_nothing()
    {
        using HostPair pair = HostPair.OverLoopback();
        var exchange = new Exchange(pair, AllFlags);
        exchange.WarmUp(packets: 20_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        exchange.RunOnPollFace(packets: 1_000_000);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    [Property("Requirement", "LIM-005")]
    public void A_million_packets_on_the_handler_face_allocate_nothing()
    {
        using HostPair pair = HostPair.OverLoopback();
        var exchange = new Exchange(pair, AllFlags);
        exchange.WarmUp(packets: 20_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        exchange.RunOnHandlerFace(packets: 1_000_000);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [TestCase(ENetPacketFlags.Reliable)]
    [TestCase(ENetPacketFlags.None)]
    [TestCase(ENetPacketFlags.Unsequenced)]
    [TestCase(ENetPacketFlags.UnreliableFragment)]
    [Property("Requirement", "LIM-005")]
    public void Packets_over_sockets_allocate_nothing(ENetPacketFlags flags)
    {
        using HostPair pair = HostPair.OverSockets(IPAddress.Loopback, IPAddress.Loopback);
        var exchange = new Exchange(pair, [flags]);
        exchange.WarmUp(packets: 10_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        exchange.RunOnPollFace(packets: 20_000);
        exchange.RunOnHandlerFace(packets: 20_000);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [TestCase(ENetPacketFlags.Reliable)]
    [TestCase(ENetPacketFlags.UnreliableFragment)]
    [Property("Requirement", "LIM-005")]
    public void Fragmented_packets_allocate_nothing(ENetPacketFlags flags)
    {
        using HostPair pair = HostPair.OverLoopback();
        var exchange = new Exchange(pair, [flags], payloadBytes: 20_000, burst: 2);
        exchange.WarmUp(packets: 1_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        exchange.RunOnPollFace(packets: 5_000);
        exchange.RunOnHandlerFace(packets: 5_000);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    [Property("Requirement", "LIM-005")]
    public void Every_way_of_sending_allocates_nothing_also_where_datagrams_are_lost(
        [ValueSource(nameof(AllFlags))] ENetPacketFlags flags, [Values(0, 8, 100, 1_300, 20_000)] int payloadBytes, [Values(0, 5, 15)] int lossPercent)
    {
        var loss = new LosingInterceptor(lossPercent);
        var options = new ENetHostOptions { Interceptor = loss };
        using HostPair pair = HostPair.OverLoopback(options, options);
        var exchange = new Exchange(pair, [flags], payloadBytes, burst: payloadBytes > 10_000 ? 2 : 20);

        // Losses heap up by chance, and a pool that was never needed so much grows once more; what is allocated for each packet is there every time.
        long allocated = -1;
        for (int attempt = 0; attempt < 12 && allocated != 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            exchange.RunOnPollFace(packets: 1_000);
            exchange.RunOnHandlerFace(packets: 1_000);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.That(allocated, Is.Zero);
        Assert.That(loss.Lost, lossPercent == 0 ? Is.Zero : Is.Positive);
        Assert.That(exchange.IsConnected, Is.True);
    }

    /// <summary>Keeps some datagrams to itself, the same ones every time, once a connection is there.</summary>
    private sealed class LosingInterceptor(int percent) : IDatagramInterceptor
    {
        private uint _state = 1;

        public int Lost { get; private set; }

        public bool Intercept(ENetHost host, in ENetAddress from, ReadOnlySpan<byte> datagram)
        {
            if (host.ConnectedPeerCount == 0) return false;
            _state = (_state * 1_664_525) + 1_013_904_223;
            if ((_state >> 8) % 100 >= (uint)percent) return false;
            Lost++;
            return true;
        }
    }

    /// <summary>The client sends in bursts, the server sends everything back; packets of both directions count.</summary>
    private sealed class Exchange
    {
        private readonly HostPair _pair;
        private readonly ENetPeer _peer;
        private readonly ENetPacketFlags[] _flags;
        private readonly byte[] _payload;
        private readonly int _burst;
        private readonly TestDeadline _deadline = new();
        private int _sent;

        public Exchange(HostPair pair, ENetPacketFlags[] flags, int payloadBytes = PayloadBytes, int burst = Burst)
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
                for (int round = 0; round < 100 && delivered < expected; round++)
                {
                    AdvanceTime();
                    _pair.Client.Flush();
                    while (_pair.Server.Service(TimeSpan.Zero, out ENetEvent e))
                    {
                        if (e.Type != ENetEventType.Receive) continue;
                        delivered++;
                        if (e.Peer.Send(e.ChannelId, e.Packet) != ENetSendResult.Queued) e.Packet.Dispose();
                    }

                    while (_pair.Client.Service(TimeSpan.Zero, out ENetEvent e))
                    {
                        if (e.Type != ENetEventType.Receive) continue;
                        delivered++;
                        e.Packet.Dispose();
                    }
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
                for (int round = 0; round < 100 && server.Packets + client.Packets < expected; round++)
                {
                    AdvanceTime();
                    _pair.Client.Flush();
                    _pair.Server.Service(TimeSpan.Zero, ref server);
                    _pair.Client.Service(TimeSpan.Zero, ref client);
                }
            }
        }

        private void SendBurst()
        {
            _deadline.ThrowIfPassed("all packets of the exchange");
            for (int i = 0; i < _burst; i++, _sent++) _peer.Send((byte)(_sent & 3), _payload, _flags[(_sent >> 2) % _flags.Length]);
        }

        private void AdvanceTime()
        {
            if (_pair.Clock is not null) _pair.Clock.NowMs++;
        }

        private struct Echo : IENetHandler
        {
            public bool Answers;
            public int Packets;

            public readonly void OnConnect(ENetPeer peer, uint data)
            {
            }

            public readonly void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data)
            {
            }

            public void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
            {
                Packets++;
                if (Answers) peer.Send(channelId, payload, flags);
            }
        }
    }
}
