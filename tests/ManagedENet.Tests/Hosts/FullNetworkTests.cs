using System;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Hosts;

/// <summary>A network that takes nothing for a while: what is staged waits, and the core is asked for no more.</summary>
public sealed class FullNetworkTests
{
    [Test]
    public void F13_unreliable_packets_survive_a_network_that_is_full_in_order()
    {
        const int Packets = 300;
        var clock = new ManualClock();
        var hub = new LoopbackHub();
        var stuttering = new StutteringTransport(hub.Open());
        using var server = new ENetHost(hub.Open(), options: null, clock);
        using var client = new ENetHost(stuttering, options: null, clock);
        ENetPeer peer = client.Connect(server.LocalEndPoint);
        while (peer.State != ENetPeerState.Connected)
        {
            Assert.That(clock.NowMs++, Is.LessThan(1_001_000));
            client.Service(TimeSpan.Zero, out _);
            server.Service(TimeSpan.Zero, out _);
        }

        stuttering.PerFlush = 2;
        for (int i = 0; i < Packets; i++) Assert.That(peer.Send(0, Payload.Make(1000, i)), Is.EqualTo(ENetSendResult.Queued));
        int next = 0;
        for (int round = 0; next < Packets; round++)
        {
            Assert.That(round, Is.LessThan(2000));
            clock.NowMs++;
            client.Service(TimeSpan.Zero, out _);
            while (server.Service(TimeSpan.Zero, out ENetEvent e))
            {
                if (e.Type != ENetEventType.Receive) continue;
                using ENetPacket packet = e.Packet;
                Assert.That(packet.Span.ToArray(), Is.EqualTo(Payload.Make(1000, next++)));
            }
        }

        Assert.That(stuttering.Refusals, Is.Positive, "the network has been full");
    }
}
