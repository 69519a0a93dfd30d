using System;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Shared;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Scenarios;

/// <summary>Much of everything: wrapping numbers, a host full of peers.</summary>
[TestFixture]
internal sealed class CrowdFaults
{
    [Test]
    [Property("Requirement", "CHN-003, CHN-004, CHN-006, CHN-007, CHN-021, CHN-050")]
    public void F9_all_16_bit_numbers_may_wrap_three_times_with_loss() => Seeds.Each(usually: 1, seed =>
    {
        const int packets = 3 * 65_536;
        using VirtualWorld world = FaultyWorld.Impaired(link => link with { DelayMs = 5, LossRate = 0.01 }, out VirtualPair connection, seed);
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
    });

    [Test]
    [Property("Requirement", "HSK-001, LIM-006, LIM-007")]
    public void F18_4095_peers_come_in_one_second_and_leave_in_one()
    {
        const int peers = 4_095;
        using var world = new VirtualWorld();
        world.Network.KeepsLog = false;
        VirtualHost server = world.AddHost("server", new HostOptions { PeerLimit = peers });
        VirtualHost crowd = world.AddHost("crowd", new HostOptions { PeerLimit = peers });
        server.SocketLimit = crowd.SocketLimit = 100_000;
        for (int i = 0; i < peers; i++)
        {
            crowd.Core.Connect(world.NowUs, server.Address, 1, (uint)i);
            if (i % 4 == 3) world.Run(1);
        }

        world.Run(3_000);
        Assert.That((server.Core.ConnectedPeers, crowd.Core.ConnectedPeers), Is.EqualTo((peers, peers)));
        Assert.That(server.Of(ENetEventType.Connect).Select(e => e.Data).Order(), Is.EqualTo(Enumerable.Range(0, peers).Select(i => (uint)i)));
        Assert.That(server.Core.GetPeer(4_095), Is.Null);
        foreach (Connection peer in VirtualWorld.PeersOf(crowd))
        {
            peer.Disconnect((uint)peer.Slot);
            if (peer.Slot % 4 == 3) world.Run(1);
        }

        world.Run(3_000);
        Assert.That(server.Of(ENetEventType.Disconnect).Select(e => e.Data).Order(), Is.EqualTo(Enumerable.Range(0, peers).Select(i => (uint)i)));
        Assert.That(crowd.Of(ENetEventType.Disconnect).Count(), Is.EqualTo(peers));
        foreach (VirtualHost host in world.Hosts) VirtualWorld.AssertNothingIsHeld(host);
    }
}
