using System;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Reception;
using ManagedENet.Protocol.Sending;
using ManagedENet.Simulation.Harness;
using ManagedENet.Transports;

namespace ManagedENet.Simulation.Memory;

/// <summary>What is scarce is shared, and what frees memory is never kept out by what waits for it.</summary>
[TestFixture]
internal sealed class FairnessTests
{
    private const long PeerBudget = 8 << 20;

    [TestCase(1)]
    [TestCase(8)]
    [Property("Requirement", "LIM-018, LIM-019, LIM-006")]
    public void H47_a_few_peers_that_fill_their_budgets_starve_nobody(int greedy)
    {
        using var world = new VirtualWorld();
        world.Network.KeepsLog = false;
        VirtualHost server = world.AddHost("server", new HostOptions { PeerLimit = greedy + 1, PeerBudgetBytes = PeerBudget, HostBudgetBytes = greedy * PeerBudget });
        WirePeer[] hogs = Enumerable.Range(0, greedy).Select(_ => world.AddWirePeer(server)).ToArray();
        VirtualPair honest = world.Connect(world.AddHost("client"), server);
        foreach (WirePeer hog in hogs) hog.Connect(new WireProposal { Channels = 255, ConnectId = (uint)hog.Address.Port });
        world.Run(10);
        foreach (WirePeer hog in hogs) Fill(world, hog);
        Assert.That(server.Core.Counters[DropReason.OverBudget], Is.Positive, "they have taken all they can get");

        // The honest one has a round trip of 20 ms, and its reliable packets come at a time when the hogs go on.
        (Flow up, _) = Flow.Between(honest);
        for (int second = 0; second < 20; second++)
        {
            for (int i = 0; i < 20; i++) up.Send(0, StampKind.Reliable, 200);
            up.Send(1, StampKind.Reliable, 20_000);
            foreach (WirePeer hog in hogs) Nibble(hog, second);
            world.Run(1_000);
            Assert.That(honest.ServerPeer.State, Is.EqualTo(ENetPeerState.Connected));
            LedgerOracle.AssertAccounted(server.Core);
        }

        world.Run(2_000);
        Assert.That(up.IsComplete, Is.True, "nothing is late, and nobody is given up");
    }

    [TestCase(100_000L, 128L << 20)]
    [TestCase(32L << 20, 200_000L)]
    [Property("Requirement", "LIM-011, LIM-018, LIM-019, DEV-076")]
    public void F12_a_limit_that_has_filled_once_empties_again(long waiting, long budget)
    {
        for (ulong seed = 1; seed <= 5; seed++)
        {
            // Two percent are lost, and the reader pauses for a second, so that losses are repeated late: everything behind a gap waits, up to the limit.
            using var world = new VirtualWorld(seed);
            world.Network.KeepsLog = false;
            VirtualHost server = world.AddHost("server", new HostOptions { MaximumWaitingBytes = waiting, PeerBudgetBytes = budget });
            server.KeepsEvents = false;
            VirtualPair connection = world.Connect(world.AddHost("client"), server);
            world.Network.ChangeAll(link => link with { LossRate = 0.02 });
            byte[] payload = new byte[1_000];
            int sent = 0;
            int delivered = 0;
            server.OnEvent = e => delivered += e.Type == ENetEventType.Receive && BitConverter.ToInt32(e.Packet.Span) == delivered ? 1 : 0;
            for (int ms = 0; ms < 30_000; ms += 10)
            {
                for (; connection.Client.Core.OutgoingQueuedBytes < 300_000 && connection.ClientPeer.State == ENetPeerState.Connected; sent++)
                {
                    BitConverter.TryWriteBytes(payload, sent);
                    connection.ClientPeer.Send(0, payload, ENetPacketFlags.Reliable);
                }

                server.IsPaused = ms is > 5_000 and < 6_000;
                world.Run(10);
            }

            Assert.That(server.Core.Counters[DropReason.OverBudget], Is.Positive, "the limit was full");
            Assert.That(world.RunUntil(() => delivered == sent && !connection.ClientPeer.HasOutgoingCommands, 60_000), Is.True, $"seed {seed}");
        }
    }

    [TestCase(WireKind.Reliable)]
    [TestCase(WireKind.Fragment)]
    [Property("Requirement", "LIM-011, LIM-019, DEV-076")]
    public void What_is_next_is_taken_when_what_waits_behind_it_has_filled_the_waiting_data(WireKind kind)
    {
        using var scene = Scene.Served(new HostOptions { MaximumWaitingBytes = 10_000 });
        WirePeer remote = scene.Remote;
        byte[] payload = new byte[1_000];
        for (ushort number = 3; number < 40; number++) remote.Send(remote.Datagram().Reliable(0, number, payload));
        Assert.That(scene.Peer.WaitingBytes, Is.EqualTo(5_000), "half of it is left for what fills the gap");
        Assert.That(scene.Host.Core.Counters[DropReason.OverBudget], Is.EqualTo(32));
        remote.Forget();
        WireDatagram next = remote.Datagram();
        next = kind == WireKind.Reliable
            ? next.Reliable(0, 1, payload).Reliable(0, 2, payload)
            : next.Fragment(0, 1, 0, 2, 2_000, 0, payload).Fragment(0, 1, 1, 2, 2_000, 1_000, payload);
        remote.Send(next);
        Assert.That(remote.Got(WireKind.Acknowledge).Count(), Is.EqualTo(2));
        Assert.That(scene.Host.Payloads.Sum(packet => packet.Length), Is.EqualTo(7_000));
        Assert.That(scene.Peer.WaitingBytes, Is.Zero);
    }

    [Test]
    [Property("Requirement", "LIM-011, LIM-019")]
    public void A_gap_of_one_channel_does_not_stop_the_others_when_the_waiting_data_is_full()
    {
        using var scene = Scene.Served(new HostOptions { MaximumWaitingBytes = 10_000 });
        WirePeer remote = scene.Remote;
        for (ushort number = 2; number < 40; number++) remote.Send(remote.Datagram().Reliable(0, number, new byte[1_000]));
        for (ushort number = 1; number < 40; number++)
        {
            remote.Send(remote.Datagram().Reliable(1, number, new byte[1_000]).Unreliable(1, number, 1, 7).Unsequenced(1, number, 8));
        }

        Assert.That(scene.Host.Payloads.Count(), Is.EqualTo(3 * 39));
    }

    [Test]
    [Property("Requirement", "LIM-011, LIM-019")]
    public void An_application_that_takes_nothing_gets_no_more_than_native_would_keep()
    {
        using var scene = Scene.Served(new HostOptions { MaximumWaitingBytes = 10_000 });
        scene.Host.TakesEvents = false;
        for (ushort number = 1; number < 40; number++) scene.Remote.Send(scene.Remote.Datagram().Reliable(0, number, new byte[1_000]));
        Assert.That(scene.Peer.WaitingBytes, Is.EqualTo(10_000), "nothing waits behind a gap, so nothing goes beyond");
    }

    [Test]
    [Property("Requirement", "LIM-011, LIM-019")]
    public void What_goes_beyond_the_waiting_data_is_one_mtu()
    {
        using var scene = Scene.Served(new HostOptions { MaximumWaitingBytes = 10_000 }, new WireProposal { Channels = 255 });
        scene.Host.TakesEvents = false;
        WirePeer remote = scene.Remote;
        for (ushort number = 2; number < 40; number++) remote.Send(remote.Datagram().Reliable(0, number, new byte[1_000]));
        for (int channel = 1; channel < 255; channel++)
        {
            for (ushort number = 1; number < 10; number++) remote.Send(remote.Datagram().Reliable((byte)channel, number, new byte[1_000]).Unsequenced(0, number, new byte[300]));
        }

        Assert.That(scene.Peer.WaitingBytes, Is.InRange(13_000, 10_000 + 4_096 + 1_000), "native's limit is looked at before a packet is counted");
    }

    [Test]
    [Property("Requirement", "LIM-018, LIM-019")]
    public void One_lost_datagram_ends_no_connection_with_the_smallest_budget_and_the_smallest_packets()
    {
        using var world = new VirtualWorld();
        world.Network.KeepsLog = false;
        VirtualHost server = world.AddHost("server", new HostOptions { PeerBudgetBytes = ReceptionStores.SmallestPeerBudgetBytes, HostBudgetBytes = 16 * ReceptionStores.SmallestPeerBudgetBytes });
        VirtualPair connection = world.Connect(world.AddHost("client"), server);
        bool isLost = false;
        int delivered = 0;
        server.KeepsEvents = false;
        server.OnEvent = e => delivered += e.Type == ENetEventType.Receive ? 1 : 0;
        world.Network.Lets = sent => isLost || sent.From != connection.Client.Address || sent.Bytes.Length < 100 || !(isLost = true);
        const int messages = 60_000;
        for (int i = 0; i < messages; i++) Assert.That(connection.ClientPeer.Send(0, [(byte)i], ENetPacketFlags.Reliable), Is.EqualTo(ENetSendResult.Queued));
        Assert.That(world.RunUntil(() => delivered == messages, 60_000), Is.True);
        Assert.That((isLost, server.Core.Counters[DropReason.OverBudget]), Is.EqualTo((true, 0L)), "a whole window waits, and nothing of it is refused");
    }

    [Test]
    [Property("Requirement", "LIM-018, LIM-019")]
    public void A_long_packet_that_is_next_is_put_together_whatever_waits_behind_it()
    {
        using var scene = Scene.Served(new HostOptions { PeerBudgetBytes = 16 << 20 }, new WireProposal { Channels = 10 });
        scene.World.Network.KeepsLog = false;
        WirePeer remote = scene.Remote;
        for (byte channel = 0; channel < 10; channel++)
        {
            for (ushort number = 3_000; number < 10_000; number += 8)
            {
                WireDatagram datagram = remote.Datagram();
                for (int i = 0; i < 8; i++) datagram.Reliable(channel, (ushort)(number + i), new byte[400]);
                remote.Send(datagram);
            }
        }

        Assert.That(scene.Host.Core.Counters[DropReason.OverBudget], Is.Positive, "the budget for what waits is used up");
        const int size = 1_000, count = 2_900;
        for (int number = 0; number < count; number++) remote.Send(remote.Datagram().Fragment(3, 1, number, count, count * size, number * size, new byte[size]));
        Assert.That(scene.Host.Payloads.Select(payload => payload.Length), Does.Contain(count * size));
    }

    [Test]
    [Property("Requirement", "LIM-018")]
    public void Peers_that_acknowledge_nothing_leave_the_others_their_share_of_what_can_be_sent()
    {
        const int silent = 8;
        using var world = new VirtualWorld();
        VirtualHost server = world.AddHost("server", new HostOptions { PeerLimit = silent + 1, PeerBudgetBytes = PeerBudget, HostBudgetBytes = 2 * PeerBudget });
        WirePeer[] remotes = Enumerable.Range(0, silent).Select(_ => world.AddWirePeer(server)).ToArray();
        VirtualPair honest = world.Connect(world.AddHost("client"), server);
        Connection[] peers = remotes.Select(remote => remote.Connect(new WireProposal { ConnectId = (uint)remote.Address.Port })).ToArray();
        foreach (Connection peer in peers)
        {
            while (peer.Send(0, new byte[1_000], ENetPacketFlags.Reliable) == ENetSendResult.Queued)
            {
            }
        }

        long share = PeerBudget * 15 / 16 / (silent + 1);
        int queued = 0;
        while (honest.ServerPeer.Send(0, new byte[1_000], ENetPacketFlags.Reliable) == ENetSendResult.Queued) queued++;
        Assert.That(queued * 1_300, Is.GreaterThan(share * 8 / 10));
        Assert.That(server.Core.OutgoingQueuedBytes, Is.LessThanOrEqualTo((2 * PeerBudget) + 10_000));
        Assert.That(world.RunUntil(() => honest.Client.Payloads.Count() == queued, 5_000), Is.True);
    }

    [Test]
    [Property("Requirement", "LIM-018, LIM-019")]
    public void Who_connects_when_everything_is_full_still_gets_through()
    {
        // More and more connections, each of which takes what it can get: the shares of those who came first were larger.
        const int greedy = 14;
        const long host = 4 * PeerBudget;
        using var world = new VirtualWorld();
        world.Network.KeepsLog = false;
        VirtualHost server = world.AddHost("server", new HostOptions { PeerLimit = greedy + 2, PeerBudgetBytes = PeerBudget, HostBudgetBytes = host });
        for (int i = 0; i < greedy; i++)
        {
            WirePeer hog = world.AddWirePeer(server);
            hog.Connect(new WireProposal { Channels = 255, ConnectId = (uint)hog.Address.Port });
            world.Run(10);
            Fill(world, hog);
        }

        VirtualPair late = world.Connect(world.AddHost("client"), server);
        (Flow up, _) = Flow.Between(late);
        for (int i = 0; i < 100; i++) up.Send(0, StampKind.Reliable, 1_000);
        Assert.That(world.RunUntil(() => up.IsComplete, 3_000), Is.True);
        Assert.That(server.Core.IncomingQueuedBytes, Is.LessThanOrEqualTo(host + ((greedy + 1) * 5_000)));
    }

    // Eight bytes each on the wire, behind gaps of all channels.
    private static void Fill(VirtualWorld world, WirePeer hog)
    {
        for (int round = 0; round < 2; round++)
        {
            for (int channel = 0; channel < 255; channel++)
            {
                WireDatagram datagram = hog.Datagram();
                for (int i = 0; i < 300; i++) datagram.Unreliable((byte)channel, 1, (ushort)((round * 300) + i + 1));
                hog.Send(datagram);
            }
        }

        hog.Forget();
        world.Settle();
    }

    private static void Nibble(WirePeer hog, int second)
    {
        WireDatagram datagram = hog.Datagram();
        for (int i = 0; i < 150; i++) datagram.Unreliable((byte)second, 2, (ushort)(i + 1));
        hog.Send(datagram);
        hog.Forget();
    }
}
