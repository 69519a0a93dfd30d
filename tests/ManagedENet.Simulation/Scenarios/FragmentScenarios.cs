using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Shared;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Scenarios;

/// <summary>Packets in parts, sent by somebody who means harm.</summary>
[TestFixture]
internal sealed class FragmentScenarios
{
    private static readonly byte[] Ten = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

    [TestCase(10, 9)] // an offset that overlaps
    [TestCase(10, 11)] // an offset that leaves a hole
    [TestCase(10, 0)] // the same offset again
    [TestCase(9, 10)] // a payload that is too short
    [TestCase(11, 10)] // a payload that is too long
    [Property("Requirement", "FRG-016, FRG-013, LIM-003")]
    public void H24_holes_and_overlaps_are_refused_and_no_byte_is_made_up(int length, int offset)
    {
        foreach (bool reliable in new[] { true, false })
        {
            using var scene = Scene.Served();
            scene.Host.PutCanariesIntoPool();
            WirePeer remote = scene.Remote;
            remote.Send(Part(remote, reliable, 0, 0, Ten));
            remote.Send(Part(remote, reliable, 2, 20, Ten));
            remote.Forget();
            remote.Send(Part(remote, reliable, 1, offset, new byte[length]));
            Assert.That(scene.Host.Core.Counters[DropReason.ContradictingFragment] + scene.Host.Core.Counters[DropReason.InvalidFragment], Is.EqualTo(1));
            Assert.That((scene.Host.Events.Count, remote.Received.Count), Is.EqualTo((0, 0)), "neither delivered nor acknowledged");
            remote.Send(Part(remote, reliable, 1, 10, Ten));
            Assert.That(scene.Host.Payloads.Single(), Is.EqualTo(Ten.Concat(Ten).Concat(Ten)), "the honest fragments make the packet");
        }
    }

    [TestCase(31, 3)]
    [TestCase(30, 4)]
    [TestCase(29, 3)]
    [Property("Requirement", "FRG-013")]
    public void H25_another_total_or_count_under_the_same_number_is_refused(int total, int count)
    {
        using var scene = Scene.Served();
        WirePeer remote = scene.Remote;
        remote.Send(remote.Datagram().Fragment(0, 1, 0, 3, 30, 0, Ten));
        int size = (total + count - 1) / count;
        remote.Forget();
        remote.Send(remote.Datagram().Fragment(0, 1, 1, count, total, size, new byte[size]));
        Assert.That((scene.Host.Core.Counters.TotalDrops, remote.Received.Count), Is.EqualTo((1L, 0)));
        remote.Send(remote.Datagram().Fragment(0, 1, 1, 3, 30, 10, Ten).Fragment(0, 1, 2, 3, 30, 20, Ten));
        Assert.That(scene.Host.Payloads.Single(), Has.Length.EqualTo(30));
    }

    [Test]
    [Property("Requirement", "FRG-013, FRG-014, FRG-015, FRG-018, FRG-019")]
    public void H25_a_packet_that_is_there_already_is_not_opened_again()
    {
        using var scene = Scene.Served();
        WirePeer remote = scene.Remote;
        remote.Send(remote.Datagram().Fragment(0, 2, 0, 2, 20, 0, Ten).Fragment(0, 2, 1, 2, 20, 10, Ten));
        remote.Forget();
        remote.Send(remote.Datagram().Fragment(0, 2, 1, 2, 20, 10, Ten));
        Assert.That(remote.Got(WireKind.Acknowledge).Single().U16(4), Is.EqualTo(3), "it waits for number 1, complete: a repeated fragment is acknowledged again, by its own number");
        remote.Forget();
        remote.Send(remote.Datagram().Fragment(0, 2, 1, 3, 30, 10, Ten));
        Assert.That(remote.Received, Is.Empty);
        Assert.That(scene.Host.Core.Counters[DropReason.ContradictingFragment], Is.EqualTo(1));

        remote.Send(remote.Datagram().Reliable(0, 4, 4).Fragment(0, 4, 0, 2, 20, 0, Ten));
        Assert.That(scene.Host.Core.Counters[DropReason.ContradictingFragment], Is.EqualTo(2), "number 4 is another kind of packet");
        remote.Send(remote.Datagram().Reliable(0, 1, 1));
        Assert.That(scene.Host.Payloads.Select(payload => payload.Length), Is.EqualTo(new[] { 1, 20, 1 }));
        remote.Forget();
        remote.Send(remote.Datagram().Fragment(0, 4, 0, 2, 20, 0, Ten));
        Assert.That((scene.Host.Core.Counters[DropReason.Duplicate], remote.Received.Count), Is.EqualTo((1L, 0)), "the number that was delivered last: refused, not only discarded");
    }

    [Test]
    [Property("Requirement", "FRG-012, LIM-010, CHN-001")]
    public void H26_what_is_longer_than_the_longest_packet_is_refused_in_both_directions()
    {
        using var scene = Scene.Served(new HostOptions { MaximumPacketBytes = 1_000 });
        Assert.That(scene.Send(1_000, ENetPacketFlags.Reliable), Is.EqualTo(ENetSendResult.Queued));
        Assert.That(scene.Send(1_001, ENetPacketFlags.Reliable), Is.EqualTo(ENetSendResult.TooLarge));
        WirePeer remote = scene.Remote;
        remote.Send(remote.Datagram().Reliable(0, 1, new byte[1_000]).Reliable(0, 2, new byte[1_001]));
        remote.Send(remote.Datagram().Fragment(1, 1, 0, 2, 1_001, 0, new byte[600]));
        remote.Send(remote.Datagram().Unsequenced(0, 1, new byte[1_001]));
        Assert.That((scene.Host.Core.Counters[DropReason.PacketTooLarge], scene.Host.Core.Counters[DropReason.InvalidFragment]), Is.EqualTo((2L, 1L)));
        Assert.That(scene.Host.Payloads.Single(), Has.Length.EqualTo(1_000));
    }

    [Test]
    [Property("Requirement", "LIM-014, LIM-016, DEV-058, CHN-043, DEV-069")]
    public void H27_announcing_much_takes_little_and_no_more_than_256_at_a_time()
    {
        using var scene = Scene.Served();
        WirePeer remote = scene.Remote;
        for (int i = 0; i < 300; i++)
        {
            remote.Send(remote.Datagram().Fragment(0, (ushort)((i * 60) + 1), 0, 50, 50, 0, 1));
            remote.Send(remote.Datagram().UnreliableFragment(1, 0, (ushort)(i + 1), 0, 50, 50, 0, 1));
        }

        Assert.That(scene.Host.Core.RentedBlocks, Is.EqualTo(256 + 8));
        Assert.That(scene.Host.Core.Counters[DropReason.TooManyAssemblies], Is.EqualTo(300 - 256));
        Assert.That(scene.Host.Core.Counters[DropReason.StaleFragments], Is.EqualTo(300 - 8));
        Assert.That(scene.Host.Core.IncomingQueuedBytes, Is.LessThan(264 * 4_096));
        remote.Send(remote.Datagram().Unreliable(1, 0, 60_000, 9));
        Assert.That(scene.Host.Core.RentedBlocks, Is.EqualTo(256), "a newer packet overtakes the incomplete ones of its channel");
    }

    [TestCase(20)]
    [TestCase(2_000)]
    [Property("Requirement", "LIM-016, CHN-043, LIM-011")]
    public void Any_number_of_lost_unreliable_packets_keeps_neither_the_next_one_out_nor_a_reliable_one(int fragmentsOfEach)
    {
        using var scene = Scene.Served(new HostOptions { MaximumWaitingBytes = 1 << 20 });
        scene.World.Network.KeepsLog = false;
        WirePeer remote = scene.Remote;
        byte[] part = new byte[100];
        int total = (fragmentsOfEach + 1) * part.Length;
        for (ushort i = 1; i <= 400; i++)
        {
            // The last fragment of each is lost.
            for (int number = 0; number < Math.Min(fragmentsOfEach, 60);)
            {
                WireDatagram datagram = remote.DatagramWithoutTime();
                for (int j = 0; j < 20; j++, number++) datagram.UnreliableFragment(0, 0, i, number, fragmentsOfEach + 1, total, number * part.Length, part);
                remote.Send(datagram);
            }
        }

        Assert.That(scene.Host.Events, Is.Empty);
        for (int number = 0; number < 2; number++) remote.Send(remote.DatagramWithoutTime().UnreliableFragment(0, 0, 1_000, number, 2, 200, number * 100, part));
        for (int number = 0; number < 2; number++) remote.Send(remote.Datagram().Fragment(1, 1, number, 2, 200, number * 100, part));
        Assert.That(scene.Host.Payloads.Select(payload => payload.Length), Is.EqualTo(new[] { 200, 200 }));
    }

    [Test]
    [Property("Requirement", "LIM-016, LIM-011")]
    public void Unreliable_packets_of_which_a_part_is_lost_keep_nothing_out_that_is_next_on_another_channel([Values("reliable", "parts", "unreliable", "unsequenced")] string what)
    {
        using var scene = Scene.Served(new HostOptions { MaximumWaitingBytes = 1_000 });
        WirePeer remote = scene.Remote;
        byte[] part = new byte[450];
        // They fill what may wait, and what was lost of them never comes: nothing on their channel would make room.
        for (ushort i = 1; i <= 3; i++) remote.Send(remote.DatagramWithoutTime().UnreliableFragment(0, 0, i, 0, 3, 3 * part.Length, 0, part));
        WireDatagram next = remote.Datagram();
        if (what == "reliable") remote.Send(next.Reliable(1, 1, new byte[900]));
        else if (what == "unreliable") remote.Send(next.Unreliable(1, 0, 1, new byte[900]));
        else if (what == "unsequenced") remote.Send(next.Unsequenced(1, 1, new byte[900]));
        else for (int number = 0; number < 2; number++) remote.Send(remote.Datagram().Fragment(1, 1, number, 2, 2 * part.Length, number * part.Length, part));
        Assert.That(scene.Host.Payloads.Select(payload => payload.Length), Is.EqualTo(new[] { 900 }));
        Assert.That(scene.Host.Core.Counters[DropReason.StaleFragments], Is.GreaterThan(0));
    }

    [Test]
    [Property("Requirement", "CHN-042, CHN-041, CHN-043, DEV-069")]
    public void Incomplete_unreliable_packets_wait_until_something_newer_was_delivered()
    {
        using var scene = Scene.Served();
        WirePeer remote = scene.Remote;
        for (ushort i = 1; i <= 5; i++) remote.Send(remote.Datagram().UnreliableFragment(0, 0, i, 0, 2, 20, 0, Ten));
        remote.Send(remote.Datagram().UnreliableFragment(0, 0, 3, 1, 2, 20, 10, Ten));
        Assert.That(scene.Host.Events, Has.Count.EqualTo(1), "the third of five is complete first");
        Assert.That(scene.Host.Core.Counters[DropReason.StaleFragments], Is.EqualTo(2), "the two before it are given up");
        remote.Send(remote.Datagram().UnreliableFragment(0, 0, 1, 1, 2, 20, 10, Ten));
        Assert.That(scene.Host.Core.Counters[DropReason.TooOld], Is.EqualTo(1));
        remote.Send(remote.Datagram().UnreliableFragment(0, 0, 5, 1, 2, 20, 10, Ten));
        Assert.That(scene.Host.Events, Has.Count.EqualTo(2));
        Assert.That(scene.Host.Core.RentedBlocks, Is.Zero);

        // One that waits for its reliable packet is delivered behind it, complete or completed later.
        remote.Send(remote.Datagram().UnreliableFragment(0, 1, 1, 0, 2, 20, 0, Ten));
        remote.Send(remote.Datagram().UnreliableFragment(0, 1, 2, 0, 2, 20, 0, Ten).UnreliableFragment(0, 1, 2, 1, 2, 20, 10, Ten));
        remote.Send(remote.Datagram().Reliable(0, 1, 1));
        Assert.That(scene.Host.Payloads.Skip(2).Select(payload => payload.Length), Is.EqualTo(new[] { 1, 20 }));
        Assert.That(scene.Host.Core.RentedBlocks, Is.Zero, "its elder, still incomplete, is given up");
    }

    [Test]
    [Property("Requirement", "FRG-008")]
    public void A_packet_is_cut_once_when_it_is_queued()
    {
        using var scene = Scene.Served(new HostOptions { MtuBytes = 1_000 });
        scene.Send(2_000, ENetPacketFlags.Reliable);
        scene.Host.Core.SetMtu(600);
        scene.World.Settle();
        Assert.That(scene.Remote.Got(WireKind.Fragment).Select(command => command.Payload.Length), Is.EqualTo(new[] { 972, 972, 56 }));
    }

    [Test]
    [Property("Requirement", "FRG-017, CHN-030, CHN-031, LIM-003")]
    public void Fragments_of_several_packets_in_any_order_make_whole_packets_in_order() => Seeds.Each(usually: 20, seed =>
    {
        using var scene = Scene.Served();
        scene.Host.PutCanariesIntoPool();
        var random = new SimulationRandom(seed);
        var parts = new List<byte[]>();
        var packets = new List<byte[]>();
        ushort next = 1;
        for (int i = 0; i < 12; i++)
        {
            byte[] packet = new byte[random.Between(1, 400)];
            random.Fill(packet);
            packets.Add(packet);
            int size = random.Between(10, 100);
            int count = (packet.Length + size - 1) / size;
            for (int number = 0; number < count; number++)
            {
                byte[] part = packet.AsSpan(number * size, Math.Min(size, packet.Length - (number * size))).ToArray();
                parts.Add(scene.Remote.Datagram().Fragment(0, next, number, count, packet.Length, number * size, part).Bytes);
            }

            next += (ushort)count;
        }

        byte[][] shuffled = [.. parts, .. parts];
        random.Shuffle(shuffled.AsSpan());
        foreach (byte[] part in shuffled) scene.Remote.Send(part);
        Assert.That(scene.Host.Payloads, Is.EqualTo(packets));
        Assert.That(scene.Host.Core.RentedBlocks, Is.Zero);
    });

    private static WireDatagram Part(WirePeer remote, bool reliable, int number, int offset, byte[] payload) => reliable
        ? remote.Datagram().Fragment(0, 1, number, 3, 30, offset, payload)
        : remote.Datagram().UnreliableFragment(0, 0, 1, number, 3, 30, offset, payload);
}
