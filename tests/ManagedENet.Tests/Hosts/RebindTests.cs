using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Hosts;

/// <summary>A socket that is of no use any more is exchanged for another one, under a host that goes on.</summary>
[Property("Requirement", "LIM-047")]
public sealed class RebindTests
{
    [TestCase(ENetTransportKind.Socket)]
    [TestCase(ENetTransportKind.Automatic)]
    public void F17_connections_go_on_over_a_new_socket_at_the_same_port(ENetTransportKind kind)
    {
        var options = new ENetHostOptions { Transport = kind };
        using HostPair pair = HostPair.OverSockets(IPAddress.Loopback, IPAddress.Loopback, options, options);
        (ENetPeer atClient, ENetPeer atServer) = pair.Connect();
        for (byte round = 0; round < 5; round++)
        {
            // On its way while there is no socket, so it is lost and repeated.
            atClient.Send(0, [round], ENetPacketFlags.Reliable);
            pair.Client.Flush();
            IPEndPoint before = pair.Server.LocalEndPoint;
            pair.Server.Rebind(before);
            Assert.That(pair.Server.LocalEndPoint, Is.EqualTo(before));
            Assert.That(pair.ExpectPacket(pair.Server, 0), Is.EqualTo(new[] { round }));
            atServer.Send(1, [round], ENetPacketFlags.Reliable);
            Assert.That(pair.ExpectPacket(pair.Client, 1), Is.EqualTo(new[] { round }));
        }

        Assert.That((atClient.State, atServer.State), Is.EqualTo((ENetPeerState.Connected, ENetPeerState.Connected)));
    }

    [TestCase(4, 5)]
    [TestCase(10, 12)]
    public void F17_a_network_that_is_down_for_less_than_the_time_out_costs_no_connection_and_no_packet(int seconds, int timeoutMinimum)
    {
        using var world = new OutageWorld(TimeSpan.FromSeconds(timeoutMinimum));
        world.Down(seconds * 1_000);
        world.Server.Rebind(world.OpenAgain());
        world.AssertEverythingArrives();
        Assert.That(world.Server.Statistics.Transport.SendErrors, Is.Positive, "the transport reports");
        Assert.That(world.Notices.Select(notice => notice.Kind), Does.Contain(ENetNoticeKind.DestinationRefused));
        Assert.That(world.Notices.First(notice => notice.Kind == ENetNoticeKind.DestinationRefused).Message, Does.Contain("Rebind"));
    }

    [Test]
    public void F17_a_network_that_is_down_for_longer_ends_connections_by_their_time_out()
    {
        using var world = new OutageWorld(TimeSpan.FromSeconds(5));
        world.Down(40_000);
        Assert.That(world.AtServer, Is.EqualTo(new[] { (ENetEventType.Disconnect, ENetDisconnectReason.Timeout) }));
        Assert.That(world.AtClient, Is.EqualTo(new[] { (ENetEventType.Disconnect, ENetDisconnectReason.Timeout) }));
        world.Server.Rebind(world.OpenAgain());
        world.Client.Connect(world.Server.LocalEndPoint);
        world.Run(1_000);
        Assert.That(world.Server.ConnectedPeerCount, Is.EqualTo(1), "and the host is as good as new");
    }

    [Test]
    public void A_client_at_another_port_is_a_stranger_to_the_server_and_comes_in_anew()
    {
        using HostPair pair = HostPair.OverSocketsOnVirtualTime(IPAddress.Loopback);
        (ENetPeer atClient, _) = pair.Connect();
        int port = pair.Client.LocalEndPoint.Port;
        pair.Client.Rebind(new IPEndPoint(IPAddress.Loopback, 0));
        Assert.That(pair.Client.LocalEndPoint.Port, Is.Not.EqualTo(port));
        for (int i = 0; i < 400; i++)
        {
            pair.Clock!.NowMs += 100;
            pair.Step();
        }

        Assert.That(pair.Expect(pair.Server, ENetEventType.Disconnect).DisconnectReason, Is.EqualTo(ENetDisconnectReason.Timeout));
        Assert.That(pair.Expect(pair.Client, ENetEventType.Disconnect).Peer, Is.SameAs(atClient));
        pair.Connect();
    }

    [TestCase(ENetTransportKind.Socket)]
    [TestCase(ENetTransportKind.Automatic)]
    public void The_socket_that_is_given_up_is_closed(ENetTransportKind kind)
    {
        using ENetHost host = ENetHost.Bind(new IPEndPoint(IPAddress.Loopback, 0), new ENetHostOptions { Transport = kind });
        IPEndPoint before = host.LocalEndPoint;
        host.Rebind(new IPEndPoint(IPAddress.Loopback, 0));
        using ENetHost next = ENetHost.Bind(before);
        Assert.That(next.LocalEndPoint, Is.EqualTo(before));
    }

    [Test]
    public void What_was_counted_before_goes_on_counting()
    {
        using HostPair pair = HostPair.OverSockets(IPAddress.Loopback, IPAddress.Loopback);
        pair.Connect();
        TransportStatistics before = pair.Server.Statistics.Transport;
        Assert.That((before.SentDatagrams, before.ReceivedBytes), Is.Not.EqualTo((0L, 0L)));
        pair.Server.Rebind(pair.Server.LocalEndPoint);
        TransportStatistics after = pair.Server.Statistics.Transport;
        Assert.That((after.SentDatagrams, after.SentBytes, after.ReceivedDatagrams, after.ReceivedBytes), Is.EqualTo((before.SentDatagrams, before.SentBytes, before.ReceivedDatagrams, before.ReceivedBytes)));
    }

    [Test]
    public void A_port_that_another_has_leaves_the_host_where_it_is()
    {
        using HostPair pair = HostPair.OverSockets(IPAddress.Loopback, IPAddress.Loopback);
        pair.Connect();
        IPEndPoint before = pair.Server.LocalEndPoint;
        Assert.That(() => pair.Server.Rebind(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 0)), Throws.InstanceOf<SocketException>());
        Assert.That(pair.Server.LocalEndPoint, Is.EqualTo(before));
        pair.Server.Peers[0].Send(0, [1], ENetPacketFlags.Reliable);
        Assert.That(pair.ExpectPacket(pair.Client, 0), Is.EqualTo(new byte[] { 1 }));
    }

    [Test]
    public void Without_a_socket_a_host_does_its_calls_and_its_connections_live_until_there_is_one()
    {
        using HostPair pair = HostPair.OverSocketsOnVirtualTime(IPAddress.Loopback);
        pair.Connect();

        // The port is given up for the new socket, and somebody else takes it at that moment: what is left is asked for again.
        IPEndPoint before = pair.Server.LocalEndPoint;
        Assert.That(() => pair.Server.Rebind(pair.Client.LocalEndPoint), Throws.InstanceOf<SocketException>());
        Assert.That(pair.Server.Statistics.TransportName, Does.StartWith("closed"));
        pair.Server.Peers[0].Send(0, [7], ENetPacketFlags.Reliable);
        for (int i = 0; i < 50; i++)
        {
            pair.Clock!.NowMs += 9;
            pair.Step();
        }

        Assert.That(pair.Server.Statistics.Transport.SendErrors, Is.Positive);
        Assert.That(pair.Server.Service(TimeSpan.FromMilliseconds(1), out _), Is.False, "it waits, and does not spin");
        pair.Server.Rebind(before);
        // Twenty milliseconds a step: each step waits on a real socket.
        pair.StepUntil(
            () =>
            {
                pair.Clock!.NowMs += 19;
                return pair.EventsOf(pair.Client).Count > 0;
            },
            "the packet");
        Assert.That(pair.ExpectPacket(pair.Client, 0), Is.EqualTo(new byte[] { 7 }));
    }

    [Test]
    public void What_cannot_be_is_refused_and_stays_the_caller_s()
    {
        var hub = new LoopbackHub();
        LoopbackTransport own = hub.Open();
        using var host = new ENetHost(own);
        Assert.That(() => host.Rebind(own), Throws.ArgumentException);
        using var heavy = new HeavyTransport(hub.Open());
        Assert.That(() => host.Rebind(heavy), Throws.ArgumentException.With.Message.Contains("16"));
        Assert.That(heavy.Flush(), Is.Zero, "it is not disposed");
        using var heavyHost = new ENetHost(new HeavyTransport(hub.Open()));
        Assert.That(() => heavyHost.Rebind(new IPEndPoint(IPAddress.Loopback, 0)), Throws.InvalidOperationException);
        host.Dispose();
        Assert.That(() => host.Rebind(new IPEndPoint(IPAddress.Loopback, 0)), Throws.InstanceOf<ObjectDisposedException>());
    }

    private sealed class HeavyTransport(IDatagramTransport inner) : ForwardingTransport(inner)
    {
        public override int OverheadBytes => 16;
    }

    /// <summary>A server in memory whose network goes down, and a client that talks to it. On virtual time.</summary>
    private sealed class OutageWorld : IDisposable
    {
        private readonly LoopbackHub _hub = new();
        private readonly ManualClock _clock = new();
        private readonly IPEndPoint _address;
        private readonly BreakableTransport _first;
        private readonly List<byte> _received = [];
        private byte _sent;

        public OutageWorld(TimeSpan timeoutMinimum)
        {
            var options = new ENetHostOptions { TimeoutMinimum = timeoutMinimum };
            _first = new BreakableTransport(_hub.Open());
            _address = _first.LocalEndPoint;
            Server = new ENetHost(_first, options, _clock);
            Server.Notice += Notices.Add;
            Client = new ENetHost(_hub.Open(), options, _clock);
            Client.Connect(_address);
            Run(200);
            Assert.That(Server.ConnectedPeerCount, Is.EqualTo(1));
            AtServer.Clear();
            AtClient.Clear();
        }

        public ENetHost Server { get; }

        public ENetHost Client { get; }

        public List<ENetNotice> Notices { get; } = [];

        public List<(ENetEventType Type, ENetDisconnectReason Reason)> AtServer { get; } = [];

        public List<(ENetEventType Type, ENetDisconnectReason Reason)> AtClient { get; } = [];

        /// <summary>Nothing leaves the server and nothing reaches it; both ends go on talking.</summary>
        public void Down(int ms)
        {
            _first.IsDown = true;
            for (int passed = 0; passed < ms; passed += 50)
            {
                foreach (ENetPeer peer in Client.Peers)
                {
                    if (peer.State == ENetPeerState.Connected && passed % 500 == 0 && peer.Send(0, [_sent], ENetPacketFlags.Reliable) == ENetSendResult.Queued) _sent++;
                }

                Run(50);
            }
        }

        public IDatagramTransport OpenAgain()
        {
            // Its address is free again: the interface came back.
            _first.Leave();
            return _hub.Open(_address);
        }

        public void AssertEverythingArrives()
        {
            Run(20_000);
            Assert.That(_received, Is.EqualTo(Enumerable.Range(0, _sent).Select(i => (byte)i)));
            Assert.That(_sent, Is.GreaterThan(5));
            Assert.That(AtServer.Concat(AtClient).Where(e => e.Type != ENetEventType.Receive), Is.Empty);
        }

        public void Run(int ms)
        {
            for (int i = 0; i < ms; i += 10)
            {
                _clock.NowMs += 10;
                Take(Server, AtServer);
                Take(Client, AtClient);
            }
        }

        public void Dispose()
        {
            Server.Dispose();
            Client.Dispose();
        }

        private void Take(ENetHost host, List<(ENetEventType Type, ENetDisconnectReason Reason)> events)
        {
            while (host.Service(TimeSpan.Zero, out ENetEvent e))
            {
                events.Add((e.Type, e.DisconnectReason));
                if (e.Type == ENetEventType.Receive) _received.Add(e.Packet.Span[0]);
                e.Packet.Dispose();
            }
        }
    }

    private sealed class BreakableTransport(IDatagramTransport inner) : ForwardingTransport(inner)
    {
        private readonly Queue<DatagramRefusal> _refused = new();
        private long _errors;

        public bool IsDown { get; set; }

        public override TransportStatistics Statistics => Inner.Statistics with { SendErrors = _errors };

        public void Leave() => Inner.Dispose();

        public override void CommitSend(in DatagramPath path, int length, in DatagramSendOptions options)
        {
            if (!IsDown)
            {
                base.CommitSend(path, length, options);
                return;
            }

            _errors++;
            _refused.Enqueue(new DatagramRefusal(path, length, SocketError.NetworkDown));
        }

        public override bool TryTakeRefusal(out DatagramRefusal refusal) => _refused.TryDequeue(out refusal) || base.TryTakeRefusal(out refusal);

        public override int Receive()
        {
            int received = Inner.Receive();
            return IsDown ? 0 : received;
        }

        public override int Flush() => IsDown ? 0 : base.Flush();
    }
}
