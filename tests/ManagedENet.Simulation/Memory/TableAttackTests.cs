using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Memory;

/// <summary>A few bytes that make a host keep many: whatever they are, the ledger knows of them, and so does the collector.</summary>
[TestFixture]
[NonParallelizable]
internal sealed class TableAttackTests
{
    private const long Budget = 7 << 20;
    private const int Channels = 255;

    // The host's own, once for all its peers: the scratch, the sets of slots, the first pages.
    private const long Tolerance = 256 << 10;

    private static IEnumerable<TestCaseData> Attacks()
    {
        yield return Attack("two unreliable packets in parts, far apart, on every channel", (remote, channel) => remote.DatagramWithoutTime()
            .UnreliableFragment(channel, 1, 1, 0, 2, 2, 0, 1).UnreliableFragment(channel, 1, 1, 1, 2, 2, 1, 1)
            .UnreliableFragment(channel, 16_385, 1, 0, 2, 2, 0, 1).UnreliableFragment(channel, 16_385, 1, 1, 2, 2, 1, 1));
        yield return Attack("two unreliable packets, far apart, on every channel", (remote, channel) => remote.DatagramWithoutTime().Unreliable(channel, 1, 1).Unreliable(channel, 16_385, 1));
        yield return Attack("two reliable packets, far apart, on every channel", (remote, channel) => remote.Datagram().Reliable(channel, 2).Reliable(channel, 16_386));
        yield return Attack("two reliable packets in parts, far apart, on every channel", (remote, channel) => remote.Datagram()
            .Fragment(channel, 2, 0, 2, 2, 0, 1).Fragment(channel, 16_386, 0, 2, 2, 0, 1));
        yield return Attack("a byte of the longest packet on every channel, four times", (remote, channel) => remote.DatagramWithoutTime()
            .UnreliableFragment(channel, 1, 1, 0, 65_535, 65_535, 0, 1).UnreliableFragment(channel, 1, 2, 0, 65_535, 65_535, 0, 1)
            .UnreliableFragment(channel, 1, 3, 0, 65_535, 65_535, 0, 1).UnreliableFragment(channel, 1, 4, 0, 65_535, 65_535, 0, 1));
        yield return Attack("tables of half the size that all may have, three on every channel", (remote, channel) => remote.Datagram()
            .Reliable(channel, 2).Reliable(channel, 514).Unreliable(channel, 2, 1).Unreliable(channel, 514, 1));
        yield return Attack("a thousand empty packets that nobody takes, on every channel", (remote, channel) =>
        {
            WireDatagram datagram = remote.DatagramWithoutTime();
            for (ushort i = 1; i <= 400; i++) datagram.Unreliable(channel, 0, i);
            return datagram;
        });
    }

    [TestCaseSource(nameof(Attacks))]
    [Property("Requirement", "LIM-012, LIM-014, LIM-018")]
    public void What_an_attack_makes_a_host_keep_is_within_the_budget_and_known(Func<WirePeer, byte, WireDatagram> attack)
    {
        using var scene = Scene.Served(new HostOptions { PeerBudgetBytes = Budget, HostBudgetBytes = 2 * Budget }, new WireProposal { Channels = Channels });
        scene.World.Network.KeepsLog = false;
        scene.Host.TakesEvents = false;
        byte[][] datagrams = Enumerable.Range(0, Channels).Select(channel => attack(scene.Remote, (byte)channel).Bytes).ToArray();
        long ledger = scene.Host.Core.IncomingQueuedBytes;
        long before = Settled(scene);
        foreach (byte[] datagram in datagrams) scene.Remote.Send(datagram);
        long kept = Settled(scene) - before;
        ledger = scene.Host.Core.IncomingQueuedBytes - ledger;
        TestContext.Out.WriteLine($"{datagrams.Sum(datagram => datagram.Length)} bytes came, {kept} are kept, the ledger counts {ledger}");
        GC.KeepAlive(datagrams);
        Assert.That(kept, Is.LessThan(Budget + Tolerance));
        Assert.That(kept, Is.LessThan((ledger * 1.1) + Tolerance), "the ledger knows of it");
        Assert.That(ledger, Is.LessThan((Math.Max(kept, 0) * 1.1) + Tolerance), "and counts no more");
    }

    [Test]
    [Property("Requirement", "LIM-012")]
    public void Every_channel_of_every_connection_is_counted()
    {
        const int peers = 40;
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host", new HostOptions { PeerLimit = peers });
        WirePeer[] remotes = Enumerable.Range(0, peers).Select(_ => world.AddWirePeer(host)).ToArray();
        foreach (WirePeer remote in remotes) remote.Connect(new WireProposal { Channels = Channels, ConnectId = (uint)remote.Address.Port });
        world.Run(10);
        world.Network.KeepsLog = false;
        host.KeepsEvents = false;
        foreach (WirePeer remote in remotes) remote.Forget();
        long ledger = host.Core.IncomingQueuedBytes;
        long before = Settled(host);
        foreach (WirePeer remote in remotes)
        {
            WireDatagram datagram = remote.DatagramWithoutTime();
            for (int channel = 0; channel < Channels; channel++) datagram.Unreliable((byte)channel, 0, 1);
            remote.Send(datagram);
        }

        long kept = Settled(host) - before;
        ledger = host.Core.IncomingQueuedBytes - ledger;
        Assert.That(kept, Is.InRange(ledger * 0.9, (ledger * 1.1) + Tolerance));
        Assert.That(ledger, Is.GreaterThan(peers * Channels * 100));
    }

    [Test]
    [Property("Requirement", "LIM-012, LIM-017")]
    public void Acknowledgements_that_cannot_be_sent_are_counted()
    {
        using var scene = Scene.Served();
        scene.World.Network.KeepsLog = false;
        long ledger = scene.Host.Core.IncomingQueuedBytes;
        Host core = scene.Host.Core;
        ushort number = 1;
        for (int i = 0; i < 30; i++)
        {
            WireDatagram datagram = scene.Remote.Datagram();
            for (int j = 0; j < 1_000; j++) datagram.Ping(++number);
            core.HandleDatagram(scene.World.NowUs, scene.Remote.Address, datagram.Bytes);
        }

        Assert.That(core.IncomingQueuedBytes - ledger, Is.InRange(30_000 * 8, 32_768 * 9));
        LedgerOracle.AssertAccounted(core);
        scene.World.Run(60_000);
        Assert.That(core.IncomingQueuedBytes - ledger, Is.LessThan(2_000), "and the room for them is given back");
    }

    [Test]
    [Property("Requirement", "LIM-012")]
    public void Who_leaves_one_packet_of_each_channel_unacknowledged_makes_the_host_keep_no_more_than_its_budget()
    {
        const long budget = 1 << 20;
        using var scene = Scene.Served(new HostOptions { PeerBudgetBytes = budget }, new WireProposal { Channels = Channels });
        scene.World.Network.KeepsLog = false;
        Host core = scene.Host.Core;
        byte[] payload = new byte[10];
        int sent = 0;
        long before = Settled(scene);
        for (int round = 0; round < 110; round++)
        {
            for (int channel = 0; channel < Channels; channel++)
            {
                for (int i = 0; i < 20; i++)
                {
                    if (scene.Peer.Send((byte)channel, payload, ENetPacketFlags.Reliable) == ENetSendResult.Queued) sent++;
                }
            }

            scene.World.Settle();
            foreach (SeenDatagram datagram in scene.Remote.Received.ToArray())
            {
                if (datagram.SentTime is not { } time) continue;
                WireDatagram answer = scene.Remote.DatagramWithoutTime();
                foreach (SeenCommand command in datagram.Of(WireKind.Reliable).Where(command => command.Sequence != 1)) answer.Acknowledge(command.Channel, command.Sequence, time);
                if (answer.Length > 2) scene.Remote.Send(answer);
            }

            scene.Remote.Forget();
            LedgerOracle.AssertAccounted(core);
            Assert.That(core.OutgoingQueuedBytes, Is.LessThanOrEqualTo(budget + 5_000));
        }

        Assert.That(Settled(scene) - before, Is.LessThan(budget + Tolerance));
        Assert.That(sent, Is.GreaterThan(20_000));
    }

    [Test]
    [Property("Requirement", "LIM-012, LIM-034")]
    public void H47_ten_seconds_after_the_attacker_is_gone_so_is_what_it_made_the_host_keep()
    {
        using var scene = Scene.Served(new HostOptions { PeerBudgetBytes = Budget, HostBudgetBytes = 2 * Budget }, new WireProposal { Channels = Channels });
        scene.World.Network.KeepsLog = false;
        scene.Host.TakesEvents = false;
        long before = Settled(scene);
        foreach (TestCaseData attack in Attacks())
        {
            var make = (Func<WirePeer, byte, WireDatagram>)attack.Arguments[0]!;
            for (int channel = 0; channel < Channels; channel++) scene.Remote.Send(make(scene.Remote, (byte)channel));
        }

        Assert.That(scene.Host.Core.Counters[DropReason.OverBudget], Is.Positive);
        Assert.That(Settled(scene) - before, Is.GreaterThan(Budget / 2));
        scene.Peer.Reset();
        for (int ms = 0; ms < 10_000; ms += 100)
        {
            scene.World.Jump(100);
            scene.Host.ServiceOnce();
        }

        Assert.That(Settled(scene) - before, Is.LessThan(Tolerance));
        LedgerOracle.AssertAccounted(scene.Host.Core);
    }

    private static TestCaseData Attack(string name, Func<WirePeer, byte, WireDatagram> attack) => new TestCaseData(attack).SetArgDisplayNames(name);

    private static long Settled(Scene scene)
    {
        scene.Remote.Forget();
        return Settled(scene.Host);
    }

    private static long Settled(VirtualHost host)
    {
        host.ClearEvents();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
