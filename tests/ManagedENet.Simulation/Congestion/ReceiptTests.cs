using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Sending;
using ManagedENet.Shared;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Congestion;

/// <summary>Receipts say what has become of packets. The other end knows better, and is asked.</summary>
[TestFixture(ENetCongestionControl.Native)]
[TestFixture(ENetCongestionControl.Cubic)]
internal sealed class ReceiptTests(ENetCongestionControl rules)
{
    [Test]
    [Property("Requirement", "CHN-017, CHN-015, CHN-016, LIM-012")]
    public void Each_ends_once_and_as_it_was([Values(0, 10)] int lossPercent) => Seeds.Each(12, seed =>
    {
        var options = new HostOptions { CongestionControl = rules };
        using var world = new VirtualWorld(seed);
        world.Network.KeepsLog = false;
        SimulationRandom random = world.Random;
        VirtualHost server = world.AddHost("server", options);
        VirtualHost client = world.AddHost("client", options);
        VirtualPair pair = world.Connect(client, server, channels: 3);
        world.Network.ChangeAll(link => link with { DelayMs = random.Between(1, 60), LossRate = lossPercent / 100.0, BandwidthBytesPerSecond = 200_000, BandwidthQueueBytes = 20_000 });
        var arrived = new HashSet<ulong>();
        server.KeepsEvents = false;
        server.OnEvent = e =>
        {
            if (e.Type == ENetEventType.Receive) arrived.Add(BitConverter.ToUInt64(e.Packet.Span));
        };
        var asked = new HashSet<ulong>();
        var ended = new Dictionary<ulong, ENetReceiptState>();
        ulong last = 0;
        for (int step = 0; step < 150; step++)
        {
            for (int i = random.Below(8); i > 0; i--)
            {
                byte[] payload = new byte[random.Happens(20) ? random.Between(1_400, 12_000) : random.Between(8, 300)];
                BitConverter.TryWriteBytes(payload, ++last);
                byte channel = (byte)random.Below(3);
                bool isReliable = random.Happens(80);
                long expiresAtUs = random.Happens(30) ? world.NowUs + (random.Between(1, 300) * 1_000) : 0;
                ulong receipt = isReliable && random.Happens(70) ? last : 0;
                if (receipt != 0 && !pair.ClientPeer.TryReserveReceipt()) throw new AssertionException("no room for a receipt");
                if (pair.ClientPeer.Send(channel, payload, isReliable ? ENetPacketFlags.Reliable : ENetPacketFlags.None) != ENetSendResult.Queued) throw new AssertionException("not queued");
                pair.ClientPeer.SetTerms(channel, new SendTerms(expiresAtUs, (uint)random.Below(4), receipt));
                if (receipt != 0) asked.Add(receipt);
                if (random.Happens(30)) LedgerOracle.AssertAccounted(client.Core);
            }

            world.Run(random.Below(30));
            Take(client, ended, state => Assert.That(state, Is.Not.EqualTo(ENetReceiptState.Ended)));
            // What counts as delivered is there already, although the application may not have it yet: something is missing before it.
            LedgerOracle.AssertAccounted(client.Core);
        }

        Assert.That(world.RunUntil(() => !pair.ClientPeer.HasOutgoingCommands, 60_000), Is.True);
        Take(client, ended, _ => { });
        Assert.That(ended.Keys, Is.EquivalentTo(asked));
        Assert.That(ended.Where(one => one.Value == ENetReceiptState.Delivered).Select(one => one.Key), Is.EquivalentTo(asked.Where(arrived.Contains)));
        Assert.That(ended.Values.Count(state => state == ENetReceiptState.Expired), Is.LessThanOrEqualTo(pair.ClientPeer.ExpiredPackets));
        Assert.That(ended.Values.Count(state => state == ENetReceiptState.Superseded), Is.LessThanOrEqualTo(pair.ClientPeer.SupersededPackets));
    });

    [Test]
    [Property("Requirement", "CHN-017")]
    public void Nothing_counts_as_delivered_before_the_other_end_has_all_of_it()
    {
        using Scene scene = Scene.Served(new HostOptions { CongestionControl = rules });
        scene.World.Run(50);
        scene.Remote.AcknowledgesAll = false;
        scene.Remote.Forget();
        Assert.That(scene.Peer.TryReserveReceipt(), Is.True);
        Assert.That(scene.Peer.Send(0, new byte[3_000], ENetPacketFlags.Reliable), Is.EqualTo(ENetSendResult.Queued));
        scene.Peer.SetTerms(0, new SendTerms(0, 0, 9));
        scene.World.Settle();
        var ended = new Dictionary<ulong, ENetReceiptState>();
        SeenDatagram[] fragments = [.. scene.Remote.Received.Where(datagram => datagram.Commands.Any(command => command.Kind == WireKind.Fragment))];
        Assert.That(fragments, Has.Length.EqualTo(3));
        foreach (SeenDatagram datagram in fragments)
        {
            Take(scene.Host, ended, _ => { });
            Assert.That(ended, Is.Empty);
            scene.Remote.Send(scene.Remote.Datagram().Acknowledge(0, datagram.Commands[0].Sequence, datagram.SentTime ?? 0));
        }

        Take(scene.Host, ended, _ => { });
        Assert.That(ended, Is.EqualTo(new Dictionary<ulong, ENetReceiptState> { [9] = ENetReceiptState.Delivered }));
    }

    [TestCase(true)]
    [TestCase(false)]
    [Property("Requirement", "CHN-017")]
    public void The_end_of_a_connection_ends_them(bool isTimeout)
    {
        using var world = new VirtualWorld();
        VirtualPair pair = world.Connect(world.AddHost("client", new HostOptions { CongestionControl = rules }), world.AddHost("server"));
        pair.Server.IsPaused = true;
        for (ulong id = 1; id <= 100; id++)
        {
            Assert.That(pair.ClientPeer.TryReserveReceipt(), Is.True);
            pair.ClientPeer.Send(0, new byte[1_000], ENetPacketFlags.Reliable);
            pair.ClientPeer.SetTerms(0, new SendTerms(0, 0, id));
        }

        world.Run(50);
        if (!isTimeout) pair.Client.DisconnectNow(pair.ClientPeer, 0);
        world.Run(60_000);
        var ended = new Dictionary<ulong, ENetReceiptState>();
        Take(pair.Client, ended, state => Assert.That(state, Is.EqualTo(ENetReceiptState.Ended)));
        Assert.That(ended, Has.Count.EqualTo(100));
        Assert.That(pair.ClientPeer.TryReserveReceipt(), Is.False, "there is no connection any more");
    }

    [Test]
    [Property("Requirement", "CHN-017")]
    public void Whoever_takes_none_gets_no_more_than_the_limit()
    {
        using var world = new VirtualWorld();
        VirtualPair pair = world.Connect(world.AddHost("client", new HostOptions { CongestionControl = rules }), world.AddHost("server"));
        pair.Server.KeepsEvents = false;
        int given = 0;
        while (pair.ClientPeer.TryReserveReceipt() && given < 100_000)
        {
            pair.ClientPeer.Send(0, new byte[10], ENetPacketFlags.Reliable);
            pair.ClientPeer.SetTerms(0, new SendTerms(0, 0, (ulong)++given));
            if (given % 1_000 == 0) world.Run(100);
        }

        Assert.That(given, Is.EqualTo(65_536));
        world.Run(5_000);
        Assert.That(pair.Client.Core.TryTakeReceipt(out ENetReceipt receipt), Is.True);
        Assert.That(receipt, Is.EqualTo(new ENetReceipt(1, ENetReceiptState.Delivered)));
        Assert.That(pair.ClientPeer.TryReserveReceipt(), Is.True);
        pair.ClientPeer.CancelReceipt();
        Assert.That(pair.ClientPeer.TryReserveReceipt(), Is.True);
        pair.ClientPeer.CancelReceipt();
    }

    private static void Take(VirtualHost host, Dictionary<ulong, ENetReceiptState> ended, Action<ENetReceiptState> check)
    {
        while (host.Core.TryTakeReceipt(out ENetReceipt receipt))
        {
            check(receipt.State);
            ended.Add(receipt.Id, receipt.State);
        }
    }
}
