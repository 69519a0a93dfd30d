using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Behaviours;

/// <summary>Behaviours 51, 52, 58, 59, 62, 63 and 65: what a receiver makes of datagrams.</summary>
[TestFixture]
internal sealed class ReceivingBehaviours
{
    [Test]
    [Property("Requirement", "DGM-019, CHN-020")]
    public void Behaviour_51_a_refused_command_drops_the_rest_of_its_datagram_and_nothing_before_it()
    {
        using var scene = Scene.Served();
        WirePeer remote = scene.Remote;
        remote.Send(remote.Datagram().Reliable(0, 1, 1).Reliable(2, 1, 2).Reliable(0, 2, 3));
        Assert.That(scene.Host.Payloads.Single(), Is.EqualTo(new byte[] { 1 }));
        Assert.That(remote.Got(WireKind.Acknowledge).Select(command => (command.Channel, command.U16(4))), Is.EqualTo(new[] { ((byte)0, (ushort)1) }));
        Assert.That(scene.Host.Core.Counters[DropReason.InvalidChannel], Is.EqualTo(1), "there are two channels, so there is no channel 2");
        Assert.That(scene.Host.Core.Counters.TotalDrops, Is.EqualTo(1));
    }

    [Test]
    [Property("Requirement", "DGM-020")]
    public void Behaviour_52_a_command_that_wants_an_acknowledgement_without_a_sent_time_is_executed_and_ends_the_datagram()
    {
        using var scene = Scene.Served();
        WirePeer remote = scene.Remote;
        remote.Send(remote.DatagramWithoutTime().Unreliable(1, 0, 1, 9).Reliable(0, 1, 1).Reliable(0, 2, 2));
        Assert.That(scene.Host.Payloads, Is.EqualTo(new byte[][] { [9], [1] }));
        Assert.That(remote.Received, Is.Empty);
        Assert.That(scene.Host.Core.Counters[DropReason.MissingSentTime], Is.EqualTo(1));
    }

    [TestCase(true)]
    [TestCase(false)]
    [Property("Requirement", "DEV-058, LIM-014, FRG-016, LIM-003")]
    public void Behaviour_58_memory_follows_the_bytes_that_arrived_and_not_those_that_were_announced(bool reliable)
    {
        using var scene = Scene.Served(new HostOptions { ChannelLimit = 255 }, new WireProposal { Channels = 255 });
        const int total = 32 << 20;
        const int size = 1_200;
        const int count = (total + size - 1) / size;
        for (byte channel = 0; channel < 255; channel++)
        {
            WireDatagram datagram = scene.Remote.Datagram();
            scene.Remote.Send(reliable ? datagram.Fragment(channel, 1, 0, count, total, 0, new byte[size]) : datagram.UnreliableFragment(channel, 0, 1, 0, count, total, 0, new byte[size]));
        }

        Assert.That(scene.Peer.WaitingBytes, Is.EqualTo(255 * size));
        const int objects = 1_000;
        Assert.That(scene.Host.Core.IncomingQueuedBytes, Is.LessThanOrEqualTo(255 * (size + 4_096 + (count / 8) + objects)), "255 packets of 32 MiB were announced");
        LedgerOracle.AssertAccounted(scene.Host.Core);
    }

    [Test]
    [Property("Requirement", "LIM-011, LIM-012")]
    public void Behaviour_59_full_waiting_data_is_not_acknowledged_and_the_sender_gives_up()
    {
        using var world = new VirtualWorld();
        VirtualHost server = world.AddHost("server", new HostOptions { MaximumWaitingBytes = 10_000 });
        VirtualPair connection = world.Connect(world.AddHost("client"), server);
        world.Run(2_000);
        server.TakesEvents = false;
        for (int i = 0; i < 30; i++) connection.ClientPeer.Send(0, new byte[1_000], ENetPacketFlags.Reliable);
        world.Run(1_000);
        Assert.That(connection.ServerPeer.WaitingBytes, Is.EqualTo(10_000));
        Assert.That(server.Core.Counters[DropReason.OverBudget], Is.Positive);
        server.TakesEvents = true;
        world.Run(4_000);
        Assert.That(server.Payloads.Count(), Is.EqualTo(30), "a reader that comes back in time loses nothing");

        server.TakesEvents = false;
        connection.Client.ClearEvents();
        for (int i = 0; i < 30; i++) connection.ClientPeer.Send(0, new byte[1_000], ENetPacketFlags.Reliable);
        world.Run(60_000);
        SeenEvent end = connection.Client.Events.Single();
        Assert.That((end.Type, end.Reason), Is.EqualTo((ENetEventType.Disconnect, ENetDisconnectReason.Timeout)));
    }

    [Test]
    [Property("Requirement", "DGM-015, DGM-017, HSK-015")]
    public void Behaviour_62_the_source_address_must_match_and_is_learned_only_from_an_answer_to_a_broadcast()
    {
        using var scene = Scene.Served();
        byte[] fromElsewhere = scene.Remote.Datagram().Reliable(0, 1, 1).Bytes;
        ENetAddress address = scene.Remote.Address;
        var otherPort = ENetAddress.FromIPv4(address.IPv4, (ushort)(address.Port + 1));
        var otherHost = ENetAddress.FromIPv4(address.IPv4 + 1, (ushort)address.Port);
        foreach (ENetAddress wrong in new[] { otherPort, otherHost })
        {
            scene.Host.Arrive(wrong, fromElsewhere);
            scene.World.Settle();
        }

        Assert.That(scene.Host.Core.Counters[DropReason.WrongAddress], Is.EqualTo(2));
        Assert.That(scene.Peer.Address, Is.EqualTo(address), "no NAT rebinding");
        Assert.That(scene.Host.Events, Is.Empty);

        using var world = new VirtualWorld();
        const ushort port = 7_000;
        VirtualHost first = world.AddHost("first", address: ENetAddress.FromIPv4(0x0A00_0001, port));
        VirtualHost second = world.AddHost("second", address: ENetAddress.FromIPv4(0x0A00_0002, port));
        VirtualHost client = world.AddHost("client");
        world.Network.Link(second, client).Options = world.Network.DefaultLink with { DelayMs = 3 };
        Connection peer = client.Core.Connect(world.NowUs, ENetAddress.FromIPv4(0xFFFF_FFFF, port), 1, 0)!;
        world.Run(400);
        Assert.That(peer.State, Is.EqualTo(ENetPeerState.Connected));
        Assert.That(peer.Address, Is.EqualTo(second.Address), "the first to answer");
        Assert.That(second.Core.ConnectedPeers, Is.EqualTo(1));
        Assert.That(first.Events, Is.Empty);
    }

    [Test]
    [Property("Requirement", "DGM-010, DGM-013, DGM-014, DGM-015, DGM-016, DGM-042")]
    public void Behaviour_63_address_slot_and_session_are_all_that_authenticates_a_datagram()
    {
        using var scene = Scene.Served(Doors.AsNative);
        scene.Host.Arrive(scene.Remote.Address, new WireDatagram(scene.Remote.RemoteId, scene.Remote.Session).DisconnectNow(1, 77).Bytes);
        scene.World.Settle();
        SeenEvent end = scene.Host.Events.Single();
        Assert.That((end.Type, end.Reason, end.Data), Is.EqualTo((ENetEventType.Disconnect, ENetDisconnectReason.Remote, 77u)), "DISCONNECT carries no token");

        (int Slot, int Session, DropReason Reason)[] misses = [(0, 0, DropReason.FreeSlot), (31, 0, DropReason.FreeSlot), (32, 0, DropReason.UnknownSlot), (0x0FFE, 3, DropReason.UnknownSlot)];
        foreach ((int slot, int session, DropReason reason) in misses)
        {
            long before = scene.Host.Core.Counters[reason];
            scene.Host.Arrive(scene.Remote.Address, new WireDatagram(slot, session).Ping(1).Bytes);
            scene.World.Settle();
            Assert.That(scene.Host.Core.Counters[reason], Is.EqualTo(before + 1), $"slot {slot}");
        }

        Assert.That(scene.Host.Core.Counters.TotalDrops, Is.EqualTo(misses.Length), "one counter each");
    }

    [Test]
    [Property("Requirement", "REL-060, REL-061, FLW-051")]
    public void Behaviour_65_the_loss_statistic_counts_commands_and_data_totals_are_set_back_each_second()
    {
        using var scene = Scene.Served(new HostOptions { Quirks = NativeQuirks.AdmitsUnproved, OutgoingBandwidth = 1_000_000_000 });
        LossEpochStarts(scene);
        uint before = scene.Peer.PacketsSent;
        scene.Remote.AcknowledgesAll = false;
        for (int i = 0; i < 10; i++) scene.Send(1, ENetPacketFlags.Reliable);
        for (int i = 0; i < 5; i++) scene.Send(1, ENetPacketFlags.None);
        scene.World.Settle();
        Assert.That(scene.Peer.PacketsSent - before, Is.EqualTo(15), "one datagram, fifteen commands");
        scene.World.Run(scene.Peer.Recovery.RoundTrip.RetransmitAfterUs / 1000);
        Assert.That((scene.Peer.PacketsSent - before, scene.Peer.PacketsLost), Is.EqualTo((25u, 10u)), "a time-out is a loss, and the repetition is sent again");
        scene.Remote.AcknowledgesAll = true;
        (uint sent, uint lost) = (scene.Peer.PacketsSent, scene.Peer.PacketsLost);
        while (scene.Peer.PacketLoss == 0)
        {
            (sent, lost) = (scene.Peer.PacketsSent, scene.Peer.PacketsLost);
            scene.World.Run(1);
            Assert.That(scene.World.NowMs, Is.LessThan(40_000));
        }

        uint loss = lost * 65_536 / (sent + 1);
        Assert.That((scene.Peer.PacketLoss, scene.Peer.PacketLossVariance), Is.EqualTo((loss / 8, loss / 4)), "the ping of the datagram that ended the interval counts too");
        Assert.That(scene.Peer.PacketsLost, Is.Zero);

        // The total of a peer is what the bandwidth run looks at: 6 bytes and 100 of payload for each command, 8 for an acknowledgement.
        long total = scene.Peer.QueuedInRound;
        scene.Send(100, ENetPacketFlags.Reliable);
        Assert.That(scene.Peer.QueuedInRound - total, Is.EqualTo(106));
        scene.Remote.Send(scene.Remote.Datagram().Ping(9));
        Assert.That(scene.Peer.QueuedInRound - total, Is.EqualTo(114));
        scene.World.Run(1_500);
        Assert.That(scene.Peer.QueuedInRound, Is.LessThan(100));

        static void LossEpochStarts(Scene scene) => Assert.That(scene.Peer.PacketLossEpochMs, Is.Positive);
    }
}
