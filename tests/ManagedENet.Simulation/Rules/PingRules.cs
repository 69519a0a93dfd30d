using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Rules;

/// <summary>Who asks an idle connection for a sign of life, and how often.</summary>
[TestFixture]
internal sealed class PingRules
{
    private const int Interval = 500;

    [Test]
    [Property("Requirement", "REL-054, DEV-071")]
    public void An_idle_connection_is_kept_by_the_pings_of_the_calling_side_alone()
    {
        using var world = new VirtualWorld();
        VirtualPair connection = world.Connect(world.AddHost("client"), world.AddHost("server"));
        world.Run(5_000);
        world.Network.ClearLog();
        world.Run(60_000);
        Assert.That(Pings(world, connection.Client), Has.Count.InRange(60_000 / (Interval + 20) - 1, 60_000 / (Interval + 20) + 1));
        Assert.That(Pings(world, connection.Server), Has.Count.InRange(10, 13), "every ten intervals, for the sake of the round-trip time");
        Assert.That(connection.ServerPeer.State, Is.EqualTo(ENetPeerState.Connected));
    }

    [Test]
    [Property("Requirement", "REL-055, REL-051, DEV-071")]
    public void Who_wants_idle_peers_measured_has_them_measured()
    {
        using var world = new VirtualWorld();
        VirtualPair connection = world.Connect(world.AddHost("client"), world.AddHost("server", new HostOptions { MeasureIdlePeers = true }));
        world.Run(5_000);
        world.Network.ChangeAll(link => link with { DelayMs = 150 });
        world.Run(30_000);
        Assert.That(connection.ServerPeer.RoundTripTimeMs, Is.EqualTo(300).Within(10));
    }

    [Test]
    [Property("Requirement", "REL-054, DEV-071")]
    public void With_the_quirk_of_native_both_ends_ping()
    {
        using var world = new VirtualWorld();
        VirtualPair connection = world.Connect(world.AddHost("client"), world.AddHost("server", new HostOptions { Quirks = NativeQuirks.BothEndsPing }));
        world.Run(5_000);
        world.Network.ClearLog();
        world.Run(60_000);
        Assert.That(Pings(world, connection.Server), Has.Count.EqualTo(Pings(world, connection.Client).Count).Within(2));
    }

    [Test]
    [Property("Requirement", "REL-054, DEV-071")]
    public void A_side_that_sends_packets_pings_as_native_does()
    {
        using var world = new VirtualWorld();
        VirtualPair connection = world.Connect(world.AddHost("client"), world.AddHost("server"));
        world.Run(5_000);
        world.Network.ClearLog();
        for (int i = 0; i < 200; i++)
        {
            connection.ServerPeer.Send(0, [1], ENetPacketFlags.None);
            world.Run(50);
        }

        List<long> pings = Pings(world, connection.Server);
        Assert.That(pings, Has.Count.GreaterThanOrEqualTo(10_000 / (Interval + 20 + 50)));
        Assert.That(pings.Zip(pings.Skip(1), (one, next) => next - one), Is.All.LessThanOrEqualTo(Interval + 20 + 50));
    }

    [Test]
    [Property("Requirement", "REL-054, REL-033, DEV-071")]
    public void A_calling_side_that_falls_silent_is_pinged_and_given_up_in_time()
    {
        using var world = new VirtualWorld();
        VirtualPair connection = world.Connect(world.AddHost("client"), world.AddHost("server"));
        world.Run(5_000);
        long lastPingMs = Pings(world, connection.Client)[^1];
        world.Network.ClearLog();
        world.Network.Lets = _ => false;
        world.Run(2_000);
        long firstPingMs = Pings(world, connection.Server)[0];
        Assert.That(firstPingMs - lastPingMs, Is.LessThanOrEqualTo((Interval * 3 / 2) + 20), "one and a half intervals after the last one that came");
        world.Run(40_000);
        Assert.That(connection.ServerPeer.State, Is.EqualTo(ENetPeerState.Disconnected));
    }

    [Test]
    [Property("Requirement", "REL-054, DEV-071")]
    public void A_ping_that_is_only_repeated_is_no_sign_of_life()
    {
        using var world = new VirtualWorld();
        VirtualPair connection = world.Connect(world.AddHost("client"), world.AddHost("server"));
        world.Run(5_000);
        world.Network.ClearLog();

        // Nothing gets through to the client any more, which repeats the ping that it cannot see answered.
        ENetAddress client = connection.Client.Address;
        world.Network.Lets = sent => sent.To != client;
        world.Run(3_000);
        Assert.That(Pings(world, connection.Client), Has.Count.GreaterThan(3));
        Assert.That(Pings(world, connection.Server), Is.Not.Empty);
        Assert.That(connection.ServerPeer.HasOutgoingCommands, Is.True, "its own ping waits for an answer");
    }

    private static List<long> Pings(VirtualWorld world, IEndPoint sender)
        => world.Network.From(sender).Where(datagram => datagram.Of(WireKind.Ping).Any()).Select(datagram => datagram.AtMs).ToList();
}
