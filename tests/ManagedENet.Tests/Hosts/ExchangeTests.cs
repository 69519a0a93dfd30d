using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Hosts;

/// <summary>Two hosts through the poll face: in memory, and over every kind of socket.</summary>
[TestFixture(Network.Loopback)]
[TestFixture(Network.IPv4)]
[TestFixture(Network.IPv6)]
[TestFixture(Network.DualFromIPv4)]
[TestFixture(Network.DualFromIPv6)]
public sealed class ExchangeTests
{
    private static readonly int[] Sizes = [0, 1, 100, 1363, 1364, 1365, 4096, 60_000];

    private readonly Network _network;

    public ExchangeTests(Network network) => _network = network;

    [Test]
    public void A_connection_shows_the_same_on_both_sides()
    {
        using HostPair pair = HostPair.Over(_network);
        (ENetPeer atClient, ENetPeer atServer) = pair.Connect(channelCount: 5, data: 0xCAFE);
        Assert.Multiple(() =>
        {
            Assert.That(atClient.State, Is.EqualTo(ENetPeerState.Connected));
            Assert.That(atServer.State, Is.EqualTo(ENetPeerState.Connected));
            Assert.That(atClient.ChannelCount, Is.EqualTo(5));
            Assert.That(atServer.ChannelCount, Is.EqualTo(5));
            Assert.That(atClient.ConnectId, Is.EqualTo(atServer.ConnectId));
            Assert.That(atClient.OutgoingPeerId, Is.EqualTo(atServer.IncomingPeerId));
            Assert.That(atServer.OutgoingPeerId, Is.EqualTo(atClient.Id));
            Assert.That(atClient.MtuBytes, Is.EqualTo(1392));
            Assert.That(atClient.EndPoint, Is.EqualTo(pair.ServerEndPoint));
            Assert.That(atServer.Address, Is.EqualTo(new ENetAddress(pair.Client.LocalEndPoint)));
            Assert.That(pair.Server.ConnectedPeerCount, Is.EqualTo(1));
            Assert.That(pair.Client.Peers, Is.EqualTo(new[] { atClient }));
            Assert.That(atClient.Host, Is.SameAs(pair.Client));
        });
    }

    [TestCase(ENetPacketFlags.Reliable)]
    [TestCase(ENetPacketFlags.None)]
    [TestCase(ENetPacketFlags.Unsequenced)]
    [TestCase(ENetPacketFlags.UnreliableFragment)]
    public void Every_kind_of_packet_is_echoed_in_every_size(ENetPacketFlags flags)
    {
        using HostPair pair = HostPair.Over(_network);
        (ENetPeer atClient, ENetPeer atServer) = pair.Connect();
        foreach (int size in Sizes)
        {
            byte[] payload = Payload.Make(size, seed: size);
            Assert.That(atClient.Send(1, payload, flags), Is.EqualTo(ENetSendResult.Queued));
            ENetEvent question = pair.Expect(pair.Server, ENetEventType.Receive);
            Assert.That(question.Peer, Is.SameAs(atServer));
            Assert.That(atServer.Send(question.ChannelId, question.Packet), Is.EqualTo(ENetSendResult.Queued), "a received packet can be passed on");
            Assert.That(question.Packet.IsAlive, Is.False);
            Assert.That(pair.ExpectPacket(pair.Client, 1), Is.EqualTo(payload));
        }
    }

    [Test]
    public void Reliable_packets_of_all_channels_arrive_in_order()
    {
        using HostPair pair = HostPair.Over(_network);
        (ENetPeer atClient, _) = pair.Connect(channelCount: 4);
        for (int i = 0; i < 400; i++)
        {
            Assert.That(atClient.Send((byte)(i % 4), BitConverter.GetBytes(i), ENetPacketFlags.Reliable), Is.EqualTo(ENetSendResult.Queued));
        }

        pair.StepUntil(() => pair.EventsOf(pair.Server).Count == 400, "400 packets");
        foreach (IGrouping<byte, ENetEvent> channel in pair.EventsOf(pair.Server).GroupBy(e => e.ChannelId))
        {
            IEnumerable<int> numbers = channel.Select(e => BitConverter.ToInt32(e.Packet.Span));
            Assert.That(numbers, Is.EqualTo(Enumerable.Range(0, 100).Select(i => (i * 4) + channel.Key)));
        }
    }

    [Test]
    public void Disconnect_tells_the_remote_its_data_and_gives_an_event_on_both_sides()
    {
        using HostPair pair = HostPair.Over(_network);
        (ENetPeer atClient, ENetPeer atServer) = pair.Connect();
        atServer.Disconnect(7);
        Assert.That(atServer.State, Is.EqualTo(ENetPeerState.Disconnecting));
        ENetEvent remote = pair.Expect(pair.Client, ENetEventType.Disconnect);
        Assert.That((remote.Peer, remote.Data, remote.DisconnectReason), Is.EqualTo((atClient, 7u, ENetDisconnectReason.Remote)));
        ENetEvent local = pair.Expect(pair.Server, ENetEventType.Disconnect);
        Assert.That((local.Peer, local.Data, local.DisconnectReason), Is.EqualTo((atServer, 0u, ENetDisconnectReason.Local)));
        Assert.That(pair.Server.ConnectedPeerCount + pair.Client.ConnectedPeerCount, Is.Zero);
    }

    [Test]
    public void Disconnect_now_tells_the_remote_its_data_and_is_over_at_once_here()
    {
        using HostPair pair = HostPair.Over(_network);
        (ENetPeer atClient, ENetPeer atServer) = pair.Connect();
        atClient.DisconnectNow(9);
        Assert.That(atClient.State, Is.EqualTo(ENetPeerState.Disconnected));
        ENetEvent remote = pair.Expect(pair.Server, ENetEventType.Disconnect);
        Assert.That((remote.Peer, remote.Data, remote.DisconnectReason), Is.EqualTo((atServer, 9u, ENetDisconnectReason.Remote)));
        Assert.That(pair.EventsOf(pair.Client), Is.Empty);
    }

    [Test]
    public void Disconnect_later_delivers_what_is_queued_first()
    {
        using HostPair pair = HostPair.Over(_network);
        (ENetPeer atClient, _) = pair.Connect();
        for (int i = 0; i < 50; i++) atClient.Send(0, Payload.Make(3000, i), ENetPacketFlags.Reliable);
        atClient.DisconnectLater(11);
        Assert.That(atClient.Send(0, [1], ENetPacketFlags.Reliable), Is.EqualTo(ENetSendResult.NotConnected));
        for (int i = 0; i < 50; i++) Assert.That(pair.ExpectPacket(pair.Server, 0), Is.EqualTo(Payload.Make(3000, i)));
        Assert.That(pair.Expect(pair.Server, ENetEventType.Disconnect).Data, Is.EqualTo(11));
        Assert.That(pair.Expect(pair.Client, ENetEventType.Disconnect).DisconnectReason, Is.EqualTo(ENetDisconnectReason.Local));
    }

    [Test]
    public void A_kept_peer_object_never_reaches_the_next_connection_of_its_slot()
    {
        using HostPair pair = HostPair.Over(_network);
        (ENetPeer first, ENetPeer firstAtServer) = pair.Connect();
        first.Tag = "first";
        uint connectId = first.ConnectId;
        first.Disconnect();
        pair.Expect(pair.Client, ENetEventType.Disconnect);
        pair.Expect(pair.Server, ENetEventType.Disconnect);
        (ENetPeer second, ENetPeer secondAtServer) = pair.Connect();
        Assert.That(second, Is.Not.SameAs(first));
        Assert.That((second.Id, second.Tag), Is.EqualTo((first.Id, (object?)null)), "the same slot, a new object");
        Assert.That(pair.Client.Peers, Is.EqualTo(new[] { second }), "the new one takes the place of the old one");

        foreach (ENetPeer kept in new[] { first, firstAtServer })
        {
            Assert.That(kept.Send(0, [1, 2, 3], ENetPacketFlags.Reliable), Is.EqualTo(ENetSendResult.NotConnected));
            Assert.That(kept.TryReceive(out _, out _), Is.False);
            kept.Ping();
            kept.PingInterval = TimeSpan.FromSeconds(1);
            kept.SetTimeout(1, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(2));
            kept.ConfigureThrottle(TimeSpan.FromSeconds(1), 1, 1);
            kept.Disconnect();
            kept.DisconnectNow();
            kept.DisconnectLater();
            kept.Reset();
            Assert.That(kept.State, Is.EqualTo(ENetPeerState.Disconnected));
        }

        second.Send(0, [9], ENetPacketFlags.Reliable);
        Assert.That(pair.ExpectPacket(pair.Server, 0), Is.EqualTo(new byte[] { 9 }), "and nothing came before it");
        Assert.That((second.State, secondAtServer.State, second.PingInterval.TotalMilliseconds, second.TimeoutLimit),
            Is.EqualTo((ENetPeerState.Connected, ENetPeerState.Connected, 500.0, 32)));
        Assert.That((first.ConnectId, first.Tag, first.ChannelCount), Is.EqualTo((connectId, (object?)"first", second.ChannelCount)), "what it was stays readable");
    }

    [Test]
    public void At_the_disconnect_event_the_facts_of_the_connection_are_there()
    {
        using HostPair pair = HostPair.Over(_network);
        (ENetPeer client, ENetPeer server) = pair.Connect();
        client.Send(0, new byte[100], ENetPacketFlags.Reliable);
        pair.ExpectPacket(pair.Server, 0);
        (uint id, System.Net.IPEndPoint endPoint, int channels) = (server.ConnectId, server.EndPoint, server.ChannelCount);
        client.Disconnect(7);
        ENetEvent e = pair.Expect(pair.Server, ENetEventType.Disconnect);
        pair.Expect(pair.Client, ENetEventType.Disconnect);
        Assert.That(e.Peer, Is.SameAs(server));
        Assert.That((e.Peer.ConnectId, e.Peer.EndPoint, e.Peer.ChannelCount), Is.EqualTo((id, endPoint, channels)));
        Assert.That(e.Peer.RoundTripTime, Is.LessThan(TimeSpan.FromMilliseconds(500)), "it was measured");
        Assert.That(e.Peer.Statistics.ReceivedPackets, Is.EqualTo(1));
        Assert.That((e.Peer.State, e.DisconnectReason), Is.EqualTo((ENetPeerState.Disconnected, ENetDisconnectReason.Remote)));
        pair.Connect();
        Assert.That((e.Peer.ConnectId, e.Peer.EndPoint, e.Peer.ChannelCount), Is.EqualTo((id, endPoint, channels)), "also when another one has the slot");
    }

    [Test]
    public void Statistics_count_what_went_over_the_network()
    {
        using HostPair pair = HostPair.Over(_network);
        pair.Connect();
        ENetStatistics client = pair.Client.Statistics;
        pair.StepUntil(() => client.ReceivedDatagrams == client.Transport.ReceivedDatagrams, "a client that has read everything");
        Assert.That(client.SentDatagrams, Is.GreaterThanOrEqualTo(2));
        Assert.That(client.SentDatagrams, Is.EqualTo(client.Transport.SentDatagrams));
        Assert.That(client.SentBytes, Is.EqualTo(client.Transport.SentBytes));
        Assert.That(client.ReceivedDatagrams, Is.EqualTo(client.Transport.ReceivedDatagrams));
        Assert.That(client.ReceivedBytes, Is.EqualTo(client.Transport.ReceivedBytes));
        Assert.That(client.Drops.Total, Is.Zero);
        Assert.That(client.TransportName, Does.StartWith(_network == Network.Loopback ? "loopback" : LibraryTarget.HasLinuxTransport ? "linux(" : "socket"));
    }
}
