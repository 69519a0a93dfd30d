using System;
using System.Linq;
using ManagedENet.Protocol.Checksums;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Impairment;
using ManagedENet.Protocol.Peers;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Scenarios;

/// <summary>Networks, clocks and processes that misbehave without meaning it.</summary>
[TestFixture]
internal sealed class FaultTests
{
    [TestCase(1)]
    [TestCase(10)]
    [TestCase(30)]
    [Property("Requirement", "REL-030, CHN-030, LIM-003")]
    public void F1_everything_reliable_arrives_in_spite_of_loss(int percent)
    {
        using VirtualWorld world = Impaired(link => link with { LossRate = percent / 100.0, DelayMs = 20 }, out Connection connection);
        Talk(world, connection, packets: 600, limitMs: 600_000);
        Assert.That(connection.Client.Of(ENetEventType.Disconnect).Concat(connection.Server.Of(ENetEventType.Disconnect)), Is.Empty);
        Assert.That(connection.Client.Core.Counters.Retransmissions, Is.Positive);
    }

    [Test]
    [Property("Requirement", "REL-030, REL-033")]
    public void F1_at_60_percent_loss_a_patient_connection_still_brings_everything()
    {
        using VirtualWorld world = Impaired(link => link, out Connection connection);
        connection.Client.Core.SetTimeout(connection.ClientPeer, 1 << 20, 600_000, 6_000_000);
        connection.Server.Core.SetTimeout(connection.ServerPeer, 1 << 20, 600_000, 6_000_000);
        world.Network.ChangeAll(link => link with { LossRate = 0.6, DelayMs = 20 });
        Talk(world, connection, packets: 100, limitMs: 6_000_000);
    }

    [TestCase(1ul)]
    [TestCase(2ul)]
    [TestCase(3ul)]
    [Property("Requirement", "REL-030")]
    public void F2_bursts_of_loss_are_recovered_from(ulong seed)
    {
        using VirtualWorld world = Impaired(link => link with { DelayMs = 20 }, out Connection connection, seed);
        world.Network.ChangeAll(link => link with { BurstEnterRate = 0.02, BurstLeaveRate = 0.15 });
        Talk(world, connection, packets: 600, limitMs: 600_000);
    }

    [Test]
    [Property("Requirement", "REL-030, REL-031")]
    public void F2_after_a_burst_of_200_ms_what_was_lost_arrives_soon()
    {
        using VirtualWorld world = Impaired(link => link with { DelayMs = 20 }, out Connection connection);
        world.Run(3_000);
        (Flow up, _) = Flow.Between(connection);
        world.Network.ChangeAll(link => link with { IsCut = true });
        for (int i = 0; i < 10; i++)
        {
            up.Send(0, StampKind.Reliable);
            world.Run(20);
        }

        world.Network.ChangeAll(link => link with { IsCut = false });
        Assert.That(world.RunUntil(() => up.IsComplete, 300), Is.True, "patience doubles, so it may take as long again as the burst, and a round trip");
    }

    [TestCase(1ul)]
    [TestCase(2ul)]
    [TestCase(3ul)]
    [Property("Requirement", "CHN-024, CHN-030, CHN-041, CHN-050, LIM-003")]
    public void F3_reordering_and_duplication_are_invisible(ulong seed)
    {
        using VirtualWorld world = Impaired(
            link => link with { DelayMs = 30, JitterMs = 200, ReorderRate = 0.3, ReorderDelayMs = 500, DuplicationRate = 0.5 }, out Connection connection, seed);
        Talk(world, connection, packets: 600, limitMs: 600_000);
        foreach (VirtualHost host in world.Hosts) Assert.That(host.Of(ENetEventType.Connect).Count(), Is.EqualTo(1));
    }

    [Test]
    [Property("Requirement", "REL-013, REL-030, REL-033")]
    public void F4_a_delay_that_jumps_to_two_seconds_and_back_costs_no_connection()
    {
        using VirtualWorld world = Impaired(link => link with { DelayMs = 20 }, out Connection connection);
        world.Run(5_000);
        (Flow up, Flow down) = Flow.Between(connection);
        foreach (int delayMs in new[] { 20, 2_000, 20 })
        {
            world.Network.ChangeAll(link => link with { DelayMs = delayMs });
            long before = connection.Client.Core.Counters.Retransmissions;
            for (int i = 0; i < 100; i++)
            {
                up.Send(0, StampKind.Reliable);
                down.Send(0, StampKind.Reliable);
                world.Run(100);
            }

            // Patience doubles from about 60 ms: no command is repeated more than six times before the first slow answer.
            Assert.That(connection.Client.Core.Counters.Retransmissions - before, Is.LessThan(delayMs == 20 ? 150 : 350));
        }

        world.RunUntil(() => up.IsComplete && down.IsComplete, 60_000);
        Assert.That(up.IsComplete && down.IsComplete, Is.True);
        Assert.That(connection.Client.Of(ENetEventType.Disconnect), Is.Empty);
    }

    [Test]
    [Property("Requirement", "DGM-043, LIM-001, LIM-003")]
    public void F5_flipped_bits_are_caught_by_the_checksum()
    {
        using VirtualWorld world = Impaired(link => link with { DelayMs = 20, BitFlipRate = 0.05 }, out Connection connection, checksum: true);
        Talk(world, connection, packets: 600, limitMs: 600_000);
        Assert.That(connection.Server.Core.Counters[DropReason.ChecksumMismatch] + connection.Server.Core.Counters[DropReason.WrongSession], Is.Positive);
    }

    [Test]
    [Property("Requirement", "LIM-001")]
    public void F5_flipped_bits_without_a_checksum_do_no_harm_beyond_the_data([Range(1, 10)] int seed)
    {
        using var world = new VirtualWorld((ulong)seed);
        Connection connection = world.Connect(world.AddHost("client"), world.AddHost("server"));
        world.Network.ChangeAll(link => link with { BitFlipRate = 0.3 });
        for (int i = 0; i < 500; i++)
        {
            connection.Client.Core.Send(connection.ClientPeer, (byte)(i % 2), new byte[i * 10 % 3_000], (ENetPacketFlags)(i % 4));
            connection.Server.Core.Send(connection.ServerPeer, (byte)(i % 2), new byte[i * 7 % 2_000], ENetPacketFlags.UnreliableFragment);
            world.Run(10);
        }

        world.Run(60_000);
    }

    [Test]
    [Property("Requirement", "REL-033, DIS-030, DIS-040")]
    public void F6_a_cut_in_one_direction_heals_when_it_is_short_and_ends_both_sides_when_it_is_long([Values] bool fromClient, [Values(1_000, 3_000, 60_000)] int ms)
    {
        using VirtualWorld world = Impaired(link => link with { DelayMs = 20 }, out Connection connection);
        world.Run(2_000);
        (Flow up, Flow down) = Flow.Between(connection);
        NetworkImpairment link = fromClient ? world.Network.Link(connection.Client, connection.Server) : world.Network.Link(connection.Server, connection.Client);
        link.Options = link.Options with { IsCut = true };
        long startMs = world.NowMs;
        for (int at = 0; at < ms; at += 50)
        {
            if (connection.ClientPeer.State == ENetPeerState.Connected) up.Send(0, StampKind.Reliable);
            if (connection.ServerPeer.State == ENetPeerState.Connected) down.Send(0, StampKind.Reliable);
            world.Run(50);
        }

        link.Options = link.Options with { IsCut = false };
        world.Run(5_000);
        if (ms < 5_000)
        {
            Assert.That(up.IsComplete && down.IsComplete, Is.True, "shorter ones heal without loss");
            return;
        }

        foreach (VirtualHost host in world.Hosts)
        {
            SeenEvent end = host.Of(ENetEventType.Disconnect).Single();
            Assert.That((end.Reason, end.AtMs - startMs), Is.EqualTo((ENetDisconnectReason.Timeout, end.AtMs - startMs)));
            Assert.That(end.AtMs - startMs, Is.InRange(5_000, 31_000), host.Name);
        }
    }

    [Test]
    [Property("Requirement", "DIS-004, DIS-030, HSK-014, HSK-030")]
    public void F7_a_cut_during_connect_or_disconnect_leaves_one_event_on_each_side_and_no_slot_taken(
        [Values("connect", "disconnect", "disconnect later")] string moment, [Range(0, 100, 10)] int afterMs, [Values(500, 60_000)] int forMs)
    {
        using var world = new VirtualWorld();
        world.Network.DefaultLink = world.Network.DefaultLink with { DelayMs = 20 };
        VirtualHost client = world.AddHost("client");
        VirtualHost server = world.AddHost("server");
        PeerCore peer;
        if (moment == "connect")
        {
            peer = client.Core.Connect(world.NowMs, server.Address, 1, 0)!;
        }
        else
        {
            peer = world.Connect(client, server).ClientPeer;
            world.Run(2_000);
            client.Core.Send(peer, 0, new byte[5_000], ENetPacketFlags.Reliable);
            if (moment == "disconnect") client.Core.Disconnect(peer, 1);
            else client.Core.DisconnectLater(peer, 1);
        }

        world.Run(afterMs);
        world.Network.ChangeAll(link => link with { IsCut = true });
        world.Run(forMs);
        world.Network.ChangeAll(link => link with { IsCut = false });
        world.Run(70_000);
        if (moment == "connect" && peer.State == ENetPeerState.Connected)
        {
            Assert.That(server.Core.ConnectedPeers, Is.EqualTo(1), "both or none");
            client.Core.Disconnect(peer, 0);
            world.Run(1_000);
        }

        foreach (VirtualHost host in world.Hosts)
        {
            int connects = host.Of(ENetEventType.Connect).Count();
            int ends = host.Of(ENetEventType.Disconnect).Count();
            Assert.That((connects, ends), Is.EqualTo((1, 1)).Or.EqualTo((0, host == client ? 1 : 0)), host.Name);
            Assert.That(VirtualWorld.PeersOf(host).All(each => each.State == ENetPeerState.Disconnected), Is.True, "no zombie is left");
            VirtualWorld.AssertNothingIsHeld(host);
        }
    }

    [Test]
    [Property("Requirement", "CHN-003, CHN-004, CHN-006, CHN-007, CHN-021, CHN-050")]
    public void F9_all_16_bit_numbers_may_wrap_three_times_with_loss()
    {
        const int packets = 3 * 65_536;
        using VirtualWorld world = Impaired(link => link with { DelayMs = 5, LossRate = 0.01 }, out Connection connection);
        connection.Server.KeepsEvents = false;
        connection.Client.KeepsEvents = false;
        (Flow up, _) = Flow.Between(connection);
        for (int i = 0; i < packets; i++)
        {
            up.Send(0, StampKind.Reliable);
            up.Send(0, StampKind.Unsequenced);
            up.Send(1, StampKind.Unreliable);
            if (i % 512 == 511) world.Run(10);
        }

        Assert.That(world.RunUntil(() => up.IsComplete, 600_000), Is.True);
        Assert.That(up.Delivered, Is.GreaterThan(packets * 2.8));
    }

    [TestCase(3_600_000L)]
    [TestCase(30L * 86_400_000)]
    [TestCase(50L * 86_400_000)]
    [Property("Requirement", "REL-001, DEV-064")]
    public void F10_a_clock_that_jumps_far_ends_each_connection_at_most_once_and_the_next_one_works(long ms)
    {
        using VirtualWorld world = Impaired(link => link with { DelayMs = 5 }, out Connection connection);
        world.Run(2_000);
        connection.Client.Core.Send(connection.ClientPeer, 0, [1], ENetPacketFlags.Reliable);
        world.Run(2);
        world.Jump(ms);
        world.Run(60_000);
        foreach (VirtualHost host in world.Hosts) Assert.That(host.Of(ENetEventType.Disconnect).Count(), Is.LessThanOrEqualTo(1));
        if (connection.ClientPeer.State == ENetPeerState.Connected) connection.Client.Core.Disconnect(connection.ClientPeer, 0);
        world.Run(60_000);
        Connection next = world.Connect(connection.Client, connection.Server);
        (Flow up, Flow down) = Flow.Between(next);
        up.Send(0, StampKind.Reliable, 5_000);
        down.Send(0, StampKind.Reliable, 5_000);
        world.Run(1_000);
        Assert.That(up.IsComplete && down.IsComplete, Is.True);
        Assert.That(next.ClientPeer.RoundTripTimeMs, Is.LessThan(50));
    }

    [TestCase(3_000, false)]
    [TestCase(10_000, false)]
    [TestCase(31_000, false)]
    [TestCase(31_000, true)]
    [Property("Requirement", "REL-071")]
    public void F11_a_process_that_was_paused_reads_what_waits_before_it_gives_anybody_up(int ms, bool asNative)
    {
        using var world = new VirtualWorld();
        VirtualHost client = world.AddHost("client", new HostCoreOptions { Quirks = asNative ? NativeQuirks.JudgesBeforeReading : NativeQuirks.None });
        Connection connection = world.Connect(client, world.AddHost("server"));
        connection.Server.Core.SetTimeout(connection.ServerPeer, 0, 100_000, 100_000);
        world.Run(2_000);
        client.Core.Send(connection.ClientPeer, 0, [1], ENetPacketFlags.Reliable);
        world.Run(2);
        client.IsPaused = true;
        world.Run(ms);
        Assert.That(client.Waiting, Is.Positive, "the acknowledgement waits in the socket");
        client.IsPaused = false;
        world.Run(1_000);
        Assert.That(client.Of(ENetEventType.Disconnect).Count(), Is.EqualTo(asNative ? 1 : 0));
        if (asNative) return;
        Assert.That(client.Core.Counters.Retransmissions, Is.Zero, "nothing is repeated that was acknowledged long ago");
        (Flow up, _) = Flow.Between(connection);
        up.Send(1, StampKind.Reliable);
        world.Run(60_000);
        Assert.That(up.IsComplete, Is.True);
    }

    [Test]
    [Property("Requirement", "REL-071, REL-033")]
    public void F11_a_process_that_was_paused_still_gives_up_those_who_left_nothing_in_its_socket()
    {
        using VirtualWorld world = Impaired(link => link with { DelayMs = 5 }, out Connection connection);
        world.Run(2_000);
        connection.Server.IsPaused = true;
        connection.Client.Core.Send(connection.ClientPeer, 0, [1], ENetPacketFlags.Reliable);
        world.Run(20);
        connection.Client.IsPaused = true;
        world.Jump(40_000);
        connection.Client.IsPaused = false;
        world.Run(100);
        Assert.That(connection.Client.Of(ENetEventType.Disconnect).Single().Reason, Is.EqualTo(ENetDisconnectReason.Timeout), "in the second pass of the same round");
    }

    [Test]
    [Property("Requirement", "REL-001, DEV-064")]
    public void F10_a_clock_that_steps_back_is_held()
    {
        using var scene = Scene.Served();
        long nowMs = scene.World.NowMs;
        scene.Send(1, ENetPacketFlags.Reliable);
        byte[] slot = new byte[4_096];
        scene.Host.Core.AdvanceTime(nowMs);
        scene.Host.Core.AdvanceTime(nowMs - 5_000);
        scene.Host.Core.BeginSendPass(nowMs - 5_000, checkTimeouts: true);
        Assert.That(scene.Host.Core.TryWriteDatagram(slot, out int length, out _), Is.True);
        Assert.That(SeenDatagram.Read(slot.AsSpan(0, length), 0).SentTime, Is.EqualTo((ushort)nowMs));
        scene.Host.Core.HandleDatagram(nowMs - 5_000, scene.Remote.Address, scene.Remote.DatagramWithoutTime().Acknowledge(0, 1, (ushort)nowMs).Bytes);
        Assert.That(scene.Host.Core.Counters[DropReason.ImpossibleSentTime], Is.Zero);
        Assert.That(scene.Peer.HasOutgoingCommands, Is.False);
    }

    [Test]
    [Property("Requirement", "REL-010, REL-011, REL-001")]
    public void F10_the_turn_of_the_wire_s_clock_is_invisible()
    {
        using VirtualWorld world = Impaired(link => link with { DelayMs = 40 }, out Connection connection, startMs: 65_536 - 3_000);
        (Flow up, _) = Flow.Between(connection);
        world.Run(1_000);
        for (int i = 0; i < 400; i++)
        {
            up.Send(0, StampKind.Reliable);
            world.Run(500);
            Assert.That(connection.ClientPeer.RoundTripTimeMs, Is.InRange(60, 120));
        }

        Assert.That(connection.Client.Core.Counters.Retransmissions, Is.Zero);
    }

    [TestCase(3_000, true)]
    [TestCase(4_000, true)]
    [TestCase(60_000, false)]
    [Property("Requirement", "REL-033, LIM-012")]
    public void F11_F12_a_side_that_pauses_is_waited_for_as_long_as_the_time_out_says(int ms, bool survives)
    {
        using VirtualWorld world = Impaired(link => link with { DelayMs = 20 }, out Connection connection);
        world.Run(2_000);
        (Flow up, Flow down) = Flow.Between(connection);
        connection.Server.IsPaused = true;
        for (int at = 0; at < ms; at += 20)
        {
            if (connection.ClientPeer.State == ENetPeerState.Connected) up.Send(0, StampKind.Reliable, 200);
            world.Run(20);
            Assert.That(connection.Client.Core.OutgoingQueuedBytes, Is.LessThan(64 << 20), "bounded, even when nobody listens");
        }

        connection.Server.IsPaused = false;
        if (survives) down.Send(0, StampKind.Reliable);
        world.Run(40_000);
        if (survives)
        {
            Assert.That(up.IsComplete && down.IsComplete, Is.True);
            return;
        }

        Assert.That(connection.Client.Of(ENetEventType.Disconnect).Single().Reason, Is.EqualTo(ENetDisconnectReason.Timeout));
        Assert.That(connection.Server.Of(ENetEventType.Disconnect).Count(), Is.EqualTo(1));
    }

    [Test]
    [Property("Requirement", "HSK-001, LIM-006, LIM-007")]
    public void F18_4095_peers_come_in_one_second_and_leave_in_one()
    {
        const int peers = 4_095;
        using var world = new VirtualWorld();
        world.Network.KeepsLog = false;
        VirtualHost server = world.AddHost("server", new HostCoreOptions { PeerLimit = peers });
        VirtualHost crowd = world.AddHost("crowd", new HostCoreOptions { PeerLimit = peers });
        server.SocketLimit = crowd.SocketLimit = 100_000;
        for (int i = 0; i < peers; i++)
        {
            crowd.Core.Connect(world.NowMs, server.Address, 1, (uint)i);
            if (i % 4 == 3) world.Run(1);
        }

        world.Run(3_000);
        Assert.That((server.Core.ConnectedPeers, crowd.Core.ConnectedPeers), Is.EqualTo((peers, peers)));
        Assert.That(server.Of(ENetEventType.Connect).Select(e => e.Data).Order(), Is.EqualTo(Enumerable.Range(0, peers).Select(i => (uint)i)));
        Assert.That(server.Core.GetPeer(4_095), Is.Null);
        foreach (PeerCore peer in VirtualWorld.PeersOf(crowd))
        {
            crowd.Core.Disconnect(peer, (uint)peer.Slot);
            if (peer.Slot % 4 == 3) world.Run(1);
        }

        world.Run(3_000);
        Assert.That(server.Of(ENetEventType.Disconnect).Select(e => e.Data).Order(), Is.EqualTo(Enumerable.Range(0, peers).Select(i => (uint)i)));
        Assert.That(crowd.Of(ENetEventType.Disconnect).Count(), Is.EqualTo(peers));
        foreach (VirtualHost host in world.Hosts) VirtualWorld.AssertNothingIsHeld(host);
    }

    private static VirtualWorld Impaired(
        Func<NetworkImpairmentOptions, NetworkImpairmentOptions> change, out Connection connection, ulong seed = 1, bool checksum = false, long startMs = 10_000)
    {
        var world = new VirtualWorld(seed, startMs);
        world.Network.KeepsLog = false;
        var options = new HostCoreOptions { Checksum = checksum ? Crc32Checksum.Instance : null };
        VirtualHost client = world.AddHost("client", options);
        VirtualHost server = world.AddHost("server", options);
        world.Network.DefaultLink = change(world.Network.DefaultLink);
        connection = world.Connect(client, server);
        return world;
    }

    // Every kind of packet both ways, and everything reliable must arrive.
    private static void Talk(VirtualWorld world, Connection connection, int packets, long limitMs)
    {
        (Flow up, Flow down) = Flow.Between(connection);
        for (int i = 0; i < packets; i++)
        {
            foreach (Flow flow in new[] { up, down })
            {
                var kind = (StampKind)world.Random.Below(4);
                int length = world.Random.Happens(10) || kind == StampKind.UnreliableFragments ? world.Random.Between(1_400, 6_000) : world.Random.Between(Stamp.Bytes, 400);
                if (kind is StampKind.Unreliable or StampKind.Unsequenced) length = Math.Min(length, 1_200);
                Assert.That(flow.Send((byte)world.Random.Below(2), kind, length), Is.EqualTo(ENetSendResult.Queued));
            }

            world.Run(world.Random.Below(20));
        }

        Assert.That(world.RunUntil(() => up.IsComplete && down.IsComplete, limitMs), Is.True, $"{up.ReliableDelivered} up, {down.ReliableDelivered} down");
        Assert.That(up.Delivered + down.Delivered, Is.GreaterThan(packets / 4));
    }
}
