using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Shared;
using ManagedENet.Simulation.Harness;
using ManagedENet.Transports;

namespace ManagedENet.Simulation.Kinds;

/// <summary>Both ends leave at about the same time, in whatever way: what one was told had arrived has arrived, and nobody waits for a time-out.</summary>
[TestFixture]
internal sealed class CrossingGoodbyeTests
{
    private const int DelayMs = 20;

    [Test]
    [Property("Requirement", "DIS-014, DIS-023, DIS-040, DEV-053, DEV-054")]
    public void What_a_late_reader_has_not_taken_when_both_goodbyes_meet_comes_before_the_end([Values] bool isAnswered)
    {
        using var scene = Scene.Served();
        WirePeer remote = scene.Remote;
        remote.AcknowledgesAll = false;
        scene.Host.TakesEvents = false;
        scene.Send(1, ENetPacketFlags.Reliable);
        scene.Peer.DisconnectLater(3);
        scene.World.Settle();
        remote.Send(remote.Datagram().Reliable(0, 1, 1).Reliable(0, 2, 2).Fragment(1, 1, 0, 2, 1_500, 0, new byte[1_000]).Fragment(1, 1, 1, 2, 1_500, 1_000, new byte[500]));
        Assert.That(remote.Got(WireKind.Acknowledge).Count(), Is.EqualTo(4));
        remote.Send(remote.DatagramWithoutTime().Acknowledge(0, 1, scene.World.WireTime));
        Assert.That(scene.Peer.State, Is.EqualTo(ENetPeerState.Disconnecting));
        if (isAnswered) remote.Send(remote.Datagram().Disconnect(2, 8));
        else remote.Send(remote.Datagram().DisconnectNow(2, 8));
        scene.Host.TakesEvents = true;
        scene.World.Settle();
        Assert.That(scene.Host.Payloads.Select(payload => payload.Length), Is.EqualTo(new[] { 1, 1, 1_500 }));
        SeenEvent end = scene.Host.Events[^1];
        Assert.That((scene.Host.Events.Count, end.Type, end.Reason, end.Data), Is.EqualTo((4, ENetEventType.Disconnect, ENetDisconnectReason.Remote, 8u)));
    }

    [Test]
    [Property("Requirement", "DIS-010, DIS-014, DEV-054")]
    public void Who_leaves_later_with_nothing_to_say_still_gets_what_it_has_not_taken([Values] bool crossing)
    {
        using var scene = Scene.Served();
        scene.Host.TakesEvents = false;
        scene.Remote.Send(scene.Remote.Datagram().Reliable(0, 1, 1).Reliable(0, 2, 2));
        scene.Peer.DisconnectLater(3);
        Assert.That(scene.Peer.State, Is.EqualTo(ENetPeerState.Disconnecting));
        if (crossing) scene.Remote.Send(scene.Remote.Datagram().Disconnect(2, 8));
        scene.World.Run(100);
        scene.Host.TakesEvents = true;
        scene.World.Settle();
        Assert.That(scene.Host.Payloads, Is.EqualTo(new byte[][] { [1], [2] }));
        Assert.That(scene.Host.Events[^1].Reason, Is.EqualTo(crossing ? ENetDisconnectReason.Remote : ENetDisconnectReason.Local));
    }

    [Test]
    [Property("Requirement", "DIS-040, DIS-026, DEV-079")]
    public void A_goodbye_that_meets_another_is_answered_so_that_losing_one_of_them_costs_no_time_out([Values] bool later)
    {
        using var world = new VirtualWorld();
        VirtualHost one = world.AddHost("one");
        VirtualHost other = world.AddHost("other");
        VirtualPair connection = world.Connect(one, other);
        world.Run(3_000);
        bool lost = false;
        world.Network.Lets = sent =>
        {
            bool isFirstGoodbye = !lost && sent.From == one.Address && SeenDatagram.Read(sent.Bytes, sent.AtMs, 0).Of(WireKind.Disconnect).Any();
            lost |= isFirstGoodbye;
            return !isFirstGoodbye;
        };
        long startMs = world.NowMs;
        foreach (Connection peer in new[] { connection.ClientPeer, connection.ServerPeer })
        {
            if (later) peer.DisconnectLater(5);
            else peer.Disconnect(5);
        }

        world.Run(60_000);
        Assert.That(lost, Is.True);
        SeenEvent[] ends = [one.Of(ENetEventType.Disconnect).Single(), other.Of(ENetEventType.Disconnect).Single()];
        Assert.That(ends.Select(end => end.AtMs - startMs), Is.All.LessThan(100));
        Assert.That(ends.Select(end => end.Reason), Is.EqualTo(new[] { ENetDisconnectReason.Remote, ENetDisconnectReason.Local }));
    }

    [Test]
    [Property("Requirement", "DIS-014, DIS-013, DEV-054")]
    public void Two_that_leave_later_with_as_much_to_say_both_get_all_of_it_and_are_through_in_a_few_round_trips([Values(1, 100, 3_000, 60_000)] int bytes)
    {
        using var world = World(1, DelayMs, out VirtualPair connection);
        long startMs = world.NowMs;
        for (int i = 0; i < 5; i++)
        {
            connection.ClientPeer.Send(0, Payload(i, bytes), ENetPacketFlags.Reliable);
            connection.ServerPeer.Send(0, Payload(i, bytes), ENetPacketFlags.Reliable);
        }

        connection.ClientPeer.DisconnectLater(1);
        connection.ServerPeer.DisconnectLater(2);
        world.Run(60_000);
        foreach (VirtualHost host in new[] { connection.Client, connection.Server })
        {
            Assert.That(host.Payloads.Count(), Is.EqualTo(5), host.Name);
            Assert.That(host.Of(ENetEventType.Disconnect).Single().AtMs - startMs, Is.LessThan(20 * DelayMs));
        }
    }

    [Test]
    [Property("Requirement", "DIS-014, DIS-013, DIS-023, DIS-040, DEV-053, DEV-054")]
    public void Whatever_two_that_leave_still_say_what_one_was_told_had_arrived_has_arrived() => Seeds.Each(usually: 60, seed =>
    {
        var random = new SimulationRandom(seed);
        using var world = World(seed, random.Between(1, 120), out VirtualPair connection);
        (VirtualHost Host, Connection Peer)[] ends = [(connection.Client, connection.ClientPeer), (connection.Server, connection.ServerPeer)];
        foreach ((VirtualHost _, Connection peer) in ends) Talk(random, peer);
        bool[] drops = new bool[2];
        for (int i = 0; i < 2; i++)
        {
            world.Run(random.Happens(50) ? 0 : random.Below(200));
            ends[i].Host.TakesEvents = random.Happens(60);
            // Who leaves at once has said that it wants nothing more.
            drops[i] = random.Happens(20);
            if (drops[i]) ends[i].Peer.Disconnect(1);
            else ends[i].Peer.DisconnectLater(1);
        }

        world.Run(2_500);
        foreach ((VirtualHost host, Connection _) in ends) host.TakesEvents = true;
        world.Run(60_000);
        for (int i = 0; i < 2; i++)
        {
            SeenEvent end = ends[i].Host.Of(ENetEventType.Disconnect).Single();
            Assert.That(end.Reason, Is.Not.EqualTo(ENetDisconnectReason.Timeout), "nobody waits for a time-out");
            if (drops[i]) continue;
            int[] told = Told(world, sender: ends[1 - i].Host, receiver: ends[i].Host);
            int[] got = [.. ends[i].Host.Payloads.Select(payload => (int)payload[0])];
            Assert.That(told, Is.SubsetOf(got), $"{ends[i].Host.Name} has acknowledged them");
            Assert.That(got, Is.EqualTo(Enumerable.Range(0, got.Length)), "in order");
            Assert.That(ends[i].Host.Events[^1].Type, Is.EqualTo(ENetEventType.Disconnect));
        }
    });

    private static void Talk(SimulationRandom random, Connection peer)
    {
        int packets = random.Below(12);
        for (int i = 0; i < packets; i++)
        {
            int length = random.Happens(40) ? random.Between(1_500, 40_000) : random.Between(1, 1_000);
            peer.Send(0, Payload(i, length), ENetPacketFlags.Reliable);
        }
    }

    private static byte[] Payload(int number, int length)
    {
        byte[] payload = new byte[length];
        payload[0] = (byte)number;
        return payload;
    }

    private static VirtualWorld World(ulong seed, int delayMs, out VirtualPair connection)
    {
        var world = new VirtualWorld(seed);
        world.Network.DefaultLink = new NetworkImpairmentOptions { DelayMs = delayMs };
        connection = world.Connect(world.AddHost("client"), world.AddHost("server"));
        world.Run(3_000);
        world.Network.ClearLog();
        return world;
    }

    /// <summary>The packets of a sender all of whose commands were acknowledged, as the wire shows it.</summary>
    private static int[] Told(VirtualWorld world, VirtualHost sender, VirtualHost receiver)
    {
        HashSet<ushort> acknowledged = [.. world.Network.From(receiver).SelectMany(datagram => datagram.Of(WireKind.Acknowledge)).Where(command => command.Channel == 0).Select(command => command.U16(4))];
        var packets = new SortedDictionary<ushort, int>();
        foreach (SeenCommand command in world.Network.From(sender).SelectMany(datagram => datagram.Commands))
        {
            if (command.Kind == WireKind.Reliable) packets[command.Sequence] = 1;
            if (command.Kind == WireKind.Fragment) packets[command.U16(4)] = (int)command.U32(8);
        }

        return [.. packets.Select((packet, number) => (packet, number)).Where(each => Enumerable.Range(each.packet.Key, each.packet.Value).All(sequence => acknowledged.Contains((ushort)sequence))).Select(each => each.number)];
    }
}
