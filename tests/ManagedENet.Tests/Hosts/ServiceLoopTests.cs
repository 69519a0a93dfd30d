using System;
using System.Linq;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Hosts;

/// <summary>The loop inside a service call: it does not wait while there is something to do, and does not spin while there is nothing that it can do.</summary>
public sealed class ServiceLoopTests
{
    private const int DatagramsPerRound = 256;

    public enum Face
    {
        Poll,
        Handler,
    }

    [Test]
    public void What_a_round_has_left_of_a_batch_is_read_before_anybody_waits([Values] Face face, [Values(257, 512, 513, 1_000)] int datagrams)
    {
        var clock = new ManualClock();
        var transport = new LoopTransport(new LoopbackHub().Open(), clock) { JunkInNextBatch = datagrams };
        using var host = new ENetHost(transport, options: null, clock);
        long readBeforeTheWait = -1;
        transport.OnWait = () => readBeforeTheWait = readBeforeTheWait < 0 ? host.Statistics.ReceivedDatagrams : readBeforeTheWait;
        Service(host, face, TimeSpan.FromMilliseconds(50));
        Assert.That(readBeforeTheWait, Is.EqualTo(datagrams));
        Assert.That(transport.Waits.Sum(), Is.EqualTo(50), "and the whole time is waited all the same");
    }

    [Test]
    public void A_call_that_does_not_wait_reads_a_rounds_worth_and_the_next_one_goes_on([Values] Face face)
    {
        var clock = new ManualClock();
        var transport = new LoopTransport(new LoopbackHub().Open(), clock) { JunkInNextBatch = 600 };
        using var host = new ENetHost(transport, options: null, clock);
        foreach (int expected in (int[])[DatagramsPerRound, 2 * DatagramsPerRound, 600, 600])
        {
            Service(host, face, TimeSpan.Zero);
            Assert.That(host.Statistics.ReceivedDatagrams, Is.EqualTo(expected));
        }

        Assert.That(transport.Waits, Is.Empty);
    }

    [Test]
    public void While_the_network_is_full_a_host_tries_once_a_millisecond_and_waits_in_between([Values] Face face, [Values] bool isWorthATry)
    {
        (ManualClock clock, LoopTransport transport, ENetHost client, ENetHost server, ENetPeer peer) = Connect(isWorthATry);
        using ENetHost first = client;
        using ENetHost second = server;
        transport.IsFull = true;
        for (int i = 0; i < 10; i++) peer.Send(0, Payload.Make(1000), ENetPacketFlags.Reliable);
        (transport.Flushes, transport.Receives) = (0, 0);
        transport.Waits.Clear();

        const int Milliseconds = 100;
        Service(client, face, TimeSpan.FromMilliseconds(Milliseconds));
        Assert.That(transport.Waits, Is.EqualTo(Enumerable.Repeat(1.0, Milliseconds)));
        Assert.That(transport.Receives, Is.InRange(Milliseconds, Milliseconds + 1), "a round for each wait");
        Assert.That(transport.Flushes, Is.InRange(2 * Milliseconds, 2 * (Milliseconds + 1)), "and two attempts in each round, one for each of its passes");
    }

    [Test]
    public void When_there_is_room_again_what_waited_leaves_in_the_same_call([Values] Face face)
    {
        (ManualClock clock, LoopTransport transport, ENetHost client, ENetHost server, ENetPeer peer) = Connect(isWorthATry: true);
        using ENetHost first = client;
        using ENetHost second = server;
        transport.IsFull = true;
        peer.Send(0, [7], ENetPacketFlags.Unsequenced);
        long fullUntilMs = clock.NowMs + 20;
        long? leftAtMs = null;
        transport.OnWait = () =>
        {
            transport.IsFull = clock.NowMs < fullUntilMs;
            if (leftAtMs is null && server.Service(TimeSpan.Zero, out ENetEvent e))
            {
                leftAtMs = clock.NowMs;
                e.Packet.Dispose();
            }
        };
        Service(client, face, TimeSpan.FromMilliseconds(60));
        Assert.That(leftAtMs, Is.InRange(fullUntilMs, fullUntilMs + 2));
    }

    [Test]
    public void What_is_due_in_this_millisecond_is_done_once_in_it([Values] Face face)
    {
        // Thousands of rounds fit into a millisecond, and whoever has nothing to read must not make them.
        (ManualClock clock, LoopTransport transport, ENetHost client, ENetHost server, ENetPeer peer) = Connect(isWorthATry: true);
        using ENetHost first = client;
        using ENetHost second = server;
        peer.PingInterval = TimeSpan.FromMilliseconds(1);
        (transport.Flushes, transport.Receives) = (0, 0);
        transport.Waits.Clear();
        Service(client, face, TimeSpan.FromMilliseconds(50));
        Assert.That(transport.Waits.Sum(), Is.EqualTo(50));
        Assert.That(transport.Receives, Is.LessThanOrEqualTo(transport.Waits.Count + 1));
    }

    private static (ManualClock Clock, LoopTransport Transport, ENetHost Client, ENetHost Server, ENetPeer Peer) Connect(bool isWorthATry)
    {
        var clock = new ManualClock();
        var hub = new LoopbackHub();
        var transport = new LoopTransport(hub.Open(), clock) { IsFullWorthATry = isWorthATry };
        var server = new ENetHost(hub.Open(), options: null, clock);
        var client = new ENetHost(transport, options: null, clock);
        ENetPeer peer = client.Connect(server.LocalEndPoint);
        for (int i = 0; i < 2_000; i++)
        {
            clock.NowMs++;
            client.Service(TimeSpan.Zero, out _);
            server.Service(TimeSpan.Zero, out _);
        }

        Assert.That(peer.State, Is.EqualTo(ENetPeerState.Connected));
        return (clock, transport, client, server, peer);
    }

    private static void Service(ENetHost host, Face face, TimeSpan timeout)
    {
        if (face == Face.Poll)
        {
            Assert.That(host.Service(timeout, out _), Is.False);
            return;
        }

        var handler = default(SilentHandler);
        Assert.That(host.Service(timeout, ref handler), Is.Zero);
    }

    private struct SilentHandler : IENetHandler
    {
        public void OnConnect(ENetPeer peer, uint data)
        {
        }

        public void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data)
        {
        }

        public void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
        {
        }
    }
}
