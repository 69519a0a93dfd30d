using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Memory;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Rules;

/// <summary>A send pass in which one peer has more to send than its turn allows.</summary>
[TestFixture]
internal sealed class BurstRules
{
    [Test]
    [Property("Requirement", "DGM-054, LIM-030")]
    public void A_peer_that_leaves_while_another_has_more_to_send_than_one_turn_holds_up_nobody()
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host");
        WirePeer busy = world.AddWirePeer(host);
        WirePeer leaving = world.AddWirePeer(host);
        Assert.That((busy.Connect().Slot, leaving.Connect().Slot), Is.EqualTo((0, 1)), "the one behind the other");
        world.Run(10);
        busy.Forget();

        // All of it waits in the socket of the host, and is read before the next send pass.
        ushort number = 1;
        const int datagrams = 12, pings = 1_000;
        for (int i = 0; i < datagrams; i++)
        {
            WireDatagram datagram = busy.Datagram();
            for (int j = 0; j < pings; j++) datagram.Ping(++number);
            host.Arrive(busy.Address, datagram.Bytes);
        }

        host.Arrive(leaving.Address, leaving.DatagramWithoutTime().DisconnectNow(2, 7).Bytes);
        world.Settle();
        Assert.That(busy.Received, Has.Count.GreaterThan(64), "more than a turn");
        Assert.That(busy.Got(WireKind.Acknowledge).Count(), Is.EqualTo(datagrams * pings));
        Assert.That(host.Of(ENetEventType.Disconnect).Select(e => (e.Slot, e.Data)), Is.EqualTo(new[] { (1, 7u) }));
    }

    [Test]
    [Property("Requirement", "LIM-017")]
    public void Room_for_the_acknowledgements_of_one_flood_is_given_back_while_the_peer_stays()
    {
        using var scene = Scene.Served();
        ushort number = 1;
        for (int i = 0; i < 30; i++)
        {
            WireDatagram datagram = scene.Remote.Datagram();
            for (int j = 0; j < 1_000; j++) datagram.Ping(++number);
            scene.Host.Arrive(scene.Remote.Address, datagram.Bytes);
        }

        scene.World.Settle();
        Assert.That(TableBytes(scene.Peer), Is.GreaterThan(200_000));
        scene.World.Run(30_000);
        Assert.That(scene.Peer.State, Is.EqualTo(ENetPeerState.Connected));
        Assert.That(TableBytes(scene.Peer), Is.LessThanOrEqualTo(1_024));
    }

    private static long TableBytes(Connection peer)
    {
        MemoryMeasure measure = default;
        peer.Measure(ref measure);
        return measure.TableBytes;
    }
}
