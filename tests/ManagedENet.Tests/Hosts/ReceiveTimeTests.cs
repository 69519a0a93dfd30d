using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Hosts;

/// <summary>A service call ends in time although each packet costs the application much of it. On virtual time, which the handler moves.</summary>
[Property("Requirement", "LIM-046, DEV-094")]
public sealed class ReceiveTimeTests
{
    private const int Packets = 200;

    // The clock is looked at after every sixteen datagrams.
    private const int Step = 16;

    [TestCase(1, 10, Step)]
    [TestCase(1, 50, 4 * Step)]
    [TestCase(5, 10, Step)]
    [TestCase(0, 10, Packets)]
    [TestCase(1, -1, Packets)]
    public void H38_a_call_takes_datagrams_for_as_long_as_it_may(int msPerPacket, int limitMs, int most)
    {
        TimeSpan limit = limitMs < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(limitMs);
        List<int> calls = PacketsOfEachCall(new ENetHostOptions { ReceiveTimeLimit = limit }, msPerPacket);
        Assert.That(calls.Max(), Is.EqualTo(most));
        Assert.That(calls, Has.Count.EqualTo((Packets + most - 1) / most), "what is left waits for the next call, and a call that waits for nothing does not come in between");
    }

    [TestCase(0)]
    [TestCase(30)]
    [TestCase(1_000)]
    public void What_sending_takes_is_not_taken_off_the_time_for_receiving(int msPerFlush)
    {
        var clock = new ManualClock();
        var hub = new LoopbackHub();
        var slow = new SlowToSend(hub.Open(), clock);
        using var server = new ENetHost(slow, timeProvider: clock);
        using var client = new ENetHost(hub.Open(), timeProvider: clock);
        ENetPeer peer = client.Connect(server.LocalEndPoint);
        var handler = new Slow(clock, 0, []);
        while (peer.State != ENetPeerState.Connected || server.ConnectedPeerCount == 0)
        {
            client.Service(TimeSpan.Zero, out _);
            server.Service(TimeSpan.Zero, ref handler);
        }

        for (int i = 0; i < Packets; i++)
        {
            peer.Send(0, [(byte)i], ENetPacketFlags.None);
            client.Flush();
        }

        slow.MsPerFlush = msPerFlush;
        server.Service(TimeSpan.Zero, ref handler);
        Assert.That(handler.Taken, Has.Count.EqualTo(Packets));
    }

    /// <summary>How many packets each call of a server hands to a handler that needs so long for one.</summary>
    public static List<int> PacketsOfEachCall(ENetHostOptions options, int msPerPacket)
    {
        var clock = new ManualClock();
        var hub = new LoopbackHub();
        using var server = new ENetHost(hub.Open(), options, clock);
        using var client = new ENetHost(hub.Open(), timeProvider: clock);
        ENetPeer peer = client.Connect(server.LocalEndPoint);
        var handler = new Slow(clock, msPerPacket, []);
        while (peer.State != ENetPeerState.Connected)
        {
            client.Service(TimeSpan.Zero, out _);
            server.Service(TimeSpan.Zero, ref handler);
        }

        for (int i = 0; i < Packets; i++)
        {
            peer.Send(0, [(byte)i], ENetPacketFlags.None);
            client.Flush();
        }

        List<int> calls = [];
        while (handler.Taken.Count < Packets)
        {
            int before = handler.Taken.Count;
            server.Service(TimeSpan.Zero, ref handler);
            calls.Add(handler.Taken.Count - before);
        }

        Assert.That(handler.Taken, Is.EqualTo(Enumerable.Range(0, Packets).Select(i => (byte)i)));
        return calls;
    }

    private sealed class SlowToSend(IDatagramTransport inner, ManualClock clock) : ForwardingTransport(inner)
    {
        public int MsPerFlush { get; set; }

        public override int Flush()
        {
            clock.NowMs += MsPerFlush;
            return Inner.Flush();
        }
    }

    private readonly struct Slow(ManualClock clock, int msPerPacket, List<byte> taken) : IENetHandler
    {
        public List<byte> Taken { get; } = taken;

        public void OnConnect(ENetPeer peer, uint data)
        {
        }

        public void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
        {
            Taken.Add(payload[0]);
            clock.NowMs += msPerPacket;
        }

        public void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data)
        {
        }
    }
}
