using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Memory;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Kinds;

/// <summary>
/// Budgets that fill and empty again, with every kind of packet and on both faces: what found no room has not been received, whoever sends it again gets it through, and
/// afterwards nothing is counted that is not there.
/// </summary>
[TestFixture]
internal sealed class BudgetTests
{
    public enum Limit
    {
        PeerBudget,
        HostBudget,
        WaitingBytes,
    }

    // Small enough that one datagram holds more than fits.
    private static HostOptions Tight(Limit limit) => limit switch
    {
        Limit.PeerBudget => new HostOptions { PeerBudgetBytes = 4_096 },
        Limit.HostBudget => new HostOptions { PeerBudgetBytes = 4_096, HostBudgetBytes = 4_096 },
        _ => new HostOptions { MaximumWaitingBytes = 200 },
    };

    [Test]
    [Property("Requirement", "LIM-011, LIM-012, CHN-050, CHN-040, CHN-030")]
    public void What_found_no_room_gets_through_when_it_is_sent_again(
        [Values] Limit limit, [Values(WireKind.Reliable, WireKind.Unreliable, WireKind.Unsequenced)] WireKind kind, [Values] bool isHandler, [Values] bool usesGeneralWay)
    {
        const int packets = 60;
        HostOptions tight = Tight(limit);
        using var scene = Scene.Served(new HostOptions
        {
            PeerBudgetBytes = tight.PeerBudgetBytes,
            HostBudgetBytes = tight.HostBudgetBytes,
            MaximumWaitingBytes = tight.MaximumWaitingBytes,
            UsesGeneralWay = usesGeneralWay,
        });

        // On the handler face the application refuses what it is offered, so that all has to be queued; on the poll face it is slow.
        if (isHandler) scene.Host.TakesDirectly = (_, _, _, _) => false;
        scene.Host.TakesEvents = false;
        scene.Remote.Send(All(scene, kind, packets));
        int acknowledged = Acknowledged(scene);
        Assert.That(scene.Host.Core.Counters[DropReason.OverBudget], Is.Positive, "not all of them fit");
        Assert.That(scene.Host.Core.Counters.DeliveredPackets, Is.Zero, "what waits has not been delivered");
        scene.Host.TakesEvents = true;
        scene.World.Settle();
        int first = scene.Host.Payloads.Count();
        Assert.That(first, Is.InRange(5, packets - 1));
        if (kind == WireKind.Reliable) Assert.That(acknowledged, Is.EqualTo(first), "only what was kept was acknowledged");

        // The same datagram as often as it takes: what is there already is known, what is not finds room now.
        for (int round = 0; round < 20 && scene.Host.Payloads.Count() < packets; round++) scene.Remote.Send(All(scene, kind, packets));
        Assert.That(scene.Host.Payloads.Select(payload => payload[0]), Is.EqualTo(Enumerable.Range(1, packets).Select(number => (byte)number)), "each once, in order");
        Assert.That(scene.Host.Core.Counters.DeliveredPackets, Is.EqualTo(packets));
        Assert.That((scene.Peer.ReceivedPackets, scene.Peer.WaitingBytes), Is.EqualTo(((long)packets, 0L)));
        AssertEmpty(scene.Host);
    }

    [Test]
    [Property("Requirement", "LIM-011, LIM-012, FRG-013")]
    public void A_packet_in_parts_that_found_no_room_gets_through_when_it_is_sent_again([Values] bool isReliable, [Values] bool isHandler)
    {
        const int packets = 12;
        const int parts = 4;
        const int size = 200;
        using var scene = Scene.Served(new HostOptions { PeerBudgetBytes = 4_096 });
        if (isHandler) scene.Host.TakesDirectly = (_, _, _, _) => false;
        scene.Host.TakesEvents = false;
        SendAll();
        Assert.That(scene.Host.Core.Counters[DropReason.OverBudget], Is.Positive);
        scene.Host.TakesEvents = true;
        scene.World.Settle();
        Assert.That(scene.Host.Payloads.Count(), Is.InRange(1, packets - 1));
        for (int round = 0; round < 20 && scene.Host.Payloads.Count() < packets; round++) SendAll();
        Assert.That(scene.Host.Payloads.Select(payload => (payload.Length, (int)payload[0])), Is.EqualTo(Enumerable.Range(1, packets).Select(number => (parts * size, number))));
        Assert.That(scene.Peer.WaitingBytes, Is.Zero);
        AssertEmpty(scene.Host);

        void SendAll()
        {
            for (int packet = 1; packet <= packets; packet++)
            {
                for (int part = 0; part < parts; part++)
                {
                    byte[] bytes = new byte[size];
                    bytes[0] = (byte)packet;
                    WireDatagram datagram = scene.Remote.Datagram();
                    scene.Remote.Send(isReliable
                        ? datagram.Fragment(0, (ushort)(((packet - 1) * parts) + 1), part, parts, parts * size, part * size, bytes)
                        : datagram.UnreliableFragment(0, 0, (ushort)packet, part, parts, parts * size, part * size, bytes));
                }
            }
        }
    }

    [Test]
    [Property("Requirement", "LIM-012, CHN-041")]
    public void What_waits_behind_a_gap_is_counted_until_it_has_gone_and_no_longer([Values] bool isReliable)
    {
        using var scene = Scene.Served(new HostOptions { PeerBudgetBytes = 8_192 });
        for (int round = 0; round < 50; round++)
        {
            var start = (ushort)(round * 100);
            WireDatagram early = scene.Remote.Datagram();
            for (ushort i = 2; i <= 12; i++)
            {
                if (isReliable) early.Reliable(0, (ushort)(start + i), (byte)i);
                else early.Unreliable(0, (ushort)(start + 100), i, (byte)i);
            }

            scene.Remote.Send(early);
            Assert.That(scene.Host.Core.IncomingQueuedBytes, Is.InRange(11 * 128, 8_192), $"round {round}");

            // Everything in between arrives, a few at a time.
            for (ushort i = 1; i <= 100; i++) scene.Remote.Send(scene.Remote.Datagram().Reliable(0, (ushort)(start + i), 0));
            AssertEmpty(scene.Host);
        }

        Assert.That(scene.Host.Core.Counters[DropReason.OverBudget], Is.Zero);
    }

    [Test]
    [Property("Requirement", "LIM-012")]
    public void When_one_peer_has_emptied_its_share_another_gets_through()
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host", new HostOptions { PeerBudgetBytes = 8_192, HostBudgetBytes = 8_192 });
        WirePeer greedy = world.AddWirePeer(host);
        WirePeer modest = world.AddWirePeer(host);
        greedy.Connect(new WireProposal { ConnectId = 1 });
        modest.Connect(new WireProposal { ConnectId = 2 });
        host.ClearEvents();
        host.TakesEvents = false;
        for (ushort i = 1; i <= 60; i++) greedy.Send(greedy.Datagram().Unsequenced(0, i, new byte[100]));
        modest.Send(modest.Datagram().Unsequenced(0, 1, 77));
        Assert.That(host.Core.Counters[DropReason.OverBudget], Is.Positive);
        Assert.That(host.Core.IncomingQueuedBytes, Is.LessThanOrEqualTo(8_192 + 1_392));
        host.TakesEvents = true;
        world.Settle();
        modest.Send(modest.Datagram().Unsequenced(0, 1, 77).Unsequenced(0, 2, 78));
        Assert.That(host.Payloads.Where(payload => payload.Length == 1).Select(payload => payload[0]), Is.EqualTo(new byte[] { 77, 78 }));
        AssertEmpty(host);
    }

    [Test]
    [Property("Requirement", "LIM-012, CHN-008")]
    public void A_queue_that_was_full_takes_as_much_again_once_it_has_gone(
        [Values(ENetPacketFlags.Reliable, ENetPacketFlags.None, ENetPacketFlags.Unsequenced, ENetPacketFlags.UnreliableFragment)] ENetPacketFlags flags,
        [Values(0, 40, 600, 5_000)] int length,
        [Values("bytes", "packet", "broadcast")] string how)
    {
        using var world = new VirtualWorld();
        VirtualHost client = world.AddHost("client", new HostOptions { PeerBudgetBytes = 100_000, HostBudgetBytes = 200_000 });
        VirtualHost server = world.AddHost("server");
        VirtualPair connection = world.Connect(client, server);
        int first = Fill();
        int last = first;
        Assert.That(first, Is.GreaterThan(5));
        for (int round = 0; round < 3; round++)
        {
            server.ClearEvents();
            world.Run(2_000);
            AssertEmpty(client);
            Assert.That(server.Payloads.Count(), Is.EqualTo(last), "on a perfect line all of it arrives");
            last = Fill();
            Assert.That(last, Is.InRange(first * 0.9, (first * 1.1) + 1), $"round {round}: but for the tables, which may have grown");
        }

        client.DisconnectNow(connection.ClientPeer, 0);
        Assert.That((client.Core.OutgoingQueuedBytes, client.Core.RentedBlocks), Is.EqualTo((0L, 0)), "what is dropped counts no more");

        int Fill()
        {
            int taken = 0;
            while (Send(connection.ClientPeer)) taken++;
            return taken;
        }

        bool Send(Connection peer)
        {
            if (how == "bytes") return peer.Send(0, new byte[length], flags) == ENetSendResult.Queued;
            ENetPacket packet = client.Core.CreatePacket(new byte[length], flags);
            if (how == "broadcast") return client.Core.Broadcast(0, packet) == 1;
            if (peer.Send(0, packet) == ENetSendResult.Queued) return true;
            packet.Dispose();
            return false;
        }
    }

    [Test]
    [Property("Requirement", "LIM-012, FLW-030")]
    public void What_the_throttle_drops_makes_room_as_well([Values(ENetPacketFlags.None, ENetPacketFlags.Unsequenced, ENetPacketFlags.UnreliableFragment)] ENetPacketFlags flags)
    {
        using var scene = Scene.Served(new HostOptions { PeerBudgetBytes = 30_000 });
        scene.Peer.Recovery.Throttle.SetLimit(0);
        for (int round = 0; round < 5; round++)
        {
            while (scene.Send(4_000, flags) == ENetSendResult.Queued)
            {
            }

            scene.World.Settle();
            AssertEmpty(scene.Host);
        }
    }

    // While a connection lives its channels and their tables stay; nothing else counts any more, and nothing else is there.
    private static void AssertEmpty(VirtualHost host)
    {
        LedgerOracle.AssertAccounted(host.Core);
        MemoryMeasure measure = LedgerOracle.Of(host.Core);
        Assert.That((measure.IncomingBlockBytes, measure.OutgoingBlockBytes, host.Core.RentedBlocks), Is.EqualTo((0L, 0L, 0)));
        Assert.That(host.Core.IncomingQueuedBytes + host.Core.OutgoingQueuedBytes, Is.EqualTo(measure.TableBytes + measure.ObjectBytes), "and no command");
        Assert.That(measure.TableBytes + measure.ObjectBytes, Is.LessThan(16 << 10), "the tables of short queues are small");
    }

    // More than the limits let in, each numbered by its first byte.
    private static WireDatagram All(Scene scene, WireKind kind, int packets)
    {
        WireDatagram datagram = scene.Remote.Datagram();
        for (int number = 1; number <= packets; number++)
        {
            byte[] payload = new byte[10];
            payload[0] = (byte)number;
            if (kind == WireKind.Reliable) datagram.Reliable(0, (ushort)number, payload);
            else if (kind == WireKind.Unreliable) datagram.Unreliable(0, 0, (ushort)number, payload);
            else datagram.Unsequenced(0, (ushort)number, payload);
        }

        return datagram;
    }

    private static int Acknowledged(Scene scene) => scene.Remote.Got(WireKind.Acknowledge).Select(command => command.U16(4)).Distinct().Count();
}
