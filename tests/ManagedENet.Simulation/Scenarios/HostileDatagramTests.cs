using System;
using System.Linq;
using ManagedENet.Protocol.Codecs;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Shared;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Scenarios;

/// <summary>Datagrams that are wrong before anybody looks at what their commands mean.</summary>
[TestFixture]
internal sealed class HostileDatagramTests
{
    [Test]
    [Property("Requirement", "DGM-018, DGM-011, LIM-001, LIM-002")]
    public void H2_a_datagram_cut_anywhere_loses_what_was_cut_and_nothing_else([Range(1, 12)] int kind)
    {
        if ((WireKind)kind == WireKind.Connect)
        {
            CutConnects();
            return;
        }

        int length = int.MaxValue;
        for (int cut = 0; cut <= length; cut++)
        {
            using Scene scene = Scene.Served();
            length = Sample(scene, (WireKind)kind).Length;
            byte[] datagram = Sample(scene, (WireKind)kind).Bytes[..cut];
            long drops = scene.Host.Core.Counters.TotalDrops;
            scene.Remote.Send(datagram);
            long counted = scene.Host.Core.Counters.TotalDrops - drops;
            bool hasFirst = cut >= 4 + 7;
            bool isWhole = cut is 11 || cut == length;
            Assert.That(scene.Host.Payloads.Any(payload => payload is [77]), Is.EqualTo(hasFirst), $"{(WireKind)kind} cut to {cut} bytes: the complete command in front");
            bool mayBeCounted = cut == length && (WireKind)kind is WireKind.Acknowledge or WireKind.Verify;
            Assert.That(counted, mayBeCounted ? Is.LessThanOrEqualTo(1) : Is.EqualTo(isWhole ? 0 : 1), $"{(WireKind)kind} cut to {cut} bytes: exactly one counter");
        }
    }

    [Test]
    [Property("Requirement", "DGM-024, REL-016")]
    public void H4_a_header_alone_is_ignored_and_no_sign_of_life()
    {
        using Scene scene = Scene.Served();
        (long life, ENetPeerState state) = (scene.Peer.Recovery.LastAcknowledgedUs, scene.Peer.State);
        scene.World.Run(20);
        scene.Remote.Send(scene.Remote.Datagram());
        scene.Remote.Send(scene.Remote.DatagramWithoutTime());
        scene.Remote.Send(WireDatagram.ToStranger());
        Assert.That(scene.Host.Core.Counters[DropReason.HeaderOnly], Is.EqualTo(3));
        Assert.That((scene.Peer.Recovery.LastAcknowledgedUs, scene.Peer.State, scene.Remote.Received.Count), Is.EqualTo((life, state, 0)));
    }

    [TestCase(0)]
    [TestCase(13)]
    [TestCase(14)]
    [TestCase(15)]
    [Property("Requirement", "DGM-018")]
    public void H5_a_command_number_that_does_not_exist_ends_the_parsing(int number)
    {
        using Scene scene = Scene.Served();
        scene.Remote.Send(scene.Remote.Datagram().Reliable(0, 1, 1).Begin((byte)number, 0, 0).Raw(new byte[44]).Reliable(0, 2, 2));
        Assert.That(scene.Host.Payloads.Count(), Is.EqualTo(1));
        Assert.That((scene.Host.Core.Counters[DropReason.UnknownCommand], scene.Host.Core.Counters.TotalDrops), Is.EqualTo((1L, 1L)));
    }

    [TestCase(WireKind.Reliable)]
    [TestCase(WireKind.Unreliable)]
    [TestCase(WireKind.Unsequenced)]
    [TestCase(WireKind.Fragment)]
    [TestCase(WireKind.UnreliableFragment)]
    [Property("Requirement", "DGM-018, FRG-010, CMD-060, CMD-070, CMD-080, CMD-090, LIM-003")]
    public void H6_a_payload_length_beyond_the_end_reads_nothing_and_0_is_legal_except_in_fragments(WireKind kind)
    {
        using Scene scene = Scene.Served();
        scene.Host.PutCanariesIntoPool();
        foreach (int length in new[] { 6, 7, 1_000, 65_535 })
        {
            WireDatagram datagram = Command(scene.Remote.Datagram(), kind, length).Raw(1, 2, 3, 4, 5);
            scene.Remote.Send(datagram);
        }

        Assert.That(scene.Host.Core.Counters[DropReason.PayloadBeyondEnd], Is.EqualTo(4));
        Assert.That(scene.Host.Events, Is.Empty);
        scene.Remote.Send(Command(scene.Remote.Datagram(), kind, 0));
        bool isFragment = kind is WireKind.Fragment or WireKind.UnreliableFragment;
        Assert.That(scene.Host.Events, Has.Count.EqualTo(isFragment ? 0 : 1));
        Assert.That(scene.Host.Core.Counters[DropReason.InvalidFragment], Is.EqualTo(isFragment ? 1 : 0));
    }

    [Test]
    [Property("Requirement", "DGM-023, LIM-015")]
    public void H7_what_goes_back_for_1020_commands_takes_at_most_six_datagrams()
    {
        using Scene scene = Scene.Served();
        WireDatagram pings = scene.Remote.Datagram();
        for (int i = 0; i < 1_020; i++) pings.Ping((ushort)i);
        Assert.That(pings.Length, Is.LessThanOrEqualTo(4_096));
        scene.Remote.Send(pings);
        Assert.That(scene.Remote.Got(WireKind.Acknowledge).Count(), Is.EqualTo(1_020), "all of them are taken");
        Assert.That(scene.Remote.Received, Has.Count.LessThanOrEqualTo(6));
    }

    [Test]
    [Property("Requirement", "DGM-010, DGM-013, DGM-014, DGM-015, DGM-016")]
    public void H8_H9_H10_a_wrong_slot_address_or_session_is_dropped_silently_and_changes_nothing()
    {
        using Scene scene = Scene.Served(Doors.AsNative);
        ENetAddress other = VirtualWorld.AddressOf(77);
        (int Slot, int Session, ENetAddress From, DropReason Reason)[] wrong =
        [
            (scene.Peer.Slot, (scene.Remote.Session + 1) % 4, scene.Remote.Address, DropReason.WrongSession),
            (scene.Peer.Slot, (scene.Remote.Session + 3) % 4, scene.Remote.Address, DropReason.WrongSession),
            (scene.Peer.Slot, scene.Remote.Session, other, DropReason.WrongAddress),
            (scene.Peer.Slot + 1, scene.Remote.Session, scene.Remote.Address, DropReason.FreeSlot),
            (32, scene.Remote.Session, scene.Remote.Address, DropReason.UnknownSlot),
            (0x0FFE, scene.Remote.Session, scene.Remote.Address, DropReason.UnknownSlot),
        ];
        foreach ((int slot, int session, ENetAddress from, DropReason reason) in wrong)
        {
            long before = scene.Host.Core.Counters[reason];
            long sent = scene.Host.Core.Counters.SentDatagrams;
            scene.Host.Arrive(from, new WireDatagram(slot, session, scene.World.WireTime).Reliable(0, 1, 1).DisconnectNow(2, 3).Bytes);
            scene.World.Settle();
            Assert.That(scene.Host.Core.Counters[reason], Is.EqualTo(before + 1));
            Assert.That(scene.Host.Core.Counters.SentDatagrams, Is.EqualTo(sent), "no reply");
        }

        Assert.That(scene.Host.Core.Counters.TotalDrops, Is.EqualTo(wrong.Length));
        Assert.That((scene.Peer.State, scene.Peer.Address, scene.Host.Events.Count), Is.EqualTo((ENetPeerState.Connected, scene.Remote.Address, 0)));
    }

    [Test]
    [Property("Requirement", "DGM-033, DGM-035, LIM-001")]
    public void H11_H12_decompression_is_bounded_whatever_the_bytes() => Seeds.Each(usually: 1, seed =>
    {
        var coder = new RangeCoder();
        var random = new SimulationRandom(seed);
        byte[] output = new byte[4_096];
        for (int round = 0; round < 3_000; round++)
        {
            byte[] input = new byte[random.Between(1, 200)];
            random.Fill(input);
            if (random.Happens(30)) input.AsSpan(random.Below(input.Length)).Clear();
            if (random.Happens(20)) input.AsSpan().Fill((byte)random.Below(256));
            int room = random.Between(0, 4_092);
            output.AsSpan().Fill(0xDB);
            int length = coder.Decompress(input, output.AsSpan(0, room));
            Assert.That(length, Is.InRange(0, room));
            Assert.That(output.AsSpan(room).IndexOfAnyExcept((byte)0xDB), Is.LessThan(0), "nothing is written behind the room");
        }

        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host", new HostOptions { Compressor = coder });
        for (int round = 0; round < 2_000; round++)
        {
            byte[] datagram = new byte[random.Between(2, 300)];
            random.Fill(datagram);
            datagram[0] = (byte)(0x4F | (datagram[0] & 0x80));
            datagram[1] = 0xFF;
            host.Arrive(VirtualWorld.AddressOf(50), datagram);
            world.Settle();
        }

        Assert.That(host.Core.Counters.TotalDrops, Is.GreaterThan(1_900));
        Assert.That(host.Events, Is.Empty);
    });

    [Test]
    [Property("Requirement", "DGM-011, DGM-043")]
    public void H13_a_wrong_or_cut_checksum_drops_the_datagram_before_any_command()
    {
        using var world = new VirtualWorld();
        VirtualHost server = world.AddHost("server", new HostOptions { Checksum = Crc32Checksum.Instance });
        VirtualPair connection = world.Connect(world.AddHost("client", new HostOptions { Checksum = Crc32Checksum.Instance }), server);
        world.Run(100);
        connection.ClientPeer.Send(0, [1, 2, 3], ENetPacketFlags.Reliable);
        server.IsPaused = true;
        world.Run(5);
        byte[] datagram = world.Network.Log[^1].Bytes;
        server.IsPaused = false;
        for (int bit = 16; bit < datagram.Length * 8; bit++)
        {
            byte[] damaged = [.. datagram];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            server.Core.HandleDatagram(world.NowUs, connection.Client.Address, damaged);
        }

        Assert.That(server.Core.Counters[DropReason.ChecksumMismatch], Is.EqualTo((datagram.Length * 8) - 16), "every single bit is noticed");
        for (int cut = 0; cut < datagram.Length; cut++) server.Core.HandleDatagram(world.NowUs, connection.Client.Address, datagram.AsSpan(0, cut).ToArray());
        Assert.That(server.Payloads, Is.Empty);
        world.Run(1_000);
        Assert.That(server.Payloads.Single(), Is.EqualTo(new byte[] { 1, 2, 3 }));
    }

    private static void CutConnects()
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host");
        WirePeer remote = world.AddWirePeer(host);
        byte[] datagram = WireDatagram.ToStranger().Connect(new WireProposal()).Bytes;
        for (int cut = 0; cut < datagram.Length; cut++) remote.Send(datagram[..cut]);
        Assert.That(host.Core.Counters.TotalDrops, Is.EqualTo(datagram.Length));
        Assert.That((remote.Received.Count, host.Core.GetPeer(0)), Is.EqualTo((0, (Connection?)null)));
    }

    // A reliable packet of one byte, 7 bytes on the wire, and the command in question behind it.
    private static WireDatagram Sample(Scene scene, WireKind kind)
    {
        WireDatagram datagram = scene.Remote.Datagram().Reliable(0, 1, 77);
        return kind switch
        {
            WireKind.Acknowledge => datagram.Acknowledge(0, 9, scene.World.WireTime),
            WireKind.Verify => datagram.Verify(new WireProposal()),
            WireKind.Disconnect => datagram.Disconnect(9, 1),
            WireKind.Ping => datagram.Ping(9),
            WireKind.Reliable => datagram.Reliable(0, 2, 1, 2, 3),
            WireKind.Unreliable => datagram.Unreliable(0, 1, 1, 1, 2, 3),
            WireKind.Fragment => datagram.Fragment(0, 2, 0, 2, 6, 0, 1, 2, 3),
            WireKind.Unsequenced => datagram.Unsequenced(0, 1, 1, 2, 3),
            WireKind.Bandwidth => datagram.Bandwidth(9, 0, 0),
            WireKind.Throttle => datagram.Throttle(9, 5_000, 2, 2),
            _ => datagram.UnreliableFragment(0, 1, 1, 0, 2, 6, 0, 1, 2, 3),
        };
    }

    private static WireDatagram Command(WireDatagram datagram, WireKind kind, int length) => kind switch
    {
        WireKind.Reliable => datagram.Begin(0x86, 0, 1).U16((ushort)length),
        WireKind.Unreliable => datagram.Begin(0x07, 0, 0).U16(1).U16((ushort)length),
        WireKind.Unsequenced => datagram.Begin(0x49, 0, 0).U16(1).U16((ushort)length),
        WireKind.Fragment => datagram.Begin(0x88, 0, 1).U16(1).U16((ushort)length).U32(2).U32(0).U32(100_000).U32(0),
        _ => datagram.Begin(0x0C, 0, 0).U16(1).U16((ushort)length).U32(2).U32(0).U32(100_000).U32(0),
    };
}
