using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Scenarios;

/// <summary>What a flood writes into the log of a host: little, and it does not drive out what the log has of others.</summary>
internal sealed class FloodedLogTests
{
    [TestCase(ENetCongestionControl.Native)]
    [TestCase(ENetCongestionControl.Cubic)]
    [Property("Requirement", "ADM-022")]
    public void A_peer_that_floods_with_whatever_is_taken_has_no_entry_for_each_datagram(ENetCongestionControl rules)
    {
        var log = new ENetEventLog(1 << 20);
        using var scene = Scene.Served(new HostOptions { EventLog = log, CongestionControl = rules });
        scene.World.Network.KeepsLog = false;
        scene.Remote.AcknowledgesAll = false;
        foreach (int kind in new[] { 0, 1, 2, 3 })
        {
            long written = log.Written;
            long sent = scene.Host.Core.Counters.SentDatagrams;
            ushort sequence = 1;
            for (int ms = 0; ms < 500; ms++)
            {
                for (int i = 0; i < 30; i++)
                {
                    sequence++;
                    WireDatagram datagram = scene.Remote.Datagram();
                    WireDatagram hostile = kind switch
                    {
                        0 => datagram.Ping(sequence),
                        1 => datagram.Bandwidth(sequence, i % 2 == 0 ? 1_000u : 10_000_000u, 0),
                        2 => datagram.Throttle(sequence, 1_000, (uint)i, (uint)i),
                        _ => datagram.Acknowledge(0, sequence, scene.World.WireTime).Acknowledge(255, sequence, scene.World.WireTime),
                    };
                    scene.Host.Arrive(scene.Remote.Address, hostile.Bytes);
                }

                scene.World.Run(1);
                scene.Remote.Forget();
            }

            long left = scene.Host.Core.Counters.SentDatagrams - sent;
            Assert.That(log.Written - written, Is.LessThanOrEqualTo((2 * left) + 200), "one for a datagram that left, one for what changed with it, and a hundred in a second");
        }

        // The last of what changed is told when it is calm again.
        scene.Remote.Send(scene.Remote.Datagram().Bandwidth(1, 10_000_000, 0));
        scene.World.Run(2_000);
        ENetLogEntry last = All(log).Last(e => e.Kind == ENetLogKind.MetricsUpdated);
        Assert.That(last.WindowBytes, Is.EqualTo(scene.Peer.CongestionWindowBytes));
    }

    [Test]
    [Property("Requirement", "ADM-022")]
    public void Strangers_who_ask_by_the_hundred_thousand_have_a_hundred_entries_in_a_second_which_count_the_others()
    {
        var log = new ENetEventLog(1 << 16);
        using var world = new VirtualWorld();
        world.Network.KeepsLog = false;
        VirtualHost host = world.AddHost("host", new HostOptions { EventLog = log, GreylistFrom = 0, CongestionControl = ENetCongestionControl.Native });
        host.SocketLimit = 100_000;
        host.KeepsEvents = false;
        VirtualHost player = world.AddHost("player");
        player.KeepsEvents = false;
        VirtualPair pair = world.Connect(player, host);
        long replies = 0;
        long forPlayer = 0;
        world.Network.Lets = sent =>
        {
            if (sent.From != host.Address) return true;
            if (sent.To == player.Address) forPlayer++;
            else replies++;
            return sent.To == player.Address;
        };
        All(log);
        byte[] question = WireDatagram.ToStranger(1).Connect(new WireProposal()).Bytes;
        var entries = new List<ENetLogEntry>();
        for (int ms = 0; ms < 2_000; ms++)
        {
            for (int i = 0; i < 100; i++)
            {
                BitConverter.TryWriteBytes(question.AsSpan(44), world.Random.NextUInt32());
                host.Arrive(ENetAddress.FromIPv4(0x2000_0000 + (uint)world.Random.Below(0x2000_0000), 7), question);
            }

            if (ms % 20 == 0) pair.ServerPeer.Send(0, new byte[20], ENetPacketFlags.Reliable);
            world.Run(1);
        }

        world.Run(1_000);
        host.Arrive(ENetAddress.FromIPv4(0x2000_0000, 7), question);
        world.Run(1);
        entries.AddRange(All(log));
        ENetLogEntry[] ofStrangers = [.. entries.Where(e => e.Slot < 0)];
        Assert.That(replies, Is.GreaterThan(9_000));
        foreach (IGrouping<long, ENetLogEntry> second in ofStrangers.GroupBy(e => e.TimeUs / 1_000_000)) Assert.That(second.Count(), Is.LessThanOrEqualTo(201));
        Assert.That(ofStrangers, Has.Length.LessThanOrEqualTo(100 + 200 + 2));
        Assert.That(ofStrangers.Sum(e => (long)e.Count), Is.EqualTo(replies), "all of them are counted");
        Assert.That(entries.Count(e => e.Kind == ENetLogKind.DatagramSent && e.Slot >= 0), Is.EqualTo(forPlayer), "and each datagram of the peer is told");
        Assert.That(log.Missed, Is.Zero);
    }

    private static List<ENetLogEntry> All(ENetEventLog log)
    {
        var entries = new List<ENetLogEntry>();
        while (log.TryRead(out ENetLogEntry entry)) entries.Add(entry);
        return entries;
    }
}
