using System;
using System.Net;
using ManagedENet.Shared;
using ManagedENet.Tests.Support;

namespace ManagedENet.Tests.Allocation;

/// <summary>Nothing is allocated per packet: in no way of sending, on neither face, in memory and over sockets.</summary>
[NonParallelizable]
public sealed class ExchangeAllocationTests
{
    private static readonly ENetPacketFlags[] AllFlags =
        [ENetPacketFlags.Reliable, ENetPacketFlags.None, ENetPacketFlags.Unsequenced, ENetPacketFlags.UnreliableFragment];

    [Test]
    [Property("Requirement", "LIM-005")]
    public void A_million_packets_on_the_poll_face_allocate_nothing()
    {
        using HostPair pair = HostPair.OverLoopback();
        var exchange = new Exchange(pair, AllFlags);
        // Until both ends have told each other their limits, a second after the beginning.
        exchange.WarmUp(packets: 60_000);
        Assert.That(AllocatedBytes.OfEveryRound(() => exchange.RunOnPollFace(packets: 1_000_000)), Is.Zero);
    }

    [Test]
    [Property("Requirement", "LIM-005")]
    public void A_million_packets_on_the_handler_face_allocate_nothing()
    {
        using HostPair pair = HostPair.OverLoopback();
        var exchange = new Exchange(pair, AllFlags);
        exchange.WarmUp(packets: 60_000);
        Assert.That(AllocatedBytes.OfEveryRound(() => exchange.RunOnHandlerFace(packets: 1_000_000)), Is.Zero);
    }

    [TestCase(ENetPacketFlags.Reliable)]
    [TestCase(ENetPacketFlags.None)]
    [TestCase(ENetPacketFlags.Unsequenced)]
    [TestCase(ENetPacketFlags.UnreliableFragment)]
    [Property("Requirement", "LIM-005")]
    public void Packets_over_sockets_allocate_nothing(ENetPacketFlags flags)
    {
        using HostPair pair = HostPair.OverSocketsOnVirtualTime(IPAddress.Loopback);
        var exchange = new Exchange(pair, [flags]);
        exchange.WarmUp(packets: 10_000);
        long beyond = AllocatedBytes.BeyondAllowance(() =>
        {
            long datagramsBefore = Datagrams(pair);
            exchange.RunOnPollFace(packets: 20_000);
            exchange.RunOnHandlerFace(packets: 20_000);
            return LibraryTarget.SocketAllocation(Datagrams(pair) - datagramsBefore);
        });
        Assert.That(beyond, Is.Zero);
        Assert.That(exchange.IsConnected, Is.True);
    }

    [TestCase(ENetPacketFlags.Reliable)]
    [TestCase(ENetPacketFlags.UnreliableFragment)]
    [Property("Requirement", "LIM-005")]
    public void Fragmented_packets_allocate_nothing(ENetPacketFlags flags)
    {
        using HostPair pair = HostPair.OverLoopback();
        var exchange = new Exchange(pair, [flags], payloadBytes: 20_000, burst: 2);
        exchange.WarmUp(packets: 1_000);
        long allocated = AllocatedBytes.OfEveryRound(() =>
        {
            exchange.RunOnPollFace(packets: 5_000);
            exchange.RunOnHandlerFace(packets: 5_000);
        });
        Assert.That(allocated, Is.Zero);
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
        long allocated = AllocatedBytes.OfEveryRound(
            () =>
            {
                exchange.RunOnPollFace(packets: 1_000);
                exchange.RunOnHandlerFace(packets: 1_000);
            },
            rounds: 12);
        Assert.That(allocated, Is.Zero);
        Assert.That(loss.Lost, lossPercent == 0 ? Is.Zero : Is.Positive);
        Assert.That(exchange.IsConnected, Is.True);
    }

    private static long Datagrams(HostPair pair) => pair.Server.Statistics.SentDatagrams + pair.Client.Statistics.SentDatagrams;

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
}
