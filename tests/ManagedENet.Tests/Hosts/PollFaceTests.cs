using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Hosts;

/// <summary>What service, check and flush do and do not do, on virtual time.</summary>
public sealed class PollFaceTests
{
    [Test]
    public void A_negative_timeout_is_an_exception_and_an_infinite_one_is_not()
    {
        using HostPair pair = HostPair.OverLoopback();
        Assert.Throws<ArgumentOutOfRangeException>(() => pair.Client.Service(TimeSpan.FromMilliseconds(-2), out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => pair.Client.Service(TimeSpan.FromTicks(-1), out _));
        pair.Client.Connect(pair.ServerEndPoint);
        pair.Client.Flush();
        Assert.That(pair.Server.Service(Timeout.InfiniteTimeSpan, out _), Is.False, "the client has not answered yet");
        pair.Client.Service(TimeSpan.Zero, out _);
        pair.Client.Flush();
        Assert.That(pair.Server.Service(Timeout.InfiniteTimeSpan, out ENetEvent e), Is.True);
        Assert.That(e.Type, Is.EqualTo(ENetEventType.Connect));
    }

    [Test]
    public void A_transport_that_cannot_wait_on_a_clock_that_stands_still_does_not_hang_the_call()
    {
        using HostPair pair = HostPair.OverLoopback();
        Assert.That(pair.Client.Service(TimeSpan.FromDays(1), out ENetEvent e), Is.False);
        Assert.That(e.Type, Is.EqualTo(ENetEventType.None));
        pair.Client.Connect(pair.ServerEndPoint);
        Assert.That(pair.Client.Service(Timeout.InfiniteTimeSpan, out _), Is.False);
    }

    [Test]
    public void Connect_only_asks_and_the_question_leaves_with_flush()
    {
        using HostPair pair = HostPair.OverLoopback();
        pair.Client.Connect(pair.ServerEndPoint);
        Assert.That(pair.Client.Statistics.SentDatagrams, Is.Zero);
        pair.Client.Flush();
        Assert.That(pair.Client.Statistics.SentDatagrams, Is.EqualTo(1));
    }

    [Test]
    public void Check_events_gives_what_waits_and_moves_no_datagram()
    {
        using HostPair pair = HostPair.OverLoopback();
        (ENetPeer atClient, _) = pair.Connect();
        for (byte i = 0; i < 3; i++) atClient.Send(0, [i], ENetPacketFlags.Reliable);
        pair.Client.Flush();
        Assert.That(pair.Server.CheckEvents(out _), Is.False, "nothing has been received yet");

        Assert.That(pair.Server.Service(TimeSpan.Zero, out ENetEvent first), Is.True);
        first.Packet.Dispose();
        long sent = pair.Server.Statistics.SentDatagrams;
        for (byte i = 1; i < 3; i++)
        {
            Assert.That(pair.Server.CheckEvents(out ENetEvent e), Is.True);
            Assert.That(e.Packet.Span[0], Is.EqualTo(i));
            e.Packet.Dispose();
        }

        Assert.That(pair.Server.CheckEvents(out ENetEvent none), Is.False);
        Assert.That(none.Type, Is.EqualTo(ENetEventType.None));
        Assert.That(pair.Server.Statistics.SentDatagrams, Is.EqualTo(sent));
    }

    [TestCase(3)]
    [TestCase(30)]
    public void An_attempt_to_connect_to_nobody_ends_with_a_time_out(int seconds)
    {
        var options = new ENetHostOptions { ConnectTimeout = TimeSpan.FromSeconds(seconds) };
        using HostPair pair = HostPair.OverLoopback(clientOptions: options);
        ENetPeer peer = pair.Client.Connect(new IPEndPoint(IPAddress.Loopback, 9));
        long start = pair.Clock!.NowMs;
        ENetEvent e = pair.Expect(pair.Client, ENetEventType.Disconnect);
        Assert.That((e.Peer, e.Data, e.DisconnectReason), Is.EqualTo((peer, 0u, ENetDisconnectReason.Timeout)));
        Assert.That(pair.Clock.NowMs - start, Is.InRange(seconds * 1000, (seconds * 1000) + 1100));
    }

    [Test]
    public void A_peer_that_was_reset_by_the_remote_times_out()
    {
        using HostPair pair = HostPair.OverLoopback();
        (ENetPeer atClient, ENetPeer atServer) = pair.Connect();
        atClient.Reset();
        Assert.That(atClient.State, Is.EqualTo(ENetPeerState.Disconnected));
        ENetEvent e = pair.Expect(pair.Server, ENetEventType.Disconnect);
        Assert.That((e.Peer, e.DisconnectReason), Is.EqualTo((atServer, ENetDisconnectReason.Timeout)));
        Assert.That(pair.EventsOf(pair.Client), Is.Empty);
    }

    [Test]
    public void Timings_of_the_options_hold_for_every_new_connection()
    {
        var options = new ENetHostOptions
        {
            PingInterval = TimeSpan.FromMilliseconds(200),
            TimeoutMinimum = TimeSpan.FromMilliseconds(300),
            TimeoutMaximum = TimeSpan.FromMilliseconds(700),
        };
        using HostPair pair = HostPair.OverLoopback(options, options);
        (ENetPeer atClient, ENetPeer atServer) = pair.Connect();
        Assert.That(atClient.PingInterval, Is.EqualTo(TimeSpan.FromMilliseconds(200)));
        Assert.That(atServer.PingInterval, Is.EqualTo(TimeSpan.FromMilliseconds(200)));
        atClient.Reset();
        long start = pair.Clock!.NowMs;
        pair.Expect(pair.Server, ENetEventType.Disconnect);
        Assert.That(pair.Clock.NowMs - start, Is.LessThan(1000));
    }

    [Test]
    public void What_is_set_for_a_peer_right_after_its_connect_is_kept()
    {
        var options = new ENetHostOptions { PingInterval = TimeSpan.FromMilliseconds(200) };
        using HostPair pair = HostPair.OverLoopback(clientOptions: options);
        ENetPeer peer = pair.Client.Connect(pair.ServerEndPoint);
        Assert.That(peer.PingInterval, Is.EqualTo(TimeSpan.FromMilliseconds(200)));
        peer.PingInterval = TimeSpan.FromMilliseconds(300);
        pair.Expect(pair.Client, ENetEventType.Connect);
        Assert.That(peer.PingInterval, Is.EqualTo(TimeSpan.FromMilliseconds(300)));

        peer.DisconnectNow();
        ENetPeer next = pair.Connect().AtClient;
        Assert.That(next.PingInterval, Is.EqualTo(TimeSpan.FromMilliseconds(200)), "the slot's next connection starts anew");
    }

    [Test]
    [Property("Requirement", "REL-072, DEV-075")]
    public void F22_an_application_that_takes_one_event_a_frame_loses_no_connection()
    {
        const int frameMs = 16;
        using HostPair pair = HostPair.OverLoopback(new ENetHostOptions { MaximumWaitingBytes = 1_000_000 });
        (ENetPeer atClient, ENetPeer atServer) = pair.Connect();
        var notices = new List<ENetNotice>();
        pair.Server.Notice += notices.Add;
        int taken = 0;
        for (int frame = 0; frame < 60_000 / frameMs; frame++)
        {
            pair.Clock!.NowMs += frameMs;
            for (int i = 0; i < 5; i++) atClient.Send(0, new byte[20], ENetPacketFlags.Reliable);
            while (pair.Client.Service(TimeSpan.Zero, out ENetEvent atClients)) Assert.That(atClients.Type, Is.Not.EqualTo(ENetEventType.Disconnect));
            if (!pair.Server.Service(TimeSpan.Zero, out ENetEvent e)) continue;
            Assert.That(e.Type, Is.EqualTo(ENetEventType.Receive));
            e.Packet.Dispose();
            taken++;
        }

        Assert.That((atClient.State, atServer.State), Is.EqualTo((ENetPeerState.Connected, ENetPeerState.Connected)));
        Assert.That(taken, Is.GreaterThan(3_000));
        Assert.That(atServer.WaitingBytes, Is.InRange(100_000, 1_000_000), "what it has not taken");
        Assert.That(atClient.RoundTripTime.TotalMilliseconds, Is.LessThan(50), "and everything was acknowledged at once");
        Assert.That(notices.Select(notice => notice.Kind), Is.EqualTo(new[] { ENetNoticeKind.ApplicationIsLate }), "told once");
    }

    [Test]
    [Property("Requirement", "REL-071, REL-033")]
    public void A_host_that_is_serviced_every_two_seconds_judges_in_every_round()
    {
        using HostPair pair = HostPair.OverLoopback();
        (ENetPeer atClient, _) = pair.Connect();
        atClient.Send(0, [1], ENetPacketFlags.Reliable);
        pair.Client.Flush();
        long sentMs = pair.Clock!.NowMs;

        // The server is serviced no more. Time-outs of milliseconds are over in each of the rounds, as long as they have not doubled beyond them.
        var repeated = new List<long>();
        while (atClient.State == ENetPeerState.Connected && pair.Clock.NowMs - sentMs < 100_000)
        {
            pair.Clock.NowMs += 2_000;
            pair.Client.Service(TimeSpan.Zero, out _);
            repeated.Add(atClient.Statistics.Retransmissions);
        }

        for (int round = 1; round < 6; round++) Assert.That(repeated[round], Is.GreaterThan(repeated[round - 1]), $"round {round} repeats what is overdue");
        Assert.That(pair.Clock.NowMs - sentMs, Is.LessThan(35_000), "and the dead server is noticed in time");
    }

    [Test]
    public void After_a_long_pause_what_waits_in_the_socket_is_read_before_time_outs_are_judged()
    {
        var impatient = new ENetHostOptions { TimeoutMinimum = TimeSpan.FromSeconds(5), TimeoutMaximum = TimeSpan.FromSeconds(5) };
        using HostPair pair = HostPair.OverLoopback(clientOptions: impatient);
        (ENetPeer atClient, _) = pair.Connect();
        atClient.Send(0, [1], ENetPacketFlags.Reliable);
        pair.Client.Flush();
        pair.Server.Service(TimeSpan.Zero, out ENetEvent e);
        e.Packet.Dispose();

        // The acknowledgement waits; the client was stopped for longer than its time-outs allow.
        pair.Clock!.NowMs += 20_000;
        Assert.That(pair.Client.Service(TimeSpan.Zero, out e), Is.False, $"{e.Type} {e.DisconnectReason}");
        Assert.That(atClient.State, Is.EqualTo(ENetPeerState.Connected));
    }

    [Test]
    [Property("Requirement", "REL-018, DEV-044")]
    public void After_a_pause_of_a_minute_the_acknowledgement_that_waited_is_understood([Range(0, 60_000, 4000)] int phaseMs)
    {
        using HostPair pair = HostPair.OverLoopback();
        pair.Clock!.NowMs += phaseMs;
        (ENetPeer atClient, _) = pair.Connect();
        for (int i = 0; i < 10; i++) pair.Step();
        atClient.Send(0, [1], ENetPacketFlags.Reliable);
        pair.Client.Flush();
        pair.Server.Service(TimeSpan.Zero, out ENetEvent e);
        e.Packet.Dispose();
        pair.Server.Flush();

        pair.Clock!.NowMs += 60_000;
        Assert.That(pair.Client.Service(TimeSpan.Zero, out _), Is.False);
        Assert.That(atClient.ReliableBytesInTransit, Is.Zero);
        Assert.That(pair.Client.Statistics.Drops[DropReason.ImpossibleSentTime], Is.Zero);
        Assert.That(atClient.Statistics.Retransmissions, Is.Zero);
        for (int i = 0; i < 20_000; i++) pair.Step();
        Assert.That(atClient.State, Is.EqualTo(ENetPeerState.Connected));
    }

    [Test]
    [Property("Requirement", "REL-001")]
    public void A_clock_that_steps_back_is_held()
    {
        using HostPair pair = HostPair.OverLoopback();
        (ENetPeer atClient, _) = pair.Connect();
        pair.Clock!.NowMs -= 500_000;
        atClient.Send(0, [1], ENetPacketFlags.Reliable);
        pair.Client.Flush();
        Assert.That(pair.ExpectPacket(pair.Server, 0), Is.EqualTo(new byte[] { 1 }));
    }

    [Test]
    public void A_packet_can_be_taken_past_the_events()
    {
        using HostPair pair = HostPair.OverLoopback();
        (ENetPeer atClient, ENetPeer atServer) = pair.Connect();
        for (byte i = 0; i < 3; i++) atClient.Send(1, [i], ENetPacketFlags.Reliable);
        pair.Client.Flush();
        pair.Server.Service(TimeSpan.Zero, out ENetEvent first);
        first.Packet.Dispose();
        Assert.That(atServer.TryReceive(out byte channelId, out ENetPacket packet), Is.True);
        Assert.That((channelId, packet.Span[0]), Is.EqualTo(((byte)1, (byte)1)));
        packet.Dispose();
        Assert.That(atServer.TryReceive(out _, out packet), Is.True);
        packet.Dispose();
        Assert.That(atServer.TryReceive(out _, out _), Is.False);
        Assert.That(pair.Server.CheckEvents(out _), Is.False);
    }

    [Test]
    public void A_disconnect_before_the_connection_stands_leaves_at_once_and_frees_the_slot()
    {
        using HostPair pair = HostPair.OverLoopback(clientOptions: new ENetHostOptions { PeerLimit = 1 });
        ENetPeer peer = pair.Client.Connect(pair.ServerEndPoint);
        pair.Client.Flush();
        long sent = pair.Client.Statistics.SentDatagrams;
        peer.Disconnect(5);
        Assert.That(pair.Client.Statistics.SentDatagrams, Is.EqualTo(sent + 1));
        Assert.That(peer.State, Is.EqualTo(ENetPeerState.Disconnected));
        Assert.That(pair.Client.TryConnect(pair.ServerEndPoint, out _), Is.True);
    }

    [Test]
    public void Without_a_free_slot_connect_throws_and_try_connect_answers()
    {
        using HostPair pair = HostPair.OverLoopback(clientOptions: new ENetHostOptions { PeerLimit = 1 });
        pair.Client.Connect(pair.ServerEndPoint);
        Assert.That(pair.Client.TryConnect(new ENetAddress(pair.ServerEndPoint), out ENetPeer? none), Is.False);
        Assert.That(none, Is.Null);
        InvalidOperationException? e = Assert.Throws<InvalidOperationException>(() => pair.Client.Connect(pair.ServerEndPoint));
        Assert.That(e!.Message, Does.Contain("PeerLimit"));
    }

    [TestCase(0)]
    [TestCase(256)]
    public void An_impossible_channel_count_is_an_exception(int channelCount)
    {
        using HostPair pair = HostPair.OverLoopback();
        Assert.Throws<ArgumentOutOfRangeException>(() => pair.Client.Connect(pair.ServerEndPoint, channelCount));
    }

    [Test]
    public void An_address_that_cannot_be_reached_is_an_exception_at_connect()
    {
        using ENetHost host = ENetHost.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Assert.Throws<ArgumentException>(() => host.Connect(new IPEndPoint(IPAddress.IPv6Loopback, 7)));
        Assert.Throws<ArgumentException>(() => host.Connect(new IPEndPoint(IPAddress.Loopback, 0)));
    }

    [Test]
    public void The_channel_limit_holds_for_later_connections()
    {
        using HostPair pair = HostPair.OverLoopback();
        pair.Server.SetChannelLimit(3);
        Assert.That(pair.Connect(channelCount: 9).AtClient.ChannelCount, Is.EqualTo(3));
        pair.Server.SetChannelLimit(0);
        Assert.That(pair.Connect(channelCount: 9).AtClient.ChannelCount, Is.EqualTo(9));
        Assert.Throws<ArgumentOutOfRangeException>(() => pair.Server.SetChannelLimit(256));
    }

    [Test]
    public void Settings_of_a_peer_that_cannot_be_are_exceptions()
    {
        using HostPair pair = HostPair.OverLoopback();
        (ENetPeer peer, _) = pair.Connect();
        Assert.Throws<ArgumentOutOfRangeException>(() => peer.PingInterval = TimeSpan.FromSeconds(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => peer.SetTimeout(-1, TimeSpan.Zero, TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => peer.SetTimeout(0, TimeSpan.Zero, TimeSpan.FromDays(100)));
        Assert.Throws<ArgumentOutOfRangeException>(() => peer.ConfigureThrottle(TimeSpan.FromTicks(-1), 2, 2));
        peer.PingInterval = TimeSpan.FromSeconds(2);
        Assert.That(peer.PingInterval, Is.EqualTo(TimeSpan.FromSeconds(2)));
        peer.PingInterval = TimeSpan.Zero;
        Assert.That(peer.PingInterval, Is.EqualTo(TimeSpan.FromMilliseconds(500)));
    }

    [Test]
    public void A_datagram_of_a_stranger_is_dropped_and_counted()
    {
        var hub = new LoopbackHub();
        using var host = new ENetHost(hub.Open(), options: null, new ManualClock());
        LoopbackTransport stranger = hub.Open();
        stranger.TryGetSendSlot(out Span<byte> slot);
        slot.Slice(0, 40).Fill(0xA5);
        stranger.CommitSend(new DatagramPath(new ENetAddress(host.LocalEndPoint)), 40, default);
        stranger.Flush();
        Assert.That(host.Service(TimeSpan.Zero, out _), Is.False);
        Assert.That(host.Statistics.Drops.Total, Is.EqualTo(1));
        Assert.That(host.Statistics.SentDatagrams, Is.Zero);
    }
}
