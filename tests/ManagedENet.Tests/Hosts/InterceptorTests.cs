using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using ManagedENet.Tests.Hosts.Handlers;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Hosts;

/// <summary>Raw datagrams beside the connections: intercepted on the way in, sent unconnected on the way out. On both faces.</summary>
public sealed class InterceptorTests
{
    private static readonly byte[] Question = Encoding.ASCII.GetBytes("who is there?");
    private static readonly byte[] Answer = Encoding.ASCII.GetBytes("a server");

    [TestCase(false)]
    [TestCase(true)]
    public void A_strangers_datagram_is_offered_before_it_is_parsed_and_can_be_answered(bool onHandlerFace)
    {
        var answering = new Interceptor { OnDatagram = (host, from, _) => host.SendUnconnected(from, Answer) };
        var listening = new Interceptor { OnDatagram = (_, _, _) => true };
        var hub = new LoopbackHub();
        using var server = new ENetHost(hub.Open(), new ENetHostOptions { Interceptor = answering }, new ManualClock());
        using var client = new ENetHost(hub.Open(), new ENetHostOptions { Interceptor = listening }, new ManualClock());

        Assert.That(client.SendUnconnected(new ENetAddress(server.LocalEndPoint), Question), Is.True);
        Service(server, onHandlerFace);
        Service(client, onHandlerFace);

        Assert.That(answering.Seen, Is.EqualTo(new[] { (new ENetAddress(client.LocalEndPoint), "who is there?") }));
        Assert.That(listening.Seen, Is.EqualTo(new[] { (new ENetAddress(server.LocalEndPoint), "a server") }));
        Assert.That(server.Statistics.Drops.Total, Is.Zero, "what is swallowed is not dropped");
        Assert.That(server.Statistics.ReceivedDatagrams, Is.EqualTo(1), "and is counted as native counts it");
        Assert.That(server.Statistics.ReceivedBytes, Is.EqualTo(Question.Length));
        Assert.That(server.Statistics.SentDatagrams, Is.Zero);
        Assert.That(server.Statistics.Transport.SentDatagrams, Is.EqualTo(1));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void What_is_not_swallowed_is_read_as_always_and_every_datagram_is_offered(bool onHandlerFace)
    {
        var watching = new Interceptor { OnDatagram = (_, _, _) => false };
        using HostPair pair = HostPair.OverLoopback(new ENetHostOptions { Interceptor = watching });
        (ENetPeer atClient, ENetPeer atServer) = pair.Connect();
        atClient.Send(0, [1, 2, 3], ENetPacketFlags.Reliable);
        pair.Client.Flush();
        RecordingHandler handler = RecordingHandler.Create();
        if (onHandlerFace) pair.Server.Service(TimeSpan.Zero, ref handler);
        else Assert.That(pair.ExpectPacket(pair.Server, 0), Is.EqualTo(new byte[] { 1, 2, 3 }));
        Assert.That(watching.Seen, Has.Count.EqualTo((int)pair.Server.Statistics.ReceivedDatagrams));
        Assert.That(atServer.Statistics.ReceivedPackets, Is.EqualTo(1));
    }

    [Test]
    public void A_swallowed_CONNECT_makes_no_peer()
    {
        var deaf = new Interceptor { OnDatagram = (_, _, _) => true };
        using HostPair pair = HostPair.OverLoopback(new ENetHostOptions { Interceptor = deaf });
        ENetPeer peer = pair.Client.Connect(pair.ServerEndPoint);
        for (int i = 0; i < 2000; i++) pair.Step();
        Assert.That(deaf.Seen, Has.Count.EqualTo(3), "asked at 0, 0.5 and 1.5 s");
        Assert.That(peer.State, Is.EqualTo(ENetPeerState.Connecting));
        Assert.That(pair.Server.Peers, Is.Empty);
    }

    [TestCase(false)]
    [TestCase(true)]
    public void What_it_throws_leaves_the_service_call_and_the_next_call_goes_on_behind_that_datagram(bool onHandlerFace)
    {
        int offered = 0;
        var failing = new Interceptor { OnDatagram = (_, _, _) => ++offered == 2 ? throw new InvalidDataException("interceptor") : false };
        using HostPair pair = HostPair.OverLoopback(new ENetHostOptions { Interceptor = failing });
        using ENetHost host = pair.Server;
        ENetAddress to = new(pair.ServerEndPoint);
        pair.Client.SendUnconnected(to, [1]);
        pair.Client.SendUnconnected(to, [2]);
        ENetPeer peer = pair.Client.Connect(pair.ServerEndPoint);
        pair.Client.Flush();

        Assert.Throws<InvalidDataException>(() => Service(host, onHandlerFace));
        Assert.That(offered, Is.EqualTo(2));
        Service(host, onHandlerFace);
        Assert.That(offered, Is.EqualTo(3));
        pair.StepUntil(() => peer.State == ENetPeerState.Connected, "a connection");
        Assert.That(host.Statistics.Drops.Total, Is.EqualTo(1), "the first one byte was read and dropped, the second was swallowed");
    }

    [Test]
    public void An_interceptor_may_use_the_host_but_not_service_or_dispose_it()
    {
        var errors = new List<Exception>();
        var asking = new Interceptor
        {
            OnDatagram = (host, from, datagram) =>
            {
                errors.Add(Assert.Throws<InvalidOperationException>(() => host.Service(TimeSpan.Zero, out _))!);
                errors.Add(Assert.Throws<InvalidOperationException>(host.Dispose)!);
                host.Connect(from);
                return true;
            },
        };
        using HostPair pair = HostPair.OverLoopback(new ENetHostOptions { Interceptor = asking });
        pair.Client.SendUnconnected(new ENetAddress(pair.ServerEndPoint), [1]);
        pair.Server.Service(TimeSpan.Zero, out _);
        asking.OnDatagram = (_, _, _) => false;
        pair.Expect(pair.Client, ENetEventType.Connect);
        Assert.That(errors, Has.Count.EqualTo(2));
    }

    [Test]
    public void Over_sockets_two_hosts_find_each_other_before_they_connect()
    {
        var answering = new Interceptor
        {
            OnDatagram = (host, from, datagram) => datagram.SequenceEqual(Question) && host.SendUnconnected(from, Answer),
        };
        ENetAddress? found = null;
        var searching = new Interceptor
        {
            OnDatagram = (_, from, datagram) =>
            {
                if (!datagram.SequenceEqual(Answer)) return false;
                found = from;
                return true;
            },
        };
        using HostPair pair = HostPair.OverSockets(
            IPAddress.Loopback, IPAddress.Loopback, new ENetHostOptions { Interceptor = answering }, new ENetHostOptions { Interceptor = searching });
        pair.Client.SendUnconnected(new ENetAddress(pair.ServerEndPoint), Question);
        pair.StepUntil(() => found is not null, "an answer");
        Assert.That(found, Is.EqualTo(new ENetAddress(pair.ServerEndPoint)));
        pair.Connect();
    }

    [Test]
    public void An_unconnected_datagram_has_up_to_4096_bytes_and_a_port()
    {
        var sink = new Interceptor { OnDatagram = (_, _, _) => true };
        using HostPair pair = HostPair.OverLoopback(new ENetHostOptions { Interceptor = sink });
        var to = new ENetAddress(pair.ServerEndPoint);
        Assert.That(pair.Client.SendUnconnected(to, Payload.Make(4096)), Is.True);
        Assert.Throws<ArgumentException>(() => pair.Client.SendUnconnected(to, new byte[4097]));
        Assert.Throws<ArgumentException>(() => pair.Client.SendUnconnected(new ENetAddress(IPAddress.Loopback, 0), [1]));
        pair.Step();
        Assert.That(sink.Lengths, Is.EqualTo(new[] { 4096 }));
    }

    [Test]
    public void While_the_network_is_full_an_unconnected_datagram_is_refused()
    {
        var hub = new LoopbackHub();
        var stuttering = new StutteringTransport(hub.Open()) { PerFlush = 0 };
        using var host = new ENetHost(stuttering, options: null, new ManualClock());
        using LoopbackTransport remote = hub.Open();
        var to = new ENetAddress(remote.LocalEndPoint);
        Assert.That(host.SendUnconnected(to, [1]), Is.True, "it is staged");
        Assert.That(host.SendUnconnected(to, [2]), Is.False);
        stuttering.PerFlush = int.MaxValue;
        Assert.That(host.SendUnconnected(to, [3]), Is.True);
        Assert.That(remote.Receive(), Is.EqualTo(2));
        Assert.That(remote.GetReceived(0, out _)[0], Is.EqualTo(1));
        Assert.That(remote.GetReceived(1, out _)[0], Is.EqualTo(3));
    }

    private static void Service(ENetHost host, bool onHandlerFace)
    {
        var handler = default(CountingHandler);
        if (onHandlerFace) host.Service(TimeSpan.Zero, ref handler);
        else host.Service(TimeSpan.Zero, out _);
    }

    private sealed class Interceptor : IDatagramInterceptor
    {
        public delegate bool Decision(ENetHost host, ENetAddress from, ReadOnlySpan<byte> datagram);

        public required Decision OnDatagram { get; set; }

        public List<(ENetAddress From, string Text)> Seen { get; } = new();

        public IEnumerable<int> Lengths => Seen.Select(seen => seen.Text.Length);

        public bool Intercept(ENetHost host, in ENetAddress from, ReadOnlySpan<byte> datagram)
        {
            Seen.Add((from, Encoding.Latin1.GetString(datagram)));
            return OnDatagram(host, from, datagram);
        }
    }
}
