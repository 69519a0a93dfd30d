using System;
using System.Linq;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Kinds;

/// <summary>The window of reliable bytes, filled to the byte in every way that leads there. What is in transit is counted on the wire.</summary>
[TestFixture]
internal sealed class WindowTests
{
    [Test]
    [Property("Requirement", "REL-041, FLW-010")]
    public void The_window_may_be_filled_to_the_byte_and_not_beyond(
        [Values] bool usesGeneralWay, [Values(32u, 7u, 1u, 0u)] uint throttle, [Values(0u, 100_000u)] uint bandwidth, [Values(11, 100, 1_364, 3_000)] int length, [Values(0, 1)] int beyond)
    {
        using var scene = Scene.Served(new HostOptions { UsesGeneralWay = usesGeneralWay, OutgoingBandwidth = bandwidth });
        scene.Remote.AcknowledgesAll = false;
        scene.Peer.Recovery.Throttle.SetLimit(throttle);

        // 4,096 for each whole 65,536 bytes a second, and 64 KiB without a limit; never less than a datagram.
        int window = (int)Math.Max(throttle * (bandwidth == 0 ? 65_536 : 4_096) / 32, 1_392);
        int queued = 0;
        for (; queued + length <= window; queued += length) Assert.That(scene.Send(length, ENetPacketFlags.Reliable), Is.EqualTo(ENetSendResult.Queued));
        scene.Send(window - queued + beyond, ENetPacketFlags.Reliable);
        scene.World.Settle();
        int inTransit = BytesOnTheWire(scene);
        if (beyond == 0) Assert.That(inTransit, Is.EqualTo(window), "to the byte");
        else Assert.That(inTransit, Is.InRange(window - 1_364, window), "whole commands only");
        Assert.That(scene.Peer.ReliableBytesInTransit, Is.EqualTo(inTransit));
    }

    [Test]
    [Property("Requirement", "REL-041")]
    public void Channels_that_take_turns_fill_the_window_to_the_byte()
    {
        const int length = 1_024;
        using var world = new VirtualWorld();
        // Nothing is acknowledged before the window is full.
        world.Network.DefaultLink = new() { DelayMs = 400 };
        VirtualHost server = world.AddHost("server");
        VirtualHost client = world.AddHost("client", new HostOptions { CongestionControl = ENetCongestionControl.Cubic, PathMtuDiscovery = false });
        VirtualPair pair = world.Connect(client, server, channels: 2);
        for (int i = 0; i < 100; i++) pair.ClientPeer.Send((byte)(i % 2), new byte[length], ENetPacketFlags.Reliable);
        world.Run(790);
        Assert.That(pair.ClientPeer.ReliableBytesInTransit, Is.EqualTo(pair.ClientPeer.WindowBytes));
        Assert.That(pair.ClientPeer.WindowBytes % length, Is.Zero);
    }

    [Test]
    [Property("Requirement", "REL-041, FLW-010")]
    public void Behind_a_full_window_nothing_goes_and_what_has_no_bytes_does([Values] bool usesGeneralWay, [Values] bool isOtherChannel)
    {
        using var scene = Scene.Served(new HostOptions { UsesGeneralWay = usesGeneralWay });
        scene.Remote.AcknowledgesAll = false;
        for (int i = 0; i < 64; i++) scene.Send(1_024, ENetPacketFlags.Reliable);
        byte channel = (byte)(isOtherChannel ? 1 : 0);
        scene.Send(0, ENetPacketFlags.Reliable, channel);
        scene.Send(1, ENetPacketFlags.Reliable, channel);
        scene.Send(0, ENetPacketFlags.Reliable, channel);
        scene.World.Settle();
        Assert.That(BytesOnTheWire(scene), Is.EqualTo(65_536));
        Assert.That(scene.Remote.Got(WireKind.Reliable).Count(), Is.EqualTo(65), "the one byte waits, and what is behind it");
    }

    [Test]
    [Property("Requirement", "REL-041, REL-017")]
    public void Each_acknowledgement_makes_room_for_as_many_bytes_as_it_acknowledges([Values] bool usesGeneralWay, [Values] bool inOrder, [Values] bool manyAtOnce)
    {
        using var scene = Scene.Served(new HostOptions { UsesGeneralWay = usesGeneralWay });
        scene.Remote.AcknowledgesAll = false;
        const int packets = 256;
        const int length = 256;
        for (int i = 0; i < 2 * packets; i++) scene.Send(length, ENetPacketFlags.Reliable);
        scene.World.Settle();
        Assert.That(BytesOnTheWire(scene), Is.EqualTo(65_536));
        ushort[] numbers = [.. Enumerable.Range(1, packets).Select(number => (ushort)(inOrder ? number : packets + 1 - number))];
        int acknowledged = 0;
        foreach (ushort[] some in numbers.Chunk(manyAtOnce ? 20 : 1))
        {
            WireDatagram datagram = scene.Remote.DatagramWithoutTime();
            foreach (ushort number in some) datagram.Acknowledge(0, number, SentTimeOf(scene, number));
            scene.Remote.Send(datagram);
            acknowledged += some.Length;
            Assert.That(BytesOnTheWire(scene), Is.EqualTo(65_536 + (acknowledged * length)));
        }

        Assert.That(scene.Peer.ReliableBytesInTransit, Is.EqualTo(65_536));
    }

    // Each number once: what is sent again is not more.
    private static int BytesOnTheWire(Scene scene) => scene.Remote.Commands.Where(command => command.Kind is WireKind.Reliable or WireKind.Fragment)
        .DistinctBy(command => (command.Channel, command.Sequence)).Sum(command => command.Payload.Length);

    private static ushort SentTimeOf(Scene scene, ushort number) =>
        scene.Remote.Received.Last(datagram => datagram.Of(WireKind.Reliable).Any(command => command.Sequence == number)).SentTime!.Value;
}
