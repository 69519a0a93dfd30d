using System;
using System.Linq;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Shared;
using ManagedENet.Simulation.Behaviours;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Rules;

/// <summary>Who is given up, and when, on lines that lose much.</summary>
[TestFixture]
internal sealed class LossRules
{
    private const int Minutes = 60_000;

    [TestCase(10)]
    [TestCase(30)]
    [Property("Requirement", "REL-037, DEV-072")]
    public void An_idle_connection_outlives_hours_of_heavy_loss(int percent) =>
        Seeds.Each(usually: 20, seed => Assert.That(Ends(seed, percent, 30 * Minutes, NativeQuirks.None), Is.Zero));

    [Test]
    [Property("Requirement", "REL-033, DEV-072")]
    public void As_native_does_it_some_would_end()
    {
        int ended = 0;
        for (ulong seed = 1; seed <= 20; seed++) ended += Ends(seed, 30, 30 * Minutes, NativeQuirks.GivesUpOnLivePeers) > 0 ? 1 : 0;
        Assert.That(ended, Is.GreaterThan(5));
    }

    [Test]
    [Property("Requirement", "REL-037, DEV-072")]
    public void Lone_messages_get_through_heavy_loss_without_an_end() => Seeds.Each(usually: 10, seed =>
    {
        using VirtualWorld world = Lossy(seed, 30, NativeQuirks.None, out VirtualPair connection);
        for (int i = 0; i < 200; i++)
        {
            connection.ServerPeer.Send(0, [1], ENetPacketFlags.Reliable);
            Assert.That(world.RunUntil(() => connection.Client.Payloads.Count() == i + 1, 40_000), Is.True, $"message {i}");
        }

        Assert.That(world.Hosts.SelectMany(host => host.Of(ENetEventType.Disconnect)), Is.Empty);
    });

    [TestCase(NativeQuirks.None)]
    [TestCase(NativeQuirks.GivesUpOnLivePeers)]
    [Property("Requirement", "REL-033, REL-037, DEV-072")]
    public void A_peer_that_falls_silent_is_given_up_as_early_as_ever(NativeQuirks quirks)
    {
        using VirtualWorld world = Lossy(seed: 1, percent: 0, quirks, out VirtualPair connection);
        world.Run(3_000);
        connection.ServerPeer.Send(0, [1], ENetPacketFlags.Reliable);
        world.Network.Lets = _ => false;
        long cutMs = world.NowMs;
        world.Run(60_000);
        SeenEvent end = connection.Server.Of(ENetEventType.Disconnect).Single();
        Assert.That(end.AtMs - cutMs, Is.InRange(5_000, 9_000));
    }

    [Test]
    [Property("Requirement", "REL-035, REL-037")]
    public void A_peer_that_acknowledges_all_but_one_command_is_given_up_in_the_end()
    {
        using var scene = Scene.Served();
        scene.World.Network.KeepsLog = false;
        scene.Remote.AcknowledgesAll = false;
        scene.Send(1, ENetPacketFlags.Reliable, channel: 0);
        long sentMs = scene.World.NowMs;
        while (scene.Host.Events.Count == 0 && scene.World.NowMs - sentMs < 120_000)
        {
            scene.World.Run(50);
            SendingBehaviours.Sample(scene, 1);
        }

        Assert.That(scene.Host.Events.Single().AtMs - sentMs, Is.InRange(25_000, 45_000));
    }

    [Test]
    [Property("Requirement", "REL-037")]
    public void A_peer_that_was_heard_until_now_gets_as_long_as_by_doubling()
    {
        using VirtualWorld world = Lossy(seed: 1, percent: 0, NativeQuirks.None, out VirtualPair connection);
        world.Network.ChangeAll(link => link with { DelayMs = 120 });
        world.Run(20_000);
        long patience = connection.ServerPeer.RoundTripTimeMs + (4L * connection.ServerPeer.RoundTripTimeVarianceMs);
        connection.ServerPeer.Send(0, [1], ENetPacketFlags.Reliable);
        world.Network.Lets = _ => false;
        long cutMs = world.NowMs;
        world.Run(60_000);
        Assert.That(connection.Server.Of(ENetEventType.Disconnect).Single().AtMs - cutMs, Is.InRange(Math.Min(63 * patience, 30_000), 31_000 + patience));
    }

    [Test]
    [Property("Requirement", "REL-038, REL-033, CGC-006, DEV-072")]
    public void A_dead_direction_is_noticed_as_soon_as_the_application_wants_it([Values] bool keepsLivePeers, [Values] bool byThePeer, [Values] ENetCongestionControl rules)
    {
        using var world = new VirtualWorld();
        var options = new HostOptions { CongestionControl = rules, KeepLivePeers = byThePeer || keepsLivePeers };
        VirtualPair connection = world.Connect(world.AddHost("client"), world.AddHost("server", options));
        if (byThePeer) connection.ServerPeer.SetKeepLivePeer(keepsLivePeers);
        connection.ClientPeer.SetTimeout(1 << 20, 60_000, 120_000);
        world.Run(2_000);
        ENetAddress client = connection.Client.Address;

        // The client is heard all the time, and hears nothing.
        world.Network.Lets = sent => sent.To != client;
        long cutMs = world.NowMs;
        connection.ServerPeer.Send(0, [1], ENetPacketFlags.Reliable);
        world.Run(60_000);
        long afterMs = connection.Server.Of(ENetEventType.Disconnect).Single().AtMs - cutMs;
        Assert.That(afterMs, keepsLivePeers ? Is.InRange(29_000, 32_000) : Is.InRange(5_000, 6_500));
    }

    [Test]
    [Property("Requirement", "REL-030, REL-037, DEV-072")]
    public void A_stranger_who_only_asked_is_not_answered_more_often_than_by_native()
    {
        Assert.That(Answers(NativeQuirks.None), Is.EqualTo(Answers(NativeQuirks.GivesUpOnLivePeers)).And.LessThan(10));

        static int Answers(NativeQuirks quirks)
        {
            using var world = new VirtualWorld();
            VirtualHost server = world.AddHost("server", new HostOptions { Quirks = quirks });
            WirePeer stranger = world.AddWirePeer(server);
            stranger.Ask();
            world.Run(60_000);
            return stranger.Got(WireKind.Verify).Count();
        }
    }

    [Test]
    [Property("Requirement", "REL-030, REL-037")]
    public void A_full_window_backs_off_as_in_native()
    {
        using VirtualWorld world = Lossy(seed: 1, percent: 0, NativeQuirks.None, out VirtualPair connection);
        world.Run(6_000);
        ENetAddress client = connection.Client.Address;

        // The server hears its client all the time and nothing that it sends arrives.
        world.Network.Lets = sent => sent.To != client;
        world.Network.KeepsLog = true;
        for (int i = 0; i < 20; i++) connection.ServerPeer.Send(0, new byte[1_000], ENetPacketFlags.Reliable);
        world.Run(25_000);
        long[] first = world.Network.From(connection.Server).Where(datagram => datagram.Of(WireKind.Reliable).Any(command => command.Sequence == 1))
            .Select(datagram => datagram.AtMs).ToArray();
        Assert.That(first.Zip(first.Skip(1), (one, next) => next - one).Max(), Is.GreaterThan(2_000));
    }

    private static int Ends(ulong seed, int percent, long ms, NativeQuirks quirks)
    {
        using VirtualWorld world = Lossy(seed, percent, quirks, out _);
        world.Run(ms);
        return world.Hosts.Sum(host => host.Of(ENetEventType.Disconnect).Count());
    }

    private static VirtualWorld Lossy(ulong seed, int percent, NativeQuirks quirks, out VirtualPair connection)
    {
        var world = new VirtualWorld(seed);
        world.Network.KeepsLog = false;
        var options = new HostOptions { Quirks = quirks };
        connection = world.Connect(world.AddHost("client", options), world.AddHost("server", options));
        world.Network.ChangeAll(link => link with { LossRate = percent / 100.0, DelayMs = 20 });
        return world;
    }
}
