using System;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Shared;
using ManagedENet.Simulation.Behaviours;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Rules;

/// <summary>Epochs, deadlines and what idle peers cost.</summary>
[TestFixture]
internal sealed class TimeRules
{
    [Test]
    [Property("Requirement", "REL-014, REL-015, FLW-021")]
    public void An_epoch_of_the_throttle_hands_its_extremes_to_the_next()
    {
        using var scene = Scene.Served();
        scene.World.Run(4_900);
        long epochMs = scene.Peer.PacketThrottleEpochMs;
        SendingBehaviours.Sample(scene, 100);
        (uint lowest, uint highest) = (scene.Peer.LowestRoundTripTimeMs, scene.Peer.HighestRoundTripTimeVarianceMs);
        Assert.That(scene.Peer.PacketThrottleEpochMs, Is.EqualTo(epochMs));
        scene.Remote.AcknowledgesAll = false;
        scene.World.Jump(epochMs + 5_000 - scene.World.NowMs);
        SendingBehaviours.Sample(scene, (int)scene.Peer.RoundTripTimeMs);
        Assert.That(scene.Peer.PacketThrottleEpochMs, Is.EqualTo(epochMs + 5_000));
        Assert.That((scene.Peer.LastRoundTripTimeMs, scene.Peer.LastRoundTripTimeVarianceMs), Is.EqualTo((lowest, highest)));
        Assert.That(scene.Peer.LowestRoundTripTimeMs, Is.EqualTo(scene.Peer.RoundTripTimeMs));
    }

    [Test]
    [Property("Requirement", "REL-070, REL-050, REL-052, DEV-061")]
    public void A_host_that_sleeps_until_its_deadline_sends_exactly_what_a_busy_one_sends() => Seeds.Each(usually: 1, seed =>
    {
        string Sent(bool isBusy)
        {
            using var world = new VirtualWorld();
            VirtualHost server = world.AddHost("server");
            VirtualPair connection = world.Connect(world.AddHost("client"), server);
            world.Network.Link(connection.Client, server).Options = world.Network.DefaultLink with { LossRate = 0.2, Seed = seed };
            for (int i = 0; i < 20; i++) connection.ClientPeer.Send(0, new byte[2_000], ENetPacketFlags.Reliable);
            for (int ms = 0; ms < 9_000; ms++)
            {
                if (isBusy)
                {
                    connection.Client.ServiceOnce();
                    server.ServiceOnce();
                }

                world.Run(1);
            }

            if (!isBusy) world.Run(0);
            return string.Join('\n', world.Network.Log.Select(sent => $"{sent.AtMs} {sent.From} {Convert.ToHexString(sent.Bytes)}"));
        }

        Assert.That(Sent(isBusy: true), Is.EqualTo(Sent(isBusy: false)));
    });

    [Test]
    [Property("Requirement", "REL-070")]
    public void A_host_without_peers_has_nothing_to_wait_for()
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host");
        world.Run(5_000);
        Assert.That(host.Core.NextDeadlineUs, Is.EqualTo(long.MaxValue));
        Connection peer = host.Core.Connect(world.NowUs, VirtualWorld.AddressOf(9), 1, 0)!;
        Assert.That(host.Core.NextDeadlineUs, Is.EqualTo(world.NowUs), "at once");
        world.Settle();
        Assert.That(host.Core.NextDeadlineUs, Is.EqualTo(world.NowUs + 500_000), "the repetition");
        peer.Reset();
        world.Run(1_000);
        Assert.That(host.Core.NextDeadlineUs, Is.EqualTo(long.MaxValue));
    }

    [TestCase(100u)]
    [TestCase(500u)]
    [TestCase(3_000u)]
    [Property("Requirement", "REL-050, REL-052")]
    public void Pings_leave_when_nothing_else_told_of_life_for_an_interval(uint intervalMs)
    {
        using var world = new VirtualWorld();
        VirtualPair connection = world.Connect(world.AddHost("client"), world.AddHost("server"));
        connection.ClientPeer.SetPingInterval(intervalMs);
        world.Run(5_000);
        world.Network.ClearLog();
        world.Run(30_000);
        long[] pings = world.Network.From(connection.Client).Where(datagram => datagram.Of(WireKind.Ping).Any()).Select(datagram => datagram.AtMs).ToArray();
        Assert.That(pings.Zip(pings.Skip(1), (one, next) => next - one), Is.All.EqualTo(intervalMs + 20), "the interval counts from the acknowledgement of the last");
        world.Network.ClearLog();
        for (int i = 0; i < 100; i++)
        {
            connection.ClientPeer.Send(0, [1], ENetPacketFlags.Reliable);
            world.Run(50);
        }

        Assert.That(world.Network.From(connection.Client).SelectMany(datagram => datagram.Of(WireKind.Ping)), Is.Empty, "acknowledged data is life enough");
    }

    [Test]
    [Property("Requirement", "LIM-007")]
    public void An_idle_service_round_costs_the_same_with_64_slots_and_with_4095()
    {
        double best = double.MaxValue;
        for (int attempt = 0; attempt < 5 && best > 5; attempt++) best = Math.Min(best, Rounds(4_095) / Rounds(64));
        Assert.That(best, Is.LessThanOrEqualTo(5));

        static double Rounds(int slots)
        {
            using var world = new VirtualWorld();
            world.Network.KeepsLog = false;
            VirtualHost host = world.AddHost("host", new HostOptions { PeerLimit = slots, GreylistFrom = 0 });
            VirtualHost crowd = world.AddHost("crowd", new HostOptions { PeerLimit = slots });
            host.SocketLimit = crowd.SocketLimit = 100_000;
            host.KeepsEvents = crowd.KeepsEvents = false;
            for (int i = 0; i < slots; i++) crowd.Core.Connect(world.NowUs, host.Address, 1, 0);
            world.Run(1_200);
            while (host.Core.NextDeadlineUs < world.NowUs + 5_000) world.Run(1);
            Assert.That(host.Core.ConnectedPeers, Is.EqualTo(slots));
            byte[] slot = new byte[4_096];
            double fastest = double.MaxValue;
            for (int batch = 0; batch < 20; batch++)
            {
                TimeSpan started = ProcessorTime.Now;
                for (int round = 0; round < 2_000; round++)
                {
                    host.Core.AdvanceTime(world.NowUs);
                    host.Core.BeginSendPass(world.NowUs, checkTimeouts: true);
                    if (host.Core.TryWriteDatagram(slot, out _, out _, out _)) Assert.Fail("The host is not idle.");
                }

                fastest = Math.Min(fastest, (ProcessorTime.Now - started).TotalNanoseconds);
            }

            return fastest;
        }
    }

    [Test]
    [Property("Requirement", "REL-020, DEV-043")]
    public void The_round_trip_that_is_shown_is_that_of_the_network([Values] bool asNative)
    {
        using var world = new VirtualWorld();
        var options = new HostOptions { Quirks = asNative ? NativeQuirks.RoundTripInWholeMs : NativeQuirks.None };
        VirtualPair connection = world.Connect(world.AddHost("client", options), world.AddHost("server", options));
        world.Network.Change(connection.Client, connection.Server, link => link with { DelayMs = 40 });
        world.Run(20_000);
        world.Network.Change(connection.Client, connection.Server, link => link with { DelayMs = 10 });
        world.Run(60_000);
        (uint, uint) shown = (connection.ClientPeer.RoundTripTimeMs, connection.ClientPeer.RoundTripTimeVarianceMs);
        Assert.That(shown, asNative ? Is.EqualTo((27u, 7u)) : Is.EqualTo((20u, 0u)));
    }
}
