using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;
using ManagedENet.Transports;

namespace ManagedENet.Simulation.Congestion;

/// <summary>What a host, or the other end, wants to be sent in a second at most. What is sent is counted on the network.</summary>
[TestFixture(ENetCongestionControl.Cubic)]
[TestFixture(ENetCongestionControl.Model)]
internal sealed class OutgoingLimitTests
{
    private const int TwoDatagrams = 2 * 1_392;

    private readonly ENetCongestionControl _rules;

    public OutgoingLimitTests(ENetCongestionControl rules) => _rules = rules;

    [TestCase(10_000u, 1)]
    [TestCase(100_000u, 1)]
    [TestCase(100_000u, 7)]
    [TestCase(1_000_000u, 4)]
    [TestCase(20_000_000u, 4)]
    [Property("Requirement", "CGC-021, DEV-083")]
    public void No_stretch_of_time_has_more_than_the_limit(uint limit, int clients)
    {
        using var run = new Limited(_rules, limit, clients);
        foreach (Connection peer in run.Peers) Queue(peer, 0, (int)Math.Max(limit, 500_000), ENetPacketFlags.Reliable);
        run.World.Run(2_000);
        AssertLimited(run.Sent, limit, 2_000, run.World.NowMs - 2_000);
        double rate = run.Sent.Where(sent => sent.AtMs >= run.World.NowMs - 1_000).Sum(sent => (long)sent.Bytes);
        Assert.That(rate, Is.GreaterThanOrEqualTo(0.95 * limit), "and it is used");
        Assert.That(run.World.Hosts.All(host => host.Core.ConnectedPeers > 0), Is.True);
    }

    [TestCase(1)]
    [TestCase(7)]
    [TestCase(16)]
    [TestCase(100)]
    [Property("Requirement", "CGC-021, DEV-083")]
    public void A_host_that_looks_in_once_a_frame_makes_up_for_it(int frameMs)
    {
        const uint limit = 500_000;
        using var run = new Limited(_rules, limit, clients: 3);
        foreach (Connection peer in run.Peers) Queue(peer, 0, 1 << 20, ENetPacketFlags.Reliable);
        run.Server.IsPaused = true;
        long startMs = run.World.NowMs;
        for (int ms = 0; ms < 3_000; ms += frameMs)
        {
            run.World.Run(frameMs);
            run.Server.IsPaused = false;
            run.Server.ServiceOnce();
            run.Server.IsPaused = true;
        }

        run.Server.IsPaused = false;
        long sent = run.Sent.Where(one => one.AtMs >= startMs).Sum(one => (long)one.Bytes);
        Assert.That(sent / 3.0, Is.InRange(0.9 * limit, 1.05 * limit));
    }

    [Test]
    [Property("Requirement", "CGC-021, DEV-083")]
    public void All_who_have_much_to_be_sent_get_the_same()
    {
        using var run = new Limited(_rules, 400_000, clients: 20);
        for (int i = 0; i < run.Peers.Count; i++) Queue(run.Peers[i], 0, 1 << 20, ENetPacketFlags.Reliable, packet: i % 2 == 0 ? 1_300 : 100);
        run.World.Run(10_000);
        double[] shares = [.. run.Sent.GroupBy(sent => sent.To).Select(group => (double)group.Sum(sent => (long)sent.Bytes))];
        Assert.That(shares, Has.Length.EqualTo(20));
        Assert.That(shares.Min() / shares.Max(), Is.GreaterThan(0.9));
    }

    [Test]
    [Property("Requirement", "CGC-021, DEV-083")]
    public void Whoever_gets_little_does_not_wait_for_those_who_get_much()
    {
        using var run = new Limited(_rules, 200_000, clients: 10);
        foreach (Connection peer in run.Peers.Skip(1)) Queue(peer, 0, 1 << 20, ENetPacketFlags.Reliable);
        run.World.Run(200);
        var waits = new List<long>();
        for (int i = 0; i < 100; i++)
        {
            int before = run.ReceivedBy[0].Count;
            long atMs = run.World.NowMs;
            run.Peers[0].Send(0, new byte[50], ENetPacketFlags.Reliable);
            Assert.That(run.World.RunUntil(() => run.ReceivedBy[0].Count > before, 2_000), Is.True);
            waits.Add(run.World.NowMs - atMs);
            run.World.Run(20);
        }

        // One turn of the nine others takes 63 ms at that limit, and the way 10.
        Assert.That(waits.Max(), Is.LessThanOrEqualTo(80 + 10));
    }

    [Test]
    [Property("Requirement", "CGC-021, DEV-083")]
    public void What_is_received_is_acknowledged_whatever_waits()
    {
        using var run = new Limited(_rules, 20_000, clients: 2);
        foreach (Connection peer in run.Peers) Queue(peer, 0, 1 << 20, ENetPacketFlags.Reliable);
        run.World.Run(1_000);
        Connection client = run.Clients[0];
        long before = run.ServerReceived;
        Queue(client, 0, 10_000, ENetPacketFlags.Reliable);
        Assert.That(run.World.RunUntil(() => run.ServerReceived - before >= 10_000 && client.ReliableBytesInTransit == 0, 300), Is.True);
        Assert.That(client.Retransmissions, Is.Zero);
    }

    [Test]
    [Property("Requirement", "CGC-021, DEV-083")]
    public void Nobody_is_lost_over_it_and_a_limit_that_goes_lets_all_out()
    {
        using var run = new Limited(_rules, 3_000, clients: 30);
        foreach (Connection peer in run.Peers) Queue(peer, 0, 100_000, ENetPacketFlags.Reliable);
        run.World.Run(60_000);
        Assert.That(run.Server.Core.ConnectedPeers, Is.EqualTo(30));
        run.Server.Core.SetBandwidthLimit(0, 0);
        Assert.That(run.World.RunUntil(() => run.Peers.All(peer => !peer.HasOutgoingCommands), 5_000), Is.True);
        Assert.That(run.ReceivedBy.Select(received => received.Count), Is.All.EqualTo(77));
        run.Server.Core.SetBandwidthLimit(0, 50_000);
        foreach (Connection peer in run.Peers) Queue(peer, 0, 100_000, ENetPacketFlags.Reliable);
        run.World.Run(200);
        long startMs = run.World.NowMs;
        run.World.Run(3_000);
        AssertLimited(run.Sent, 50_000, 3_000, startMs);
    }

    [Test]
    [Property("Requirement", "CGC-021, DEV-083")]
    public void Whoever_leaves_says_so_and_whoever_comes_is_answered()
    {
        using var run = new Limited(_rules, 5_000, clients: 4);
        foreach (Connection peer in run.Peers) Queue(peer, 0, 100_000, ENetPacketFlags.Reliable);
        run.World.Run(500);
        run.Server.DisconnectNow(run.Peers[0], 7);
        run.Peers[1].Disconnect(8);
        run.World.Run(30);
        Assert.That(run.Clients.Take(2).Select(client => client.State), Is.All.EqualTo(ENetPeerState.Disconnected));
        VirtualHost newcomer = run.World.AddHost("newcomer", new HostOptions { CongestionControl = _rules });
        Assert.That(run.World.Connect(newcomer, run.Server, 1, limitMs: 100).ClientPeer.State, Is.EqualTo(ENetPeerState.Connected));
    }

    [Test]
    [Property("Requirement", "CGC-022, DEV-083")]
    public void What_is_unreliable_and_has_waited_too_long_is_dropped_and_what_is_new_goes([Values] bool withBulk, [Values(0u, 1u)] uint channel)
    {
        using var run = new Limited(_rules, 20_000, clients: 2);
        if (withBulk) Queue(run.Peers[0], 0, 1 << 20, ENetPacketFlags.Reliable);
        var ages = new List<long>();
        int offered = 0;
        run.OnReceived = (client, packet) =>
        {
            if (packet.Length == 800) ages.Add(run.World.NowMs - BitConverter.ToInt64(packet.Span));
        };
        for (int ms = 0; ms < 5_000; ms += 20)
        {
            byte[] update = new byte[800];
            BitConverter.TryWriteBytes(update, run.World.NowMs);
            run.Peers[1].Send((byte)channel, update, ENetPacketFlags.None);
            offered++;
            run.World.Run(20);
        }

        double share = withBulk ? 0.5 : 1;
        Assert.That(ages, Is.Not.Empty);
        Assert.That(ages.Max(), Is.LessThanOrEqualTo(10 + 300 + 150), "its age when it arrives");
        Assert.That(ages.Count * 830.0 / 5, Is.InRange(0.7 * share * 20_000, 1.1 * share * 20_000 + 2_000));
        Assert.That(run.Peers[1].ThrottledPackets, Is.InRange(offered - ages.Count - 20, offered - ages.Count), "and what did not go is counted");
    }

    [Test]
    [Property("Requirement", "CGC-022, DEV-083")]
    public void A_burst_that_the_limit_allows_loses_nothing()
    {
        using var run = new Limited(_rules, 200_000, clients: 4);
        for (int tick = 0; tick < 50; tick++)
        {
            foreach (Connection peer in run.Peers) Queue(peer, 0, 4_000, ENetPacketFlags.None, packet: 400);
            run.World.Run(100);
        }

        Assert.That(run.ReceivedBy.Select(received => received.Count), Is.All.EqualTo(500));
    }

    [Test]
    [Property("Requirement", "CGC-022, DEV-083")]
    public void An_application_that_rests_between_two_sends_loses_nothing()
    {
        using var run = new Limited(_rules, 50_000, clients: 2);
        for (int i = 0; i < 20; i++)
        {
            run.World.Run(500);
            run.Server.IsPaused = true;
            run.World.Run(500);
            foreach (Connection peer in run.Peers) Queue(peer, 0, 2_000, ENetPacketFlags.None, packet: 400);
            run.Server.IsPaused = false;
        }

        run.World.Run(500);
        Assert.That(run.ReceivedBy.Select(received => received.Count), Is.All.EqualTo(100));
    }

    [TestCase(20_000u)]
    [TestCase(300_000u)]
    [Property("Requirement", "CGC-023, DEV-083")]
    public void Who_says_what_it_takes_is_sent_no_more(uint limit)
    {
        using var world = new VirtualWorld();
        world.Network.DefaultLink = new NetworkImpairmentOptions { DelayMs = 5 };
        VirtualHost receiver = world.AddHost("receiver", new HostOptions { IncomingBandwidth = limit, KeepIncomingLimit = true });
        VirtualPair pair = world.Connect(world.AddHost("sender", new HostOptions { CongestionControl = _rules }), receiver);
        world.Run(2_000);
        Queue(pair.ClientPeer, 0, 2 << 20, ENetPacketFlags.Reliable);
        world.Run(1_000);
        world.Network.ClearLog();
        long startMs = world.NowMs;
        world.Run(3_000);
        long sent = world.Network.Log.Where(one => one.From == pair.Client.Address && one.AtMs >= startMs).Sum(one => (long)one.Bytes.Length);
        Assert.That(sent / 3.0, Is.InRange(0.85 * limit, (1.02 * limit) + 1_000));
    }

    [Test]
    [Property("Requirement", "CGC-021, FLW-061")]
    public void By_native_s_rules_nothing_waits_for_it()
    {
        using var run = new Limited(ENetCongestionControl.Native, 10_000, clients: 1);
        Queue(run.Peers[0], 0, 50_000, ENetPacketFlags.Reliable);
        run.World.Run(1_000);
        Assert.That(run.Peers[0].HasOutgoingCommands, Is.False);
    }

    private static void Queue(Connection peer, byte channel, int bytes, ENetPacketFlags flags, int packet = 1_300)
    {
        byte[] payload = new byte[packet];
        for (int sent = 0; sent < bytes; sent += packet) peer.Send(channel, payload, flags);
    }

    // In each stretch of 1 to 1,000 ms: what the limit allows in it, a burst of ten milliseconds or two datagrams, one datagram that it ends with, and the millisecond of the clock.
    private static void AssertLimited(IReadOnlyList<(long AtMs, ENetAddress To, int Bytes)> sent, uint limit, int ms, long startMs)
    {
        long[] perMs = new long[ms + 1];
        foreach ((long atMs, _, int bytes) in sent)
        {
            if (atMs >= startMs && atMs <= startMs + ms) perMs[atMs - startMs] += bytes;
        }

        foreach (int stretch in new[] { 1, 10, 50, 100, 500, 1_000 })
        {
            double allowed = (limit * (stretch + 2) / 1_000.0) + Math.Max(limit / 100.0, TwoDatagrams) + 1_392;
            long within = perMs.Take(stretch).Sum();
            for (int i = stretch; i <= ms; i++)
            {
                within += perMs[i] - perMs[i - stretch];
                Assert.That(within, Is.LessThanOrEqualTo(allowed), $"in the {stretch} ms before {i}");
            }
        }
    }

    /// <summary>A server with a limit, and clients without.</summary>
    private sealed class Limited : IDisposable
    {
        private readonly List<(long AtMs, ENetAddress To, int Bytes)> _sent = [];

        public Limited(ENetCongestionControl rules, uint limit, int clients)
        {
            World.Network.DefaultLink = new NetworkImpairmentOptions { DelayMs = 10 };
            World.Network.KeepsLog = false;
            Server = World.AddHost("server", new HostOptions { CongestionControl = rules, PeerLimit = clients + 1, OutgoingBandwidth = limit });
            Server.KeepsEvents = false;
            Server.OnEvent = e => ServerReceived += e.Type == ENetEventType.Receive ? e.Packet.Length : 0;
            for (int i = 0; i < clients; i++)
            {
                int number = i;
                VirtualHost client = World.AddHost($"client {i}", new HostOptions { CongestionControl = rules });
                client.KeepsEvents = false;
                client.OnEvent = e =>
                {
                    if (e.Type != ENetEventType.Receive) return;
                    ReceivedBy[number].Add(e.Packet.Length);
                    OnReceived?.Invoke(number, e.Packet);
                };
                ReceivedBy.Add([]);
                VirtualPair pair = World.Connect(client, Server);
                Peers.Add(pair.ServerPeer);
                Clients.Add(pair.ClientPeer);
            }

            World.Run(2_000);
            World.Network.Lets = sent =>
            {
                if (sent.From == Server.Address) _sent.Add((sent.AtMs, sent.To, sent.Bytes.Length));
                return true;
            };
        }

        public VirtualWorld World { get; } = new();

        public VirtualHost Server { get; }

        public List<Connection> Peers { get; } = [];

        public List<Connection> Clients { get; } = [];

        public List<List<int>> ReceivedBy { get; } = [];

        public long ServerReceived { get; private set; }

        public Action<int, ENetPacket>? OnReceived { get; set; }

        public IReadOnlyList<(long AtMs, ENetAddress To, int Bytes)> Sent => _sent;

        public void Dispose() => World.Dispose();
    }
}
