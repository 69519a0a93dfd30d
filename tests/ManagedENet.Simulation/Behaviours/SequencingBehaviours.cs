using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Behaviours;

/// <summary>Behaviours 21 to 32: numbers, windows, order.</summary>
[TestFixture]
internal sealed class SequencingBehaviours
{
    private const int FragmentBytes = 1392 - 28;

    [Test]
    [Property("Requirement", "FRG-001, FRG-002, FRG-004, FRG-005, CHN-031, CMD-080, CMD-120")]
    public void Behaviour_21_every_reliable_fragment_takes_a_number_and_unreliable_ones_share_one()
    {
        using var scene = Scene.Served();
        scene.Send(1, ENetPacketFlags.Reliable);
        scene.Send((FragmentBytes * 2) + 1, ENetPacketFlags.Reliable);
        scene.Send(1, ENetPacketFlags.Reliable);
        scene.Send((FragmentBytes * 2) + 1, ENetPacketFlags.UnreliableFragment);
        scene.Send(1, ENetPacketFlags.None);
        scene.World.Settle();

        SeenCommand[] reliable = scene.Remote.Commands.Where(command => command.Kind is WireKind.Reliable or WireKind.Fragment).ToArray();
        Assert.That(reliable.Select(command => command.Sequence), Is.EqualTo(new[] { 1, 2, 3, 4, 5 }));
        SeenCommand[] fragments = scene.Remote.Got(WireKind.Fragment).ToArray();
        Assert.That(fragments.Select(Shape), Is.EqualTo(new[] { (2, FragmentBytes, 3u, 0u, 0u), (2, FragmentBytes, 3u, 1u, (uint)FragmentBytes), (2, 1, 3u, 2u, 2u * FragmentBytes) }));
        Assert.That(fragments.All(command => command.U32(16) == (FragmentBytes * 2) + 1), Is.True);

        SeenCommand[] unreliable = scene.Remote.Got(WireKind.UnreliableFragment).ToArray();
        Assert.That(unreliable.Select(command => (command.Sequence, command.U16(4))), Is.EqualTo(Enumerable.Repeat(((ushort)5, (ushort)1), 3)));
        Assert.That(scene.Remote.Got(WireKind.Unreliable).Single().U16(4), Is.EqualTo(2), "the next unreliable packet has the next number");

        // The receiver jumps over all numbers of a packet at once.
        using var receiving = Scene.Served();
        WireDatagram datagram = receiving.Remote.Datagram();
        for (int i = 0; i < 3; i++) datagram.Fragment(0, 1, i, 3, 3, i, (byte)(i + 1));
        receiving.Remote.Send(datagram.Reliable(0, 4, 9));
        Assert.That(receiving.Host.Payloads, Is.EqualTo(new byte[][] { [1, 2, 3], [9] }));

        static (int, int, uint, uint, uint) Shape(SeenCommand command) => (command.U16(4), command.U16(6), command.U32(8), command.U32(12), command.U32(20));
    }

    [Test]
    [Property("Requirement", "CHN-010, CHN-011")]
    public void Behaviour_22_the_gate_of_reliable_windows_stops_a_channel_that_runs_too_far_ahead()
    {
        using var scene = Scene.Served();
        scene.World.Network.KeepsLog = false;
        scene.Remote.AcknowledgesAll = false;
        for (int i = 0; i < 9_000; i++) scene.Send(1, ENetPacketFlags.Reliable);
        scene.World.Settle();
        Assert.That(Newest(scene), Is.EqualTo(8_191), "window 1 is completely in flight, so number 8,192 waits");

        Acknowledge(scene, 5_000);
        scene.World.Settle();
        Assert.That(Newest(scene), Is.EqualTo(9_000), "one less than 4,096 in flight opens it");
        for (int i = 1; i <= 9_000; i++) Acknowledge(scene, (ushort)i);
        Assert.That(scene.Peer.ReliableBytesInTransit, Is.Zero);

        // One old number in flight: ten windows from the new one on must be empty.
        using var lagging = Scene.Served();
        lagging.World.Network.KeepsLog = false;
        lagging.Remote.AcknowledgesAll = false;
        for (int sent = 0; sent < 30_000; sent += 3_000)
        {
            for (int i = 0; i < 3_000; i++) lagging.Send(1, ENetPacketFlags.Reliable);
            lagging.World.Settle();
            for (int i = sent + 1; i <= sent + 3_000; i++)
            {
                if (i != 1) Acknowledge(lagging, (ushort)i);
            }
        }

        lagging.World.Settle();
        Assert.That(Newest(lagging), Is.EqualTo(28_671), "window 7 is entered only when the windows 7 to 15 and 0 are empty, and number 1 is still in flight");
        Acknowledge(lagging, 1);
        Assert.That(Newest(lagging), Is.EqualTo(30_000));

        static int Newest(Scene scene) => scene.Remote.Got(WireKind.Reliable).Max(command => command.Sequence);
        static void Acknowledge(Scene scene, ushort sequence) => scene.Remote.Send(scene.Remote.DatagramWithoutTime().Acknowledge(0, sequence, scene.World.WireTime));
    }

    [TestCase(0)]
    [TestCase(4_095)]
    [TestCase(5_000)]
    [TestCase(62_000)]
    [TestCase(65_535)]
    [Property("Requirement", "CHN-021, CHN-022, CHN-023, CHN-024")]
    public void Behaviour_23_seven_windows_are_taken_and_the_two_behind_them_are_not_acknowledged(int current)
    {
        using var scene = Scene.Served();
        MoveTo(scene, (ushort)current);
        int window = current / 4096;
        for (int ahead = 0; ahead <= 16; ahead++)
        {
            foreach (int offset in new[] { 1, 4_094 })
            {
                ushort sequence = (ushort)((((window + ahead) % 16) * 4096) + offset);
                bool isBehind = ahead == 0 && sequence <= current;
                if (sequence == (ushort)(current + 1) || (ahead == 16 && sequence > current)) continue;
                scene.Remote.Forget();
                int held = scene.Host.Core.RentedBlocks;
                scene.Remote.Send(scene.Remote.Datagram().Reliable(0, sequence, 1));
                bool isHeld = scene.Host.Core.RentedBlocks > held;
                bool isAcknowledged = scene.Remote.Got(WireKind.Acknowledge).Any();
                int windowsAhead = isBehind ? 16 : ahead;
                Assert.That((isHeld, isAcknowledged), Is.EqualTo((windowsAhead <= 6, windowsAhead is <= 6 or > 8)), $"{sequence} behind {current}: {windowsAhead} windows ahead");
            }
        }
    }

    [Test]
    [Property("Requirement", "DEV-024, FRG-007, FRG-019")]
    public void Behaviour_24_what_cannot_arrive_is_not_sent_and_what_was_stored_is_acknowledged()
    {
        using var scene = Scene.Served(new HostOptions { MtuBytes = 576, MaximumPacketBytes = 64 << 20 });
        const int fragment = 576 - 28;
        foreach (ENetPacketFlags flags in new[] { ENetPacketFlags.Reliable, ENetPacketFlags.None, ENetPacketFlags.UnreliableFragment })
        {
            Assert.That(scene.Send((24_576 * fragment) + 1, flags), Is.EqualTo(ENetSendResult.TooLarge), $"{flags}");
            Assert.That(scene.Send(24_576 * fragment, flags), Is.EqualTo(ENetSendResult.Queued), $"{flags}");
        }

        scene.Peer.Reset();

        // A native sender whose packet reaches eight windows ahead.
        foreach (NativeQuirks quirks in new[] { NativeQuirks.None, NativeQuirks.StoredFragmentMayBeUnacknowledged })
        {
            using var receiving = Scene.Served(new HostOptions { Quirks = quirks });
            const int count = 29_000;
            foreach (int number in new[] { 0, 28_671, 28_672, count - 1 })
            {
                receiving.Remote.Forget();
                receiving.Remote.Send(receiving.Remote.Datagram().Fragment(0, 1, number, count, count, number, 7));
                bool isAcknowledged = receiving.Remote.Got(WireKind.Acknowledge).Any();
                Assert.That(isAcknowledged, Is.EqualTo(quirks == NativeQuirks.None || number + 1 < 28_672), $"fragment {number}, {quirks}");
                receiving.Remote.Send(receiving.Remote.Datagram().Fragment(0, 1, number, count, count, number, 7));
            }
        }
    }

    [Test]
    [Property("Requirement", "CHN-004, CHN-005, CHN-032, CHN-040, CHN-041, CMD-070")]
    public void Behaviour_25_unreliable_packets_wait_for_their_reliable_one_and_are_dropped_behind_newer_ones()
    {
        using var scene = Scene.Served();
        scene.Send(1, ENetPacketFlags.None);
        scene.Send(2, ENetPacketFlags.None);
        scene.Send(3, ENetPacketFlags.Reliable);
        scene.Send(4, ENetPacketFlags.None);
        scene.World.Settle();
        Assert.That(scene.Remote.Got(WireKind.Unreliable).Select(command => (command.Sequence, command.U16(4), command.Payload.Length)),
            Is.EqualTo(new[] { ((ushort)0, (ushort)1, 1), ((ushort)0, (ushort)2, 2), ((ushort)1, (ushort)1, 4) }));

        using var receiving = Scene.Served();
        WirePeer remote = receiving.Remote;
        remote.Send(remote.Datagram().Unreliable(0, 1, 2, 12).Unreliable(0, 1, 1, 11).Unreliable(0, 2, 1, 21));
        Assert.That(receiving.Host.Payloads, Is.Empty, "their reliable packets are missing");
        remote.Send(remote.Datagram().Unreliable(0, 0, 5, 5).Unreliable(0, 0, 4, 4));
        Assert.That(receiving.Host.Payloads.Last(), Is.EqualTo(new byte[] { 5 }), "number 4 comes after number 5");
        Assert.That(receiving.Host.Core.Counters[DropReason.TooOld], Is.EqualTo(1));
        remote.Send(remote.Datagram().Reliable(0, 1, 100));
        remote.Send(remote.Datagram().Reliable(0, 2, 200));
        remote.Send(remote.Datagram().Unreliable(0, 1, 3, 13));
        Assert.That(receiving.Host.Payloads, Is.EqualTo(new byte[][] { [5], [100], [11], [12], [200], [21] }));
    }

    [Test]
    [Property("Requirement", "CHN-006")]
    public void Behaviour_26_the_unreliable_number_does_not_wrap()
    {
        using var world = new VirtualWorld();
        world.Network.KeepsLog = false;
        VirtualHost server = world.AddHost("server");
        VirtualHost client = world.AddHost("client");
        VirtualPair connection = world.Connect(client, server);
        server.KeepsEvents = false;
        var flags = new Dictionary<ENetPacketFlags, int>();
        server.OnEvent += e =>
        {
            if (e.Type == ENetEventType.Receive) flags[e.Packet.Flags] = flags.GetValueOrDefault(e.Packet.Flags) + 1;
        };
        for (int i = 0; i < 65_540; i++)
        {
            connection.ClientPeer.Send(0, [1], ENetPacketFlags.None);
            if (i % 1000 == 0) world.Run(5);
        }

        world.Run(100);
        Assert.That(flags, Is.EquivalentTo(new Dictionary<ENetPacketFlags, int> { [ENetPacketFlags.None] = 65_539, [ENetPacketFlags.Reliable] = 1 }));
    }

    [Test]
    [Property("Requirement", "FRG-003, CHN-002")]
    public void Behaviour_27_long_unreliable_packets_become_reliable_fragments_or_sequenced_unreliable_ones()
    {
        using var scene = Scene.Served();
        (ENetPacketFlags Flags, WireKind Kind)[] expected =
        [
            (ENetPacketFlags.None, WireKind.Fragment),
            (ENetPacketFlags.Unsequenced, WireKind.Fragment),
            (ENetPacketFlags.Reliable | ENetPacketFlags.UnreliableFragment, WireKind.Fragment),
            (ENetPacketFlags.UnreliableFragment, WireKind.UnreliableFragment),
            (ENetPacketFlags.UnreliableFragment | ENetPacketFlags.Unsequenced, WireKind.UnreliableFragment),
        ];
        foreach ((ENetPacketFlags flags, WireKind kind) in expected)
        {
            scene.Remote.Forget();
            scene.Send(FragmentBytes + 1, flags);
            scene.World.Settle();
            Assert.That(scene.Remote.Commands.Select(command => command.Kind), Is.EqualTo(new[] { kind, kind }), flags.ToString());
        }

        scene.Remote.Forget();
        scene.Send(FragmentBytes, ENetPacketFlags.UnreliableFragment);
        scene.World.Settle();
        Assert.That(scene.Remote.Received.Single().Length, Is.EqualTo(2 + 8 + FragmentBytes), "a packet of exactly the fragment size is not cut");
    }

    [Test]
    [Property("Requirement", "CHN-002, CHN-007, CHN-060, CMD-003, CMD-060, CMD-090")]
    public void Behaviour_28_reliable_wins_over_unsequenced_and_received_flags_tell_the_transport()
    {
        using var scene = Scene.Served();
        scene.Send(1, ENetPacketFlags.Reliable | ENetPacketFlags.Unsequenced);
        scene.Send(1, ENetPacketFlags.Unsequenced | ENetPacketFlags.UnreliableFragment);
        scene.Send(0, ENetPacketFlags.Reliable);
        scene.World.Settle();
        Assert.That(scene.Remote.Commands.Select(command => command.First), Is.EqualTo(new byte[] { 0x86, 0x49, 0x86 }));
        Assert.That(scene.Remote.Got(WireKind.Unsequenced).Single().Sequence, Is.Zero);

        WirePeer remote = scene.Remote;
        remote.Send(remote.Datagram().Reliable(0, 1).Unreliable(0, 1, 1, 1).Unsequenced(0, 1, 1).Fragment(0, 2, 0, 2, 2, 0, 1).Fragment(0, 2, 1, 2, 2, 1, 1)
            .UnreliableFragment(0, 3, 1, 0, 2, 2, 0, 1).UnreliableFragment(0, 3, 1, 1, 2, 2, 1, 1));
        Assert.That(scene.Host.Events.Select(e => e.Flags), Is.EqualTo(new[]
        {
            ENetPacketFlags.Reliable, ENetPacketFlags.None, ENetPacketFlags.Unsequenced, ENetPacketFlags.Reliable, ENetPacketFlags.UnreliableFragment,
        }));
    }

    [Test]
    [Property("Requirement", "CHN-007, CHN-050")]
    public void Behaviour_29_unsequenced_groups_are_counted_per_peer_and_forgotten_by_the_block()
    {
        using var scene = Scene.Served();
        scene.Send(1, ENetPacketFlags.Unsequenced, channel: 0);
        scene.Send(1, ENetPacketFlags.Unsequenced, channel: 1);
        scene.World.Settle();
        Assert.That(scene.Remote.Got(WireKind.Unsequenced).Select(command => (command.Channel, command.U16(4))), Is.EqualTo(new[] { ((byte)0, (ushort)1), ((byte)1, (ushort)2) }));

        // 33,791 is the last group in reach of block 1,024; the next one is not.
        ushort[] groups = [1, 1, 1_024, 1_025, 1_022, 33_792, 33_791, 1_026, 33_791, 0, 65_535, 3];
        bool[] delivered = [true, false, true, true, false, false, true, false, false, false, true, true];
        for (int i = 0; i < groups.Length; i++)
        {
            int before = scene.Host.Events.Count;
            scene.Remote.Send(scene.Remote.DatagramWithoutTime().Unsequenced((byte)(i % 2), groups[i], 1));
            Assert.That(scene.Host.Events.Count > before, Is.EqualTo(delivered[i]), $"group {groups[i]}, step {i}");
        }
    }

    [Test]
    [Property("Requirement", "CMD-120, CHN-040")]
    public void Behaviour_30_send_unreliable_fragment_has_its_unreliable_number_where_send_unreliable_has_it()
    {
        using var scene = Scene.Served();
        WirePeer remote = scene.Remote;
        remote.Send(remote.DatagramWithoutTime().Unreliable(0, 0, 4, 4));
        remote.Send(remote.DatagramWithoutTime().UnreliableFragment(0, 0, 4, 0, 1, 1, 0, 44));
        Assert.That(scene.Host.Core.Counters[DropReason.TooOld], Is.EqualTo(1), "number 4 was there already, though as another command");
        remote.Send(remote.DatagramWithoutTime().UnreliableFragment(0, 0, 5, 0, 1, 1, 0, 55));
        remote.Send(remote.DatagramWithoutTime().Unreliable(0, 0, 5, 5));
        remote.Send(remote.DatagramWithoutTime().Unreliable(0, 0, 6, 6));
        Assert.That(scene.Host.Payloads, Is.EqualTo(new byte[][] { [4], [55], [6] }));
    }

    [Test]
    [Property("Requirement", "CHN-051")]
    public void Behaviour_31_unsequenced_packets_overtake_held_ones()
    {
        using var scene = Scene.Served();
        WirePeer remote = scene.Remote;
        remote.Send(remote.Datagram().Reliable(0, 2, 2).Unreliable(0, 2, 1, 21).Unsequenced(0, 1, 99));
        Assert.That(scene.Host.Payloads, Is.EqualTo(new byte[][] { [99] }));
        remote.Send(remote.Datagram().Reliable(0, 1, 1).Unreliable(0, 2, 2, 22));
        Assert.That(scene.Host.Payloads, Is.EqualTo(new byte[][] { [99], [1], [2], [21], [22] }), "and leave the numbers alone");
    }

    [Test]
    [Property("Requirement", "FRG-010, FRG-011, FRG-012, FRG-013, FRG-015, DGM-019")]
    public void Behaviour_32_contradictory_fragments_end_the_datagram_and_those_out_of_reach_do_not()
    {
        using var scene = Scene.Served();
        WirePeer remote = scene.Remote;
        ushort next = 1;
        remote.Send(remote.Datagram().Fragment(0, 10, 0, 3, 30, 0, new byte[10]));
        AssertFate("a fragment that came before", isRead: true, datagram => datagram.Fragment(0, 10, 0, 3, 30, 0, new byte[10]));
        AssertFate("another total length", isRead: false, datagram => datagram.Fragment(0, 10, 1, 3, 29, 10, new byte[10]));
        AssertFate("another count", isRead: false, datagram => datagram.Fragment(0, 10, 1, 4, 31, 10, new byte[10]));
        AssertFate("no payload", isRead: false, datagram => datagram.Fragment(0, 10, 1, 3, 30, 10));
        AssertFate("out of reach", isRead: true, datagram => datagram.Fragment(0, 40_000, 0, 3, 30, 0, new byte[10]));
        AssertFate("unreliable and out of reach", isRead: true, datagram => datagram.UnreliableFragment(0, 40_000, 1, 0, 3, 30, 0, new byte[10]));
        AssertFate("count 0", isRead: false, datagram => datagram.Fragment(0, 20, 0, 0, 30, 0, new byte[10]));
        AssertFate("count above the format's limit", isRead: false, datagram => datagram.UnreliableFragment(0, 20, 0, 0, 1_048_577, 1_048_577, 0, 1));
        AssertFate("a number that is not below the count", isRead: false, datagram => datagram.Fragment(0, 20, 3, 3, 30, 20, new byte[10]));
        AssertFate("fewer bytes than fragments", isRead: false, datagram => datagram.Fragment(0, 20, 0, 31, 30, 0, 1));
        AssertFate("an offset behind the end", isRead: false, datagram => datagram.Fragment(0, 20, 2, 3, 30, 30, new byte[10]));
        AssertFate("a payload that reaches beyond the end", isRead: false, datagram => datagram.Fragment(0, 20, 2, 3, 30, 21, new byte[10]));
        AssertFate("longer than the longest packet", isRead: false, datagram => datagram.Fragment(0, 20, 0, 40_000, (32 << 20) + 1, 0, new byte[839]));

        void AssertFate(string what, bool isRead, Func<WireDatagram, WireDatagram> add)
        {
            int before = scene.Host.Events.Count;
            remote.Send(add(remote.Datagram()).Reliable(1, next, 1));
            Assert.That(scene.Host.Events.Count > before, Is.EqualTo(isRead), what);
            if (isRead) next++;
        }
    }

    /// <summary>Delivers reliable packets up to a number, quickly: as fragments of long packets.</summary>
    private static void MoveTo(Scene scene, ushort sequence)
    {
        const int most = 4_000;
        for (int at = 0; at < sequence;)
        {
            int count = Math.Min(most, sequence - at);
            for (int number = 0; number < count;)
            {
                WireDatagram datagram = scene.Remote.Datagram();
                for (int i = 0; i < 100 && number < count; i++, number++) datagram.Fragment(0, (ushort)(at + 1), number, count, count, number, 1);
                scene.Remote.Send(datagram);
            }

            at += count;
        }
    }
}
