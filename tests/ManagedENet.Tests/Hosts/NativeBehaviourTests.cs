using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Hosts;

/// <summary>The behaviours of native ENet (protocol-spec/behaviours.md) that belong to sockets and clocks, each under its number.</summary>
public sealed class NativeBehaviourTests
{
    [Test]
    [Property("Requirement", "DEV-041, LIM-006")]
    public void Behaviour_41_an_error_in_sending_to_one_peer_stops_no_other()
    {
        // The system refuses to broadcast without the option, at once and whatever the network is.
        using ENetHost host = ENetHost.Bind(new IPEndPoint(IPAddress.Loopback, 0), new ENetHostOptions { EnableBroadcast = false });
        using ENetHost server = ENetHost.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        ENetPeer refused = host.Connect(new IPEndPoint(IPAddress.Broadcast, 9));
        ENetPeer good = host.Connect(server.LocalEndPoint);
        ENetPeer refusedToo = host.Connect(new IPEndPoint(IPAddress.Broadcast, 10));
        Assert.That(host.Service(TimeSpan.Zero, out _), Is.False);
        Assert.That(host.Statistics.Transport.SendErrors, Is.EqualTo(2));
        Assert.That(host.Statistics.Transport.SentDatagrams, Is.EqualTo(1));
        var deadline = new TestDeadline();
        while (good.State != ENetPeerState.Connected)
        {
            deadline.ThrowIfPassed("a connection");
            server.Service(TimeSpan.FromMilliseconds(1), out _);
            host.Service(TimeSpan.FromMilliseconds(1), out _);
        }

        Assert.That((refused.State, refusedToo.State), Is.EqualTo((ENetPeerState.Connecting, ENetPeerState.Connecting)));
    }

    [Test]
    [Property("Requirement", "DEV-041")]
    public void Behaviour_41_what_a_full_socket_does_not_take_is_sent_later_and_neither_lost_nor_repeated()
    {
        var clock = new ManualClock();
        var hub = new LoopbackHub();
        var stuttering = new StutteringTransport(hub.Open());
        using var server = new ENetHost(hub.Open(), options: null, clock);
        using var client = new ENetHost(stuttering, options: null, clock);
        ENetPeer peer = client.Connect(server.LocalEndPoint);
        var received = new List<byte>();
        Run(100);
        Assert.That(peer.State, Is.EqualTo(ENetPeerState.Connected));

        stuttering.PerFlush = 0;
        peer.Send(0, [1]);
        peer.Send(0, [2], ENetPacketFlags.Reliable);
        Run(1);
        Assert.That(received, Is.Empty);
        stuttering.PerFlush = int.MaxValue;
        Run(100);
        Assert.That(received, Is.EqualTo(new byte[] { 1, 2 }));
        Assert.That(client.Statistics.Retransmissions, Is.Zero);

        void Run(int milliseconds)
        {
            for (int i = 0; i < milliseconds; i++)
            {
                clock.NowMs++;
                client.Service(TimeSpan.Zero, out _);
                if (!server.Service(TimeSpan.Zero, out ENetEvent e) || e.Type != ENetEventType.Receive) continue;
                using ENetPacket packet = e.Packet;
                received.Add(packet.Span[0]);
            }
        }
    }

    [Test]
    [Property("Requirement", "DEV-060, DGM-025")]
    public void Behaviour_60_a_CONNECT_behind_fifty_empty_datagrams_is_answered_by_the_same_service_call()
    {
        using ENetHost server = ENetHost.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using Socket remote = OpenRemote();
        for (int i = 0; i < 50; i++) remote.SendTo([], server.LocalEndPoint);
        SendConnect(server);
        Assert.That(server.Service(TimeSpan.Zero, out _), Is.False);
        Assert.That(server.Statistics.SentDatagrams, Is.EqualTo(1), "VERIFY_CONNECT");
        Assert.That(server.Statistics.Transport.Empty, Is.EqualTo(50));
    }

    [Test]
    [Property("Requirement", "DEV-061, REL-070")]
    public void Behaviour_61_one_long_wait_sends_what_a_busy_loop_would()
    {
        long[] asked = SendTimes(TimeSpan.FromSeconds(6));
        Assert.That(asked, Is.EqualTo(new long[] { 0, 500, 1500, 2500, 3500, 4500, 5500 }));
        Assert.That(SendTimes(TimeSpan.FromMilliseconds(1)), Is.EqualTo(asked));
    }

    [Test]
    [Property("Requirement", "DEV-061, REL-070")]
    public void Behaviour_61_a_long_wait_ends_when_a_peer_times_out()
    {
        var clock = new ManualClock();
        using var client = new ENetHost(new WaitingTransport(new LoopbackHub().Open(), clock), new ENetHostOptions { ConnectTimeout = TimeSpan.FromSeconds(3) }, clock);
        client.Connect(new IPEndPoint(IPAddress.Loopback, 9));
        long startMs = clock.NowMs;
        Assert.That(client.Service(TimeSpan.FromMinutes(10), out ENetEvent e), Is.True);
        Assert.That(e.DisconnectReason, Is.EqualTo(ENetDisconnectReason.Timeout));
        Assert.That(clock.NowMs - startMs, Is.InRange(3000, 4000));
    }

    [Test]
    [Property("Requirement", "DEV-064, REL-001")]
    public void Behaviour_64_a_step_of_the_clock_backwards_ends_no_connection_and_spoils_no_round_trip()
    {
        using HostPair pair = HostPair.OverLoopback();
        (ENetPeer atClient, _) = pair.Connect();
        for (int i = 0; i < 100; i++) pair.Step();
        TimeSpan before = atClient.RoundTripTime;
        pair.Clock!.NowMs -= 30_000;
        atClient.Send(0, [1], ENetPacketFlags.Reliable);
        pair.ExpectPacket(pair.Server, 0);
        for (int i = 0; i < 40_000; i++) pair.Step();
        Assert.That(atClient.State, Is.EqualTo(ENetPeerState.Connected));
        Assert.That(atClient.RoundTripTime, Is.EqualTo(before).Within(TimeSpan.FromMilliseconds(10)));
        Assert.That(pair.EventsOf(pair.Client).Concat(pair.EventsOf(pair.Server)), Is.Empty);
    }

    [Test]
    [Property("Requirement", "DEV-064, REL-001")]
    public void Behaviour_64_nothing_here_reads_the_wall_clock()
    {
        using FileStream stream = File.OpenRead(typeof(ENetHost).Assembly.Location);
        using var image = new PEReader(stream);
        MetadataReader metadata = image.GetMetadataReader();
        string[] types = metadata.TypeReferences.Select(metadata.GetTypeReference).Select(type => metadata.GetString(type.Name)).ToArray();
        Assert.That(types, Has.None.EqualTo("DateTime").And.None.EqualTo("DateTimeOffset"));

        // A time provider has both: what is read of it are its timestamps, which nobody sets, and the time between two of them; its timers go by those too.
        IEnumerable<string> read = metadata.MemberReferences.Select(metadata.GetMemberReference)
            .Where(member => member.Parent.Kind == HandleKind.TypeReference)
            .Where(member => metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)member.Parent).Name) == nameof(TimeProvider))
            .Select(member => metadata.GetString(member.Name));
        Assert.That(read, Is.SubsetOf(new[] { "get_System", "get_TimestampFrequency", nameof(TimeProvider.GetTimestamp), nameof(TimeProvider.GetElapsedTime), nameof(TimeProvider.CreateTimer) }));
    }

    [Test]
    [Property("Requirement", "DGM-026, DGM-027")]
    public void Behaviour_66_datagrams_too_long_to_be_read_are_skipped_and_the_CONNECT_behind_them_is_answered()
    {
        using ENetHost server = ENetHost.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using Socket remote = OpenRemote();
        for (int i = 0; i < 5; i++) remote.SendTo(new byte[4097 + (i * 10_000)], server.LocalEndPoint);
        SendConnect(server);
        Assert.That(server.Service(TimeSpan.Zero, out _), Is.False);
        Assert.That(server.Statistics.SentDatagrams, Is.EqualTo(1), "VERIFY_CONNECT");
        Assert.That(server.Statistics.Transport.Truncated, Is.EqualTo(5));
    }

    [Test]
    [Property("Requirement", "DGM-027")]
    public void Behaviour_66_a_port_that_nobody_listens_at_ends_no_pass()
    {
        using HostPair pair = HostPair.OverSockets(IPAddress.Loopback, IPAddress.Loopback);
        using Socket closing = OpenRemote();
        var closed = new ENetAddress((IPEndPoint)closing.LocalEndPoint!);
        closing.Dispose();
        (ENetPeer atClient, _) = pair.Connect();
        for (int i = 0; i < 20; i++)
        {
            Assert.That(pair.Client.SendUnconnected(closed, [1]), Is.True);
            atClient.Send(0, [(byte)i], ENetPacketFlags.Reliable);
            Assert.That(pair.ExpectPacket(pair.Server, 0), Is.EqualTo(new[] { (byte)i }));
        }
    }

    private static long[] SendTimes(TimeSpan wait)
    {
        var clock = new ManualClock();
        var transport = new WaitingTransport(new LoopbackHub().Open(), clock);
        using var client = new ENetHost(transport, options: null, clock);
        long startMs = clock.NowMs;
        client.Connect(new IPEndPoint(IPAddress.Loopback, 9));
        while (clock.NowMs < startMs + 6000) Assert.That(client.Service(wait, out _), Is.False);
        return transport.SentAtMs.Select(sentAtMs => sentAtMs - startMs).ToArray();
    }

    private static void SendConnect(ENetHost server)
    {
        using ENetHost client = ENetHost.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        client.Connect(server.LocalEndPoint);
        client.Flush();
    }

    private static Socket OpenRemote()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 10_000 };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }
}
