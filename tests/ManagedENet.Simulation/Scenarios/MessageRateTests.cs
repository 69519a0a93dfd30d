using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Scenarios;

/// <summary>How many packets a peer may send in a second. What the application got is held against the time that has passed.</summary>
[TestFixture]
internal sealed class MessageRateTests
{
    private const int Rate = 100;

    [TestCase(StampKind.Unreliable)]
    [TestCase(StampKind.Unsequenced)]
    [TestCase(StampKind.UnreliableFragments)]
    [Property("Requirement", "LIM-041")]
    public void What_is_unreliable_and_beyond_the_limit_is_dropped_and_counted_and_the_rest_of_its_datagram_is_read(StampKind kind)
    {
        const int packets = 3_000;
        using var scene = Scene.Served(new HostOptions { PeerMessageRate = Rate });
        scene.World.Network.KeepsLog = false;
        for (ushort i = 1; i <= packets; i++)
        {
            WireDatagram datagram = scene.Remote.Datagram();
            if (kind == StampKind.Unreliable) datagram.Unreliable(0, 0, i, 1, 2, 3);
            else if (kind == StampKind.Unsequenced) datagram.Unsequenced(0, i, 1, 2, 3);
            else datagram.UnreliableFragment(0, 0, i, 0, 2, 1_344, 0, new byte[1_340]).UnreliableFragment(0, 0, i, 1, 2, 1_344, 1_340, 1, 2, 3, 4);
            scene.Remote.Send(datagram.Ping((ushort)(1 + i)));
            scene.World.Run(1);
            int most = Rate + (Rate * i / 1_000) + 1;
            Assert.That(Taken(scene.Host), Is.LessThanOrEqualTo(most));
        }

        Assert.That(Taken(scene.Host), Is.InRange((Rate * 15 / 4) - 1, (Rate * 15 / 4) + 1), "three quarters of a second's at once, and three seconds'");
        Assert.That(scene.Host.Core.Counters[DropReason.TooManyMessages], Is.EqualTo(packets - Taken(scene.Host)));
        Assert.That(scene.Remote.Got(WireKind.Acknowledge).Count(), Is.EqualTo(packets), "each ping behind them was answered");
        Assert.That(scene.Peer.State, Is.EqualTo(ENetPeerState.Connected));
    }

    [TestCase(ENetCongestionControl.Native, Stamp.Bytes)]
    [TestCase(ENetCongestionControl.Cubic, Stamp.Bytes)]
    [TestCase(ENetCongestionControl.Model, 3_000)]
    [Property("Requirement", "LIM-042")]
    public void Reliable_packets_beyond_the_limit_come_again_in_order_and_once(ENetCongestionControl rules, int length)
    {
        const int packets = 350;
        using var world = new VirtualWorld();
        VirtualHost server = world.AddHost("server", new HostOptions { PeerMessageRate = Rate });
        server.KeepsEvents = false;
        VirtualPair pair = world.Connect(world.AddHost("client", new HostOptions { CongestionControl = rules }), server);
        (Flow up, _) = Flow.Between(pair);
        for (int i = 0; i < packets; i++) up.Send((byte)(i % 2), StampKind.Reliable, length);
        long startMs = world.NowMs;
        while (!up.IsComplete && world.NowMs < startMs + 30_000)
        {
            world.Run(5);
            Assert.That(up.Delivered, Is.LessThanOrEqualTo(Rate + ((world.NowMs - startMs) * Rate / 1_000) + 1));
        }

        TestContext.Out.WriteLine($"{rules}: {world.NowMs - startMs} ms, {pair.ClientPeer.Retransmissions} again");
        Assert.That(up.IsComplete, Is.True, "nothing is lost for it");
        Assert.That(world.NowMs - startMs, Is.LessThan(20_000));
        Assert.That((pair.ClientPeer.State, pair.ServerPeer.State), Is.EqualTo((ENetPeerState.Connected, ENetPeerState.Connected)));
    }

    [Test]
    [Property("Requirement", "LIM-041")]
    public void The_limit_is_each_peers_own_and_changes_while_they_send()
    {
        using var world = new VirtualWorld();
        world.Network.KeepsLog = false;
        VirtualHost host = world.AddHost("host");
        var taken = new Dictionary<Connection, int>();
        host.KeepsEvents = false;
        host.OnEvent = e => taken[e.Connection] = taken.GetValueOrDefault(e.Connection) + (e.Type == ENetEventType.Receive ? 1 : 0);
        WirePeer loud = world.AddWirePeer(host);
        WirePeer quiet = world.AddWirePeer(host);
        Connection loudPeer = loud.Connect();
        Connection quietPeer = quiet.Connect();
        ushort group = 0;
        Assert.That(Second(), Is.EqualTo((1_000, 20)), "no limit");
        host.Core.SetPeerMessageRate(50);
        AssertSecond(50 + 37, "and what is left of a second's at once");
        AssertSecond(50);
        host.Core.SetPeerMessageRate(300);
        Assert.That(Second().Loud, Is.InRange(299, 307));
        host.Core.SetPeerMessageRate(10);
        Assert.That(Second().Loud, Is.InRange(10, 11));
        host.Core.SetPeerMessageRate(0);
        Assert.That(Second(), Is.EqualTo((1_000, 20)));
        Assert.That(host.Core.PeerMessageRate, Is.Zero);

        // Another connection in the slot of one that has used up its own.
        host.Core.SetPeerMessageRate(50);
        Second();
        AssertSecond(50);
        loudPeer.Reset();
        loudPeer = loud.Connect(new WireProposal { ConnectId = 77 });
        Assert.That(loudPeer.Slot, Is.Zero);
        AssertSecond(50 + 37);

        void AssertSecond(int loudly, string? why = null)
        {
            (int ofLoud, int ofQuiet) = Second();
            Assert.That(ofLoud, Is.InRange(loudly - 1, loudly + 1), why);
            Assert.That(ofQuiet, Is.EqualTo(20));
        }

        (int Loud, int Quiet) Second()
        {
            taken[loudPeer] = taken[quietPeer] = 0;
            for (int ms = 0; ms < 1_000; ms++)
            {
                group++;
                loud.Send(loud.Datagram().Unsequenced(0, group, 1));
                // Twenty in a second, evenly.
                if (ms % 50 == 0) quiet.Send(quiet.Datagram().Unsequenced(0, group, 2));
                world.Run(1);
            }

            return (taken[loudPeer], taken[quietPeer]);
        }
    }

    [Test]
    [Property("Requirement", "LIM-041, LIM-042")]
    public void It_holds_on_the_handler_face()
    {
        using var scene = Scene.Served(new HostOptions { PeerMessageRate = Rate });
        int taken = 0;
        scene.Host.TakesDirectly = (_, _, _, _) => ++taken > 0;
        WireDatagram datagram = scene.Remote.Datagram();
        for (ushort i = 1; i <= 60; i++) datagram.Reliable(0, i, 1);
        scene.Remote.Send(datagram);
        for (ushort i = 1; i <= 60; i++) scene.Remote.Send(scene.Remote.Datagram().Unsequenced(0, i, 1));
        Assert.That(taken, Is.EqualTo(Rate * 3 / 4));
        datagram = scene.Remote.Datagram();
        for (ushort i = 61; i <= 120; i++) datagram.Reliable(0, i, 1);
        scene.Remote.Send(datagram);
        Assert.That(taken, Is.EqualTo(Rate), "a quarter is kept for what is reliable");
    }

    [Test]
    [Property("Requirement", "LIM-041, LIM-042")]
    public void What_finds_no_room_does_not_count()
    {
        using var scene = Scene.Served(new HostOptions { PeerMessageRate = 10, MaximumWaitingBytes = 10 });
        scene.Host.TakesEvents = false;
        scene.Remote.Send(scene.Remote.Datagram().Reliable(0, 1, new byte[10]));
        for (int i = 0; i < 20; i++)
        {
            scene.Remote.Send(scene.Remote.Datagram().Reliable(0, 2, 2));
            scene.Remote.Send(scene.Remote.Datagram().Unsequenced(0, (ushort)i, 2));
            scene.Remote.Send(scene.Remote.Datagram().Unreliable(0, 1, (ushort)(i + 1), 2));
            scene.Remote.Send(scene.Remote.Datagram().Reliable(0, 5, 5));
        }

        Assert.That(scene.Host.Core.Counters[DropReason.OverBudget], Is.EqualTo(80));
        scene.Host.TakesEvents = true;
        scene.Host.Service();
        WireDatagram datagram = scene.Remote.Datagram();
        for (ushort i = 2; i <= 20; i++) datagram.Reliable(0, i, (byte)i);
        scene.Remote.Send(datagram);
        Assert.That(scene.Host.Payloads.Skip(1).Select(payload => (int)payload[0]), Is.EqualTo(Enumerable.Range(2, 9)), "nine of ten are left, at the same moment");
        Assert.That(scene.Remote.Got(WireKind.Acknowledge).Max(command => command.U16(4)), Is.EqualTo(10), "the first one too many is not acknowledged, and what stands behind it is not read");
        scene.World.Run(1_000);
        scene.Remote.Send(scene.Remote.Datagram().Reliable(0, 11, 11).Reliable(0, 12, 12));
        Assert.That(scene.Host.Payloads.Last()[0], Is.EqualTo(12));
    }

    [Test]
    [Property("Requirement", "LIM-041, LIM-042")]
    public void What_waits_behind_a_gap_counts_when_it_comes_and_once()
    {
        using var scene = Scene.Served(new HostOptions { PeerMessageRate = 10 });
        for (int again = 0; again < 3; again++)
        {
            for (ushort i = 2; i <= 20; i++) scene.Remote.Send(scene.Remote.Datagram().Reliable(0, i, (byte)i));
        }

        Assert.That(scene.Host.Payloads, Is.Empty);
        Assert.That(scene.Remote.Got(WireKind.Acknowledge).Select(command => (int)command.U16(4)).Distinct(), Is.EqualTo(Enumerable.Range(2, 7)));
        scene.Remote.Send(scene.Remote.Datagram().Reliable(0, 1, 1));
        Assert.That(scene.Host.Payloads.Select(payload => (int)payload[0]), Is.EqualTo(Enumerable.Range(1, 8)), "what they wait for finds its place");
    }

    private static int Taken(VirtualHost host) => host.Of(ENetEventType.Receive).Count();
}
