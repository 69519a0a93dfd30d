using System;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Wire;
using ManagedENet.Simulation.Harness;
using ManagedENet.Transports;

namespace ManagedENet.Simulation.Congestion;

/// <summary>Paths that take less than both ends agreed on, and say nothing about it. The other end goes by native's rules.</summary>
[TestFixture(ENetCongestionControl.Cubic)]
[TestFixture(ENetCongestionControl.Model)]
internal sealed class PathMtuTests
{
    private const int Agreed = ProtocolConstants.DefaultMtu;
    private const int Finest = 16;

    private readonly ENetCongestionControl _rules;

    public PathMtuTests(ENetCongestionControl rules) => _rules = rules;

    [Test]
    [Property("Requirement", "CGC-007, CGC-050, CGC-051, CGC-052, CGC-054, CGC-056, DEV-093")]
    public void F15_whatever_is_sent_into_a_black_hole_arrives_within_three_seconds(
        [Values(1_280, 1_000, 576)] int mtu, [Values(5, 25, 140)] int delayMs, [Values(32, 1_300, 60_000)] int packetBytes, [Values] bool startsLate)
    {
        using var run = new BulkRun(_rules, new NetworkImpairmentOptions { DelayMs = delayMs, BandwidthBytesPerSecond = 2_500_000, BandwidthQueueBytes = 250_000 }, packetBytes: packetBytes);
        if (startsLate) run.Run(2_000);
        run.World.Network.ChangeAll(link => link with { MtuBytes = mtu });
        // What was on its way when the hole came.
        if (startsLate) run.Run(2 * delayMs + 150);
        long before = run.Received;
        run.Run(3_000);
        Assert.That((run.IsAlive, run.Received > before), Is.EqualTo((true, true)), "packets");
        run.Run(3_000);
        // A trial that finds the line full twice counts as too long, for a minute.
        Assert.That(run.Sender.MtuBytes, Is.InRange(mtu - (delayMs > 100 ? 3 * Finest : Finest), mtu));
        Assert.That(run.Transfer(run.Sent, 120_000), Is.True, "all of it");
        Assert.That(run.Sender.Retransmissions, Is.EqualTo(run.Sender.LostCommands + run.Sender.ProbedCommands), "each has its cause");
    }

    [Test]
    [Property("Requirement", "CGC-050, CGC-051, DEV-093")]
    public void Packets_that_nobody_acknowledges_come_through_again([Values(1_280, 1_000, 576)] int mtu, [Values(5, 140)] int delayMs, [Values] bool compresses)
    {
        using Path path = new(_rules, delayMs, compresses);
        path.Send(2_000, 1_330, ENetPacketFlags.None);
        Assert.That(path.Peer.MtuBytes, Is.EqualTo(Agreed));
        path.World.Network.ChangeAll(link => link with { MtuBytes = mtu });
        path.Send(2_500 + (8 * delayMs), 1_330, ENetPacketFlags.None);
        long before = path.Received;
        path.Send(1_000, 1_330, ENetPacketFlags.None);
        Assert.That(path.Received, Is.GreaterThan(before));
        path.Send(6_000, 1_330, ENetPacketFlags.None);
        Assert.That(path.Peer.MtuBytes, Is.InRange(mtu - Finest, mtu));
    }

    [Test]
    [Property("Requirement", "CGC-053, DEV-093")]
    public void A_path_that_takes_more_again_gets_more_within_a_minute([Values(1_280, 576)] int mtu, [Values(Agreed, 1_100)] int later)
    {
        using Path path = new(_rules, 25, compresses: false);
        path.World.Network.ChangeAll(link => link with { MtuBytes = mtu });
        path.Send(10_000, 1_330, ENetPacketFlags.Reliable);
        path.World.Network.ChangeAll(link => link with { MtuBytes = later });
        path.Send(72_000, 1_330, ENetPacketFlags.Reliable);
        Assert.That(path.Peer.MtuBytes, Is.InRange(later == Agreed ? Agreed : later - Finest, later));
    }

    [Test]
    [Property("Requirement", "CGC-052, CGC-054, DEV-093")]
    public void A_probe_is_a_ping_with_zeros_behind_it_and_what_is_too_long_may_be_cut([Values] bool compresses)
    {
        using Path path = new(_rules, 25, compresses);
        path.World.Network.ChangeAll(link => link with { MtuBytes = 1_000 });
        byte[] packet = new byte[60_000];
        new Random(1).NextBytes(packet);
        for (int i = 0; i < 5; i++) path.Peer.Send(0, packet, ENetPacketFlags.Reliable);
        path.World.RunUntil(() => path.Received >= 300_000, 10_000);
        SentDatagram[] sent = path.World.Network.Log.Where(datagram => datagram.From == path.Client.Address).ToArray();
        SentDatagram[] probes = sent.Where(datagram => datagram.Options.Fragmentation == DatagramFragmentation.Forbidden).ToArray();
        SentDatagram[] cut = sent.Where(datagram => datagram.Options.Fragmentation == DatagramFragmentation.Allowed).ToArray();
        Assert.That(probes.Length, Is.InRange(4, 40));
        foreach (SentDatagram probe in probes)
        {
            Assert.That(probe.Bytes.Length, Is.InRange(509, Agreed));
            Assert.That((probe.Bytes[0] & 0xC0, probe.Bytes[4] & 0x0F), Is.EqualTo((0x80, (int)CommandKind.Ping)), "uncompressed, with its time");
            Assert.That(probe.Bytes.Skip(8), Is.All.Zero);
        }

        // With a compressor nobody knows beforehand how long they will be.
        if (!compresses) Assert.That(cut.Select(datagram => datagram.Bytes.Length), Is.All.GreaterThan(1_000));
        Assert.That(cut, Is.Not.Empty);
    }

    [Test]
    [Property("Requirement", "CGC-051, CGC-055, DEV-093")]
    public void Losses_alone_make_no_path_narrow([Values(0.02, 0.3, 0.6)] double loss, [Values(1u, 2u, 3u)] uint seed)
    {
        using var run = new BulkRun(_rules, new NetworkImpairmentOptions { DelayMs = 25, LossRate = loss, BandwidthBytesPerSecond = 2_500_000, BandwidthQueueBytes = 60_000 }, seed);
        int narrow = 0;
        for (int i = 0; i < 200; i++)
        {
            run.Run(100);
            if (run.Sender.MtuBytes < Agreed) narrow++;
        }

        Assert.That(narrow, Is.LessThanOrEqualTo(loss > 0.5 ? 20 : 0));
    }

    [Test]
    [Property("Requirement", "CGC-052, DEV-093")]
    public void Who_acknowledges_something_in_each_round_tries_the_path_all_the_same()
    {
        using Path path = new(_rules, 25, compresses: false);
        path.World.Network.ChangeAll(link => link with { MtuBytes = 1_000 });
        // What is sent is sent while something is received: each datagram that leaves has acknowledgements in front.
        byte[] payload = new byte[1_330];
        path.Client.TakesDirectly = (peer, channel, _, _) =>
        {
            peer.Send(channel, payload, ENetPacketFlags.None);
            return true;
        };
        for (int i = 0; i < 6_000; i++)
        {
            path.Server.Peer().Send(0, new byte[10], ENetPacketFlags.Reliable);
            path.World.Run(1);
        }

        Assert.That(path.Peer.MtuBytes, Is.InRange(1_000 - Finest, 1_000));
    }

    [Test]
    [Property("Requirement", "CGC-052, DEV-093")]
    public void A_path_that_becomes_longer_and_narrow_at_once_is_found_out()
    {
        using Path path = new(_rules, 5, compresses: false);
        path.Send(2_000, 1_330, ENetPacketFlags.Reliable);
        path.World.Network.ChangeAll(link => link with { DelayMs = 100, MtuBytes = 1_000 });
        path.Send(60_000, 1_330, ENetPacketFlags.None);
        Assert.That(path.Peer.MtuBytes, Is.InRange(1_000 - Finest, 1_000));
    }

    [Test]
    [Property("Requirement", "CGC-053, DEV-093")]
    public void A_narrow_path_sees_few_trials()
    {
        using Path path = new(_rules, 25, compresses: false);
        path.World.Network.ChangeAll(link => link with { MtuBytes = 1_000 });
        path.Send(10_000, 1_330, ENetPacketFlags.Reliable);
        Assert.That(path.Peer.MtuBytes, Is.LessThan(Agreed));
        path.World.Network.ClearLog();
        path.Send(180_000, 1_330, ENetPacketFlags.Reliable);
        long tried = path.World.Network.Log.Where(sent => sent.Options.Fragmentation == DatagramFragmentation.Forbidden).Sum(sent => (long)sent.Bytes.Length);
        Assert.That(tried / 3, Is.InRange(1, 50_000), "bytes a minute");
    }

    [Test]
    [Property("Requirement", "CGC-052, DEV-093")]
    public void Who_leaves_while_the_path_is_tried_gets_away([Range(1_800, 3_400, 40)] int afterMs)
    {
        using Path path = new(_rules, 25, compresses: false);
        path.World.Network.ChangeAll(link => link with { MtuBytes = 1_000 });
        path.Send(afterMs, 1_330, ENetPacketFlags.None);
        path.Peer.DisconnectLater(0);
        Assert.That(path.World.RunUntil(() => path.Peer.State == ENetPeerState.Disconnected, 5_000), Is.True);
    }

    [Test]
    [Property("Requirement", "CGC-055, DEV-093")]
    public void Switched_off_it_changes_nothing([Values] bool isNative)
    {
        using Path path = new(isNative ? ENetCongestionControl.Native : _rules, 25, compresses: false, discovers: isNative);
        path.World.Network.ChangeAll(link => link with { MtuBytes = 1_000 });
        path.Send(10_000, 1_330, ENetPacketFlags.Reliable);
        Assert.That((path.Received, path.Peer.MtuBytes), Is.EqualTo((0L, Agreed)));
        Assert.That(path.World.Network.Log.All(sent => sent.Options.Fragmentation == DatagramFragmentation.SystemDefault), Is.True);
    }

    [Test]
    [Property("Requirement", "CGC-055, DEV-093")]
    public void A_path_that_takes_all_of_it_sees_few_probes([Values] bool compresses, [Values(ENetPacketFlags.None, ENetPacketFlags.Reliable)] ENetPacketFlags flags)
    {
        using Path path = new(_rules, 25, compresses);
        path.Send(60_000, 1_330, flags);
        long probes = path.World.Network.Log.Where(sent => sent.Options.Fragmentation == DatagramFragmentation.Forbidden).Sum(sent => (long)sent.Bytes.Length);
        long all = path.World.Network.Log.Where(sent => sent.From == path.Client.Address).Sum(sent => (long)sent.Bytes.Length);
        Assert.That(probes, Is.LessThanOrEqualTo(flags == ENetPacketFlags.Reliable && !compresses ? 0 : all / 20), $"of {all}");
    }

    /// <summary>A client that sends a packet every ten milliseconds.</summary>
    private sealed class Path : IDisposable
    {
        private readonly Random _random = new(3);

        public Path(ENetCongestionControl rules, int delayMs, bool compresses, bool discovers = true)
        {
            World.Network.DefaultLink = new NetworkImpairmentOptions { DelayMs = delayMs };
            VirtualHost server = Server = World.AddHost("receiver", new HostOptions { Compressor = compresses ? new RunLengthCompressor() : null, MaximumWaitingBytes = 32 << 20 });
            server.KeepsEvents = false;
            server.OnEvent = e => Received += e.Type == ENetEventType.Receive ? e.Packet.Length : 0;
            Client = World.AddHost("sender", new HostOptions { CongestionControl = rules, Compressor = compresses ? new RunLengthCompressor() : null, PathMtuDiscovery = discovers });
            Peer = World.Connect(Client, server).ClientPeer;
        }

        public VirtualWorld World { get; } = new(7);

        public VirtualHost Client { get; }

        public VirtualHost Server { get; }

        public Connection Peer { get; }

        public long Received { get; private set; }

        public void Send(int ms, int bytes, ENetPacketFlags flags)
        {
            byte[] payload = new byte[bytes];
            for (int now = 0; now < ms; now += 10)
            {
                _random.NextBytes(payload);
                Peer.Send(0, payload, flags);
                World.Run(10);
            }
        }

        public void Dispose() => World.Dispose();
    }
}
