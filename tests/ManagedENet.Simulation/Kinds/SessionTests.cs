using System.Collections.Generic;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Shared;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Kinds;

/// <summary>The session numbers that tell the connections of one slot apart, so that what was late of one never reaches the next.</summary>
[TestFixture]
internal sealed class SessionTests
{
    [Test]
    [Property("Requirement", "HSK-005, HSK-023")]
    public void No_two_connections_of_one_slot_in_a_row_share_a_session() => Seeds.Each(usually: 20, seed =>
    {
        var random = new SimulationRandom(seed);
        using var world = new VirtualWorld(seed);
        VirtualHost host = world.AddHost("host", new HostOptions { Quirks = NativeQuirks.AdmitsUnproved, PeerLimit = random.Between(1, 3) });
        WirePeer[] remotes = [world.AddWirePeer(host), world.AddWirePeer(host), world.AddWirePeer(host)];
        var last = new Dictionary<int, (int Incoming, int Outgoing)>();
        for (uint i = 1; i <= 200; i++)
        {
            WirePeer remote = random.Pick<WirePeer>(remotes);
            Connection peer = remote.Connect(new WireProposal { ConnectId = i, IncomingSession = AnySession(random), OutgoingSession = AnySession(random) });
            (int Incoming, int Outgoing) now = (peer.IncomingSessionId, peer.OutgoingSessionId);
            Assert.That(remote.Session, Is.EqualTo(now.Incoming), "what the verification tells is what the host expects");
            Assert.That(now.Incoming is >= 0 and <= 3 && now.Outgoing is >= 0 and <= 3, Is.True);
            if (last.TryGetValue(peer.Slot, out (int Incoming, int Outgoing) before))
            {
                Assert.That(now.Incoming, Is.Not.EqualTo(before.Incoming), $"connection {i} of slot {peer.Slot}");
                Assert.That(now.Outgoing, Is.Not.EqualTo(before.Outgoing), $"connection {i} of slot {peer.Slot}");
            }

            last[peer.Slot] = now;
            End(world, host, remote, peer, random);
        }
    });

    private static int AnySession(SimulationRandom random) => random.Happens(40) ? 0xFF : random.Below(4);

    private static void End(VirtualWorld world, VirtualHost host, WirePeer remote, Connection peer, SimulationRandom random)
    {
        switch (random.Below(4))
        {
            case 0:
                peer.Reset();
                break;
            case 1:
                host.DisconnectNow(peer, 0);
                break;
            case 2:
                remote.Send(remote.DatagramWithoutTime().DisconnectNow(2, 0));
                break;
            default:
                remote.AcknowledgesAll = true;
                peer.Disconnect(0);
                world.Run(50);
                remote.AcknowledgesAll = false;
                break;
        }

        world.Settle();
        remote.Forget();
        Assert.That(peer.State, Is.EqualTo(ENetPeerState.Disconnected));
    }
}
