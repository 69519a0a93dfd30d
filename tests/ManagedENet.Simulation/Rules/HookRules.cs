using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Codecs;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Reception;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Rules;

/// <summary>What the application plugs in may throw, and may call back.</summary>
[TestFixture]
internal sealed class HookRules
{
    [Test]
    [Property("Requirement", "LIM-030")]
    public void H41_a_compressor_that_throws_loses_one_datagram_and_the_next_call_works()
    {
        using var world = new VirtualWorld();
        var compressor = new Moody();
        VirtualHost server = world.AddHost("server", new HostOptions { Compressor = compressor });
        VirtualPair connection = world.Connect(world.AddHost("client", new HostOptions { Compressor = new RunLengthCompressor() }), server);
        world.Run(1_500);
        foreach (bool onReceive in new[] { false, true })
        {
            compressor.Throws = true;
            if (onReceive) connection.ClientPeer.Send(0, new byte[200], ENetPacketFlags.Reliable);
            else connection.ServerPeer.Send(0, new byte[200], ENetPacketFlags.Reliable);
            Assert.That(() => world.Run(15), Throws.TypeOf<InvalidTimeZoneException>());
            compressor.Throws = false;
            world.Run(3_000);
        }

        Assert.That((connection.Client.Payloads.Count(), server.Payloads.Count()), Is.EqualTo((1, 1)), "the packet of the lost datagram came with a later one");
    }

    [Test]
    [Property("Requirement", "LIM-030, HSK-047")]
    public void H41_an_approver_that_throws_leaves_no_slot_behind()
    {
        using var world = new VirtualWorld();
        var door = new MoodyDoor();
        VirtualHost server = world.AddHost("server", new HostOptions { Approver = door });
        WirePeer remote = world.AddWirePeer(server);
        Assert.That(() => remote.Send(WireDatagram.ToStranger().Connect(new WireProposal())), Throws.TypeOf<InvalidTimeZoneException>());
        Assert.That(server.Core.GetPeer(0), Is.Null);
        door.Throws = false;
        Assert.That(remote.Connect().State, Is.EqualTo(ENetPeerState.Connected));
    }

    [TestCase(ENetPacketFlags.Reliable)]
    [TestCase(ENetPacketFlags.None)]
    [TestCase(ENetPacketFlags.Unsequenced)]
    [Property("Requirement", "LIM-030")]
    public void H41_a_handler_that_throws_has_seen_the_packet_and_does_not_see_it_again(ENetPacketFlags flags)
    {
        using var scene = Scene.Served();
        var handler = new Handler { Seen = [], Throws = true };
        byte[] datagram = Packet(scene.Remote, flags, 1).Bytes;
        Assert.That(() => scene.Host.Core.HandleDatagram(scene.World.NowUs, new DatagramPath(scene.Remote.Address), [.. datagram], ref handler), Throws.TypeOf<InvalidTimeZoneException>());
        handler.Throws = false;
        scene.Host.Core.HandleDatagram(scene.World.NowUs, new DatagramPath(scene.Remote.Address), [.. datagram], ref handler);
        scene.Host.Core.HandleDatagram(scene.World.NowUs, new DatagramPath(scene.Remote.Address), Packet(scene.Remote, flags, 2).Bytes, ref handler);
        Assert.That(handler.Seen, Is.EqualTo(new byte[] { 1, 2 }));
        scene.World.Settle();
        if (flags == ENetPacketFlags.Reliable)
        {
            Assert.That(scene.Remote.Got(WireKind.Acknowledge).Select(ack => ack.U16(4)), Is.EqualTo(new ushort[] { 1, 2 }), "acknowledged when it came the second time");
        }
    }

    [TestCase("reset")]
    [TestCase("disconnect")]
    [TestCase("disconnect now")]
    [TestCase("send")]
    [Property("Requirement", "LIM-001")]
    public void A_handler_may_do_anything_to_its_peer(string what)
    {
        foreach (ENetPacketFlags flags in new[] { ENetPacketFlags.Reliable, ENetPacketFlags.None, ENetPacketFlags.Unsequenced })
        {
            using var scene = Scene.Served();
            Host core = scene.Host.Core;
            var handler = new Handler
            {
                Seen = [],
                Then = peer =>
                {
                    if (what == "reset") peer.Reset();
                    else if (what == "disconnect") peer.Disconnect(1);
                    else if (what == "disconnect now") peer.DisconnectNow(1);
                    else peer.Send(0, new byte[3_000], ENetPacketFlags.Reliable);
                },
            };
            byte[] datagram = [.. Packet(scene.Remote, flags, 1).Bytes, .. new WireDatagram(0).Reliable(1, 1, 7).Commands];
            core.HandleDatagram(scene.World.NowUs, new DatagramPath(scene.Remote.Address), datagram, ref handler);
            Assert.That(handler.Seen, Has.Count.EqualTo(what == "send" ? 2 : 1));
            scene.World.Run(100);
        }
    }

    [TestCase(ENetPacketFlags.Reliable)]
    [TestCase(ENetPacketFlags.None)]
    [TestCase(ENetPacketFlags.Unsequenced)]
    [Property("Requirement", "LIM-001")]
    public void What_is_left_of_a_datagram_does_not_touch_the_connection_that_a_handler_put_into_the_slot(ENetPacketFlags flags)
    {
        using var scene = Scene.Served();
        Host core = scene.Host.Core;
        WirePeer other = scene.World.AddWirePeer(scene.Host);
        Connection? caller = null;
        var handler = new Handler
        {
            Seen = [],
            Then = peer =>
            {
                peer.Reset();
                caller = core.Connect(scene.World.NowUs, other.Address, 1, 0);
            },
        };
        byte[] datagram = [.. Packet(scene.Remote, flags, 1).Bytes, .. new WireDatagram(0).Acknowledge(0xFF, 1, scene.World.WireTime).Disconnect(2, 7).Commands];
        core.HandleDatagram(scene.World.NowUs, new DatagramPath(scene.Remote.Address), datagram, ref handler);
        Assert.That(caller!.Slot, Is.Zero, "the same slot");
        Assert.That(caller.State, Is.EqualTo(ENetPeerState.Connecting));
        scene.World.Settle();
        Assert.That(other.Received[0].Kinds, Is.EqualTo(new[] { WireKind.Connect }), "a server drops a first datagram that begins with anything else");
        Assert.That(scene.Host.Events, Is.Empty);
    }

    [Test]
    [Property("Requirement", "CHN-030, CHN-061")]
    public void A_handler_gets_packets_in_order_and_what_it_leaves_becomes_an_event()
    {
        using var scene = Scene.Served();
        scene.Host.TakesEvents = false;
        var handler = new Handler { Seen = [], Leaves = 2 };
        for (ushort i = 1; i <= 4; i++) scene.Host.Core.HandleDatagram(scene.World.NowUs, new DatagramPath(scene.Remote.Address), scene.Remote.Datagram().Reliable(0, i, (byte)i).Bytes, ref handler);
        Assert.That(handler.Seen, Is.EqualTo(new byte[] { 1 }), "2 is left, and those behind it wait for it");
        scene.Host.TakesEvents = true;
        scene.World.Settle();
        Assert.That(scene.Host.Payloads, Is.EqualTo(new byte[][] { [2], [3], [4] }));
        scene.Host.Core.HandleDatagram(scene.World.NowUs, new DatagramPath(scene.Remote.Address), scene.Remote.Datagram().Reliable(0, 5, 5).Bytes, ref handler);
        Assert.That(handler.Seen, Is.EqualTo(new byte[] { 1, 5 }));
        Assert.That(scene.Host.Core.Counters.DeliveredPackets, Is.EqualTo(5));
    }

    [Test]
    [Property("Requirement", "DGM-025, DGM-026, LIM-002")]
    public void H1_H3_empty_and_oversized_datagrams_are_counted_and_dropped_whole()
    {
        using var scene = Scene.Served();
        Host core = scene.Host.Core;
        core.HandleDatagram(scene.World.NowUs, scene.Remote.Address, []);
        WireDatagram longest = scene.Remote.Datagram().Reliable(0, 1, new byte[4_096 - 10]);
        Assert.That(longest.Length, Is.EqualTo(4_096));
        core.HandleDatagram(scene.World.NowUs, scene.Remote.Address, [.. longest.Bytes, 0]);
        Assert.That((core.Counters[DropReason.EmptyDatagram], core.Counters[DropReason.OversizedDatagram], core.Counters.TotalDrops), Is.EqualTo((1L, 1L, 2L)));
        core.HandleDatagram(scene.World.NowUs, scene.Remote.Address, longest.Bytes);
        scene.World.Settle();
        Assert.That(scene.Host.Payloads.Single(), Has.Length.EqualTo(4_086));
    }

    private static WireDatagram Packet(WirePeer remote, ENetPacketFlags flags, byte number) => flags switch
    {
        ENetPacketFlags.Reliable => remote.Datagram().Reliable(0, number, number),
        ENetPacketFlags.None => remote.Datagram().Unreliable(0, 0, number, number),
        _ => remote.Datagram().Unsequenced(0, number, number),
    };

    private struct Handler : IPacketSink
    {
        public List<byte> Seen { get; set; }

        public bool Throws { get; set; }

        public byte Leaves { get; set; }

        public Action<Connection>? Then { get; set; }

        public readonly bool TryDeliver(object connection, byte channelId, ENetPacketFlags flags, ReadOnlySpan<byte> payload)
        {
            if (payload[0] == Leaves) return false;
            Seen.Add(payload[0]);
            Then?.Invoke((Connection)connection);
            if (Throws) throw new InvalidTimeZoneException();
            return true;
        }
    }

    private sealed class Moody : IDatagramCompressor
    {
        private readonly RunLengthCompressor _inner = new();

        public bool Throws { get; set; }

        public int Compress(ReadOnlySpan<byte> source, Span<byte> destination) => Throws ? throw new InvalidTimeZoneException() : _inner.Compress(source, destination);

        public int Decompress(ReadOnlySpan<byte> source, Span<byte> destination) => Throws ? throw new InvalidTimeZoneException() : _inner.Decompress(source, destination);
    }

    private sealed class MoodyDoor : IConnectionApprover
    {
        public bool Throws { get; set; } = true;

        public bool Approve(in ENetAddress from, int channelCount, uint data, out uint refusalData)
        {
            refusalData = 0;
            return Throws ? throw new InvalidTimeZoneException() : true;
        }
    }
}
