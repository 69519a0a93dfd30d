using System;
using System.Linq;
using ManagedENet.Tests.Hosts.Handlers;
using ManagedENet.Tests.Support;

namespace ManagedENet.Tests.Hosts;

/// <summary>What a peer and a host tell about themselves.</summary>
public sealed class PeerStatisticsTests
{
    [Test]
    public void A_peer_counts_what_went_both_ways_and_both_ends_agree()
    {
        using HostPair pair = HostPair.OverLoopback();
        (ENetPeer atClient, ENetPeer atServer) = pair.Connect();
        for (int i = 0; i < 10; i++) atClient.Send(0, Payload.Make(3000, i), ENetPacketFlags.Reliable);
        for (int i = 0; i < 10; i++) pair.ExpectPacket(pair.Server, 0);
        atServer.Send(1, [1]);
        pair.ExpectPacket(pair.Client, 1);
        for (int i = 0; i < 5; i++) pair.Step();

        ENetPeerStatistics client = atClient.Statistics;
        ENetPeerStatistics server = atServer.Statistics;
        Assert.That((client.SentPackets, client.ReceivedPackets), Is.EqualTo((10L, 1L)));
        Assert.That((server.SentPackets, server.ReceivedPackets), Is.EqualTo((1L, 10L)));
        Assert.That(client.SentBytes, Is.GreaterThan(30_000));
        Assert.That((client.SentDatagrams, client.SentBytes), Is.EqualTo((server.ReceivedDatagrams, server.ReceivedBytes)), "the CONNECT included");
        Assert.That((server.SentDatagrams, server.SentBytes), Is.EqualTo((client.ReceivedDatagrams, client.ReceivedBytes)));
        Assert.That((client.SentDatagrams, client.SentBytes), Is.EqualTo((pair.Client.Statistics.SentDatagrams, pair.Client.Statistics.SentBytes)), "the only peer");
        Assert.That((client.Retransmissions, client.ThrottledPackets), Is.EqualTo((0L, 0L)));
    }

    [Test]
    public void Bytes_are_those_of_the_network_also_where_they_are_compressed()
    {
        ENetHostOptions Compressing() => new() { Compressor = ENetCompressors.RangeCoder };
        using HostPair pair = HostPair.OverLoopback(Compressing(), Compressing());
        (ENetPeer atClient, ENetPeer atServer) = pair.Connect();
        atClient.Send(0, new byte[1000], ENetPacketFlags.Reliable);
        pair.ExpectPacket(pair.Server, 0);
        Assert.That(atServer.Statistics.ReceivedBytes, Is.EqualTo(atClient.Statistics.SentBytes).And.LessThan(1000));
    }

    [Test]
    public void Packets_on_the_handler_face_count_as_well()
    {
        using HostPair pair = HostPair.OverLoopback();
        (ENetPeer atClient, ENetPeer atServer) = pair.Connect();
        for (byte i = 0; i < 4; i++) atClient.Send(0, [i], ENetPacketFlags.Reliable);
        pair.Client.Flush();
        var handler = default(CountingHandler);
        pair.Server.Service(TimeSpan.Zero, ref handler);
        Assert.That((handler.Packets, atServer.Statistics.ReceivedPackets), Is.EqualTo((4, 4L)));
    }

    [Test]
    public void The_counters_stay_readable_after_the_end_and_start_anew_with_the_next_connection()
    {
        using HostPair pair = HostPair.OverLoopback();
        (ENetPeer atClient, _) = pair.Connect();
        atClient.Send(0, Payload.Make(500), ENetPacketFlags.Reliable);
        pair.ExpectPacket(pair.Server, 0);
        atClient.Disconnect();
        pair.Expect(pair.Client, ENetEventType.Disconnect);
        Assert.That(atClient.Statistics.SentPackets, Is.EqualTo(1));
        Assert.That(atClient.Statistics.SentBytes, Is.GreaterThan(500));
        pair.Expect(pair.Server, ENetEventType.Disconnect);
        ENetPeer next = pair.Connect().AtClient;
        Assert.That(next.Id, Is.EqualTo(atClient.Id), "the same slot");
        Assert.That(next.Statistics.SentPackets, Is.Zero);
        Assert.That(next.Statistics.SentBytes, Is.InRange(48, 200));
        Assert.That(atClient.Statistics.SentPackets, Is.EqualTo(1), "and the old ones are the old connection's");
    }

    [Test]
    [Property("Requirement", "REL-061")]
    public void Lost_commands_are_counted_and_sent_again()
    {
        using HostPair pair = HostPair.OverLoopback();
        (ENetPeer atClient, _) = pair.Connect();
        for (int i = 0; i < 3; i++) pair.Step();
        (long sent, long lost) = (atClient.PacketsSent, atClient.PacketsLost);
        atClient.Send(0, [1], ENetPacketFlags.Reliable);
        while (atClient.Statistics.Retransmissions == 0)
        {
            // The server is not serviced: nobody acknowledges.
            Assert.That(pair.Clock!.NowMs++, Is.LessThan(1_010_000));
            pair.Client.Service(TimeSpan.Zero, out _);
        }

        Assert.That(atClient.PacketsLost, Is.EqualTo(lost + 1));
        Assert.That(atClient.PacketsSent, Is.EqualTo(sent + 2), "the packet and its repetition");
        Assert.That(atClient.PacketLossEpoch, Is.GreaterThan(TimeSpan.FromMilliseconds(1_000_000)));
        Assert.That(pair.Client.Statistics.Retransmissions, Is.EqualTo(1));
    }

    [Test]
    public void Throttle_and_time_out_can_be_read_back()
    {
        using HostPair pair = HostPair.OverLoopback();
        (ENetPeer atClient, ENetPeer atServer) = pair.Connect(data: 77);
        Assert.That((atClient.TimeoutLimit, atClient.TimeoutMinimum, atClient.TimeoutMaximum), Is.EqualTo((32, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30))));
        atClient.SetTimeout(8, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4));
        Assert.That((atClient.TimeoutLimit, atClient.TimeoutMinimum, atClient.TimeoutMaximum), Is.EqualTo((8, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4))));

        Assert.That((atClient.PacketThrottle, atClient.PacketThrottleLimit, atClient.PacketThrottleCounter), Is.EqualTo((32u, 32u, 0u)));
        Assert.That((atServer.PacketThrottleInterval, atServer.PacketThrottleAcceleration, atServer.PacketThrottleDeceleration), Is.EqualTo((TimeSpan.FromSeconds(5), 2u, 2u)));
        atClient.ConfigureThrottle(TimeSpan.FromSeconds(1), 3, 4);
        pair.StepUntil(() => atServer.PacketThrottleInterval == TimeSpan.FromSeconds(1), "the configuration at the other end");
        Assert.That((atServer.PacketThrottleAcceleration, atServer.PacketThrottleDeceleration), Is.EqualTo((3u, 4u)));
        Assert.That(atServer.PacketThrottleEpoch, Is.GreaterThan(TimeSpan.FromMilliseconds(1_000_000)));

        atClient.Send(0, [1]);
        pair.ExpectPacket(pair.Server, 0);
        Assert.That(atClient.PacketThrottleCounter, Is.EqualTo(7), "each unreliable packet moves the cycle on");
        Assert.That(atServer.EventData, Is.EqualTo(77));
    }

    [Test]
    public void The_MTU_of_a_host_counts_for_later_connections()
    {
        using HostPair pair = HostPair.OverLoopback();
        ENetPeer first = pair.Connect().AtClient;
        Assert.That((pair.Server.MtuBytes, first.MtuBytes), Is.EqualTo((1392, 1392)));
        pair.Server.MtuBytes = 600;
        ENetPeer second = pair.Connect().AtClient;
        Assert.That((pair.Server.MtuBytes, first.MtuBytes, second.MtuBytes), Is.EqualTo((600, 1392, 600)));
        Assert.Throws<ArgumentOutOfRangeException>(() => pair.Server.MtuBytes = 575);
        Assert.Throws<ArgumentOutOfRangeException>(() => pair.Server.MtuBytes = 4097);
        Assert.That(pair.Server.MtuBytes, Is.EqualTo(600));
    }

    [Test]
    public void The_bandwidths_of_a_host_can_be_read_back()
    {
        using HostPair pair = HostPair.OverLoopback(new ENetHostOptions { IncomingBandwidth = 100_000, OutgoingBandwidth = 200_000 });
        Assert.That((pair.Server.IncomingBandwidth, pair.Server.OutgoingBandwidth), Is.EqualTo((100_000u, 200_000u)));
        pair.Server.SetBandwidthLimit(0, 5_000_000);
        Assert.That((pair.Server.IncomingBandwidth, pair.Server.OutgoingBandwidth), Is.EqualTo((0u, 5_000_000u)));
        ENetPeer atClient = pair.Connect().AtClient;
        Assert.That(atClient.OutgoingBandwidth, Is.EqualTo(5_000_000));
        Assert.That(pair.Client.Peers.Single(), Is.SameAs(atClient));
    }
}
