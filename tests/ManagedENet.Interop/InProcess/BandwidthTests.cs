using System;
using System.Linq;
using ManagedENet.Interop.Live;

namespace ManagedENet.Interop.InProcess;

internal sealed class BandwidthTests(Implementation server, Implementation client) : LiveFixture(server, client)
{
    [TestCase(0u, 0u, 65536)]
    [TestCase(65536u, 0u, 4096)]
    [TestCase(0u, 131072u, 8192)]
    [TestCase(131072u, 262144u, 8192)]
    [TestCase(30000u, 0u, 4096)]
    [TestCase(10_000_000u, 10_000_000u, 65536)]
    public void The_window_of_a_client_follows_from_its_outgoing_and_the_servers_incoming_limit(uint serverIncoming, uint clientOutgoing, int windowBytes)
    {
        LivePair pair = CreatePair(new LiveHostOptions { IncomingBandwidth = serverIncoming }, new LiveHostOptions { OutgoingBandwidth = clientOutgoing });
        pair.Connect();
        Assert.That(pair.Client.Peer.WindowBytes, Is.EqualTo(windowBytes));
    }

    [TestCase(0u, 0u, 65536)]
    [TestCase(65536u, 0u, 4096)]
    [TestCase(0u, 131072u, 8192)]
    [TestCase(131072u, 262144u, 8192)]
    [TestCase(262144u, 131072u, 8192)]
    public void The_window_of_a_server_follows_from_its_outgoing_and_the_clients_incoming_limit(uint serverOutgoing, uint clientIncoming, int windowBytes)
    {
        LivePair pair = CreatePair(new LiveHostOptions { OutgoingBandwidth = serverOutgoing }, new LiveHostOptions { IncomingBandwidth = clientIncoming });
        pair.Connect();
        Assert.That(pair.Server.Peer.WindowBytes, Is.EqualTo(windowBytes));
    }

    [Test]
    public void A_limit_set_later_is_announced([Values] End announcer)
    {
        LivePair pair = Connect();
        pair[announcer].Host.BandwidthLimit(incoming: 0, outgoing: 300_000);
        LiveEnd other = pair.Other(announcer);
        pair.Await(() => other.Peer.OutgoingBandwidth == 300_000, "the announcement");
    }

    [Test]
    public void An_announced_outgoing_limit_shrinks_the_window_of_the_other_end([Values] End announcer)
    {
        LivePair pair = CreatePair(new LiveHostOptions { IncomingBandwidth = 400_000, OutgoingBandwidth = 400_000 });
        pair.Connect();
        LiveEnd other = pair.Other(announcer);
        int before = other.Peer.WindowBytes;
        pair[announcer].Host.BandwidthLimit(incoming: 140_000, outgoing: 140_000);
        pair.Await(() => other.Peer.OutgoingBandwidth == 140_000, "the announcement");
        Assert.That(other.Peer.WindowBytes, Is.LessThan(before));
    }

    [Test]
    public void Reliable_data_comes_through_a_narrow_limit_complete([Values] End sender)
    {
        var options = new LiveHostOptions { IncomingBandwidth = 200_000, OutgoingBandwidth = 200_000 };
        LivePair pair = Connect(options: options);
        const int Count = 100;
        for (int i = 0; i < Count; i++) Assert.That(pair[sender].Peer.Send(0, TestPayload.Create(1000, i), ENetPacketFlags.Reliable), Is.True);
        LiveEnd receiver = pair.Other(sender);
        pair.Await(() => receiver.Packets.Count() == Count, "every packet");
        int number = 0;
        foreach (LiveEvent packet in receiver.Packets) Assert.That(packet.Payload, Is.EqualTo(TestPayload.Create(1000, number++)));
    }
}
