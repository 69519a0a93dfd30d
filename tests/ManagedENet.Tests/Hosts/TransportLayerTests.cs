using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using ManagedENet.Tests.Support;
using ManagedENet.Tests.Transports.Contract;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Hosts;

/// <summary>What a host does with what its transport tells of itself: bytes that it adds, timers, places it cannot reach, datagrams it was refused.</summary>
public sealed class TransportLayerTests
{
    private const int Overhead = PaddingTransport.PaddingBytes;

    [Test]
    public void What_the_transport_adds_is_part_of_the_longest_datagram()
    {
        var clock = new ManualClock();
        var hub = new LoopbackHub();
        var network = new LengthTransport(hub.Open());
        using var server = new ENetHost(new PaddingTransport(hub.Open()), options: null, clock);
        using var client = new ENetHost(new PaddingTransport(network), new ENetHostOptions { MtuBytes = 1000 }, clock);
        ENetPeer peer = client.Connect(server.LocalEndPoint);
        StepUntil(clock, client, server, () => peer.State == ENetPeerState.Connected);
        Assert.That(client.MtuBytes, Is.EqualTo(1000));
        Assert.That(server.MtuBytes, Is.EqualTo(1392));
        Assert.That(peer.MtuBytes, Is.EqualTo(1000 - Overhead));

        byte[] sent = Payload.Make(20_000);
        peer.Send(0, sent, ENetPacketFlags.Reliable);
        byte[]? received = null;
        StepUntil(clock, client, server, () => received is not null, e => received = e.Packet.Span.ToArray());
        Assert.That(received, Is.EqualTo(sent));
        Assert.That(network.Lengths.Max(), Is.EqualTo(1000), "full datagrams are as long as they may be, and not longer");
    }

    [Test]
    public void A_new_longest_datagram_holds_for_the_network_too()
    {
        var hub = new LoopbackHub();
        var clock = new ManualClock();
        using var server = new ENetHost(new PaddingTransport(hub.Open()), options: null, clock);
        using var client = new ENetHost(new PaddingTransport(hub.Open()), options: null, clock);
        server.MtuBytes = 900;
        Assert.That(server.MtuBytes, Is.EqualTo(900));
        ENetPeer peer = client.Connect(server.LocalEndPoint);
        StepUntil(clock, client, server, () => peer.State == ENetPeerState.Connected);
        Assert.That(peer.MtuBytes, Is.EqualTo(900 - Overhead));
    }

    [TestCase(576, 1)]
    [TestCase(612, 37)]
    [TestCase(4096, 3521)]
    [TestCase(1392, -1)]
    public void A_transport_that_leaves_no_room_for_ENet_is_refused(int mtuBytes, int overheadBytes)
    {
        var transport = new HungryTransport(overheadBytes);
        ArgumentException? refused = Assert.Throws<ArgumentOutOfRangeException>(() => _ = new ENetHost(transport, new ENetHostOptions { MtuBytes = mtuBytes }));
        Assert.That(refused!.Message, Does.Contain($"adds {overheadBytes} bytes"));
        Assert.That(transport.IsDisposed, Is.False, "it is still its owner's");
    }

    [Test]
    public void A_longest_datagram_without_room_for_ENet_is_refused()
    {
        using var host = new ENetHost(new HungryTransport(37), new ENetHostOptions { MtuBytes = 613 });
        Assert.Throws<ArgumentOutOfRangeException>(() => host.MtuBytes = 612);
        Assert.That(host.MtuBytes, Is.EqualTo(613));
        host.MtuBytes = 4096;
    }

    [Test]
    public void A_datagram_of_ones_own_is_shorter_by_what_the_transport_adds()
    {
        var hub = new LoopbackHub();
        using var host = new ENetHost(new PaddingTransport(hub.Open()));
        using var remote = new PaddingTransport(hub.Open());
        var to = new ENetAddress(remote.LocalEndPoint);
        byte[] longest = Payload.Make(4096 - Overhead);
        Assert.That(host.SendUnconnected(to, longest), Is.True);
        Assert.That(remote.Receive(), Is.EqualTo(1));
        Assert.That(remote.GetReceived(0, out _).ToArray(), Is.EqualTo(longest));
        Assert.Throws<ArgumentException>(() => host.SendUnconnected(to, new byte[longest.Length + 1]));
    }

    [Test]
    public void A_host_waits_no_longer_than_its_transport_can_do_without_a_call()
    {
        var clock = new ManualClock();
        var transport = new TimerTransport(clock) { Timer = TimeSpan.FromMilliseconds(7) };
        using var host = new ENetHost(transport, options: null, clock);
        Assert.That(host.Service(TimeSpan.FromMilliseconds(70), out _), Is.False);
        Assert.That(transport.Waits, Is.EqualTo(Enumerable.Repeat(7.0, 10)));
        Assert.That(transport.Calls, Is.EqualTo("FRF" + string.Concat(Enumerable.Repeat("WFRF", 9)) + "W"), "after each wait it has its turn");
    }

    [Test]
    public void A_timer_that_is_due_all_the_time_does_not_make_a_host_spin()
    {
        var clock = new ManualClock();
        var transport = new TimerTransport(clock) { Timer = TimeSpan.Zero };
        using var host = new ENetHost(transport, options: null, clock);
        Assert.That(host.Service(TimeSpan.FromMilliseconds(20), out _), Is.False);
        Assert.That(transport.Waits, Is.EqualTo(Enumerable.Repeat(1.0, 20)));
    }

    [Test]
    public void A_transport_without_timers_is_waited_on_as_long_as_there_is_nothing_to_do()
    {
        var clock = new ManualClock();
        var transport = new TimerTransport(clock);
        using var host = new ENetHost(transport, options: null, clock);
        host.Service(TimeSpan.FromMilliseconds(700), out _);
        Assert.That(transport.Waits.Sum(), Is.EqualTo(700));
        Assert.That(transport.Waits, Has.Count.LessThanOrEqualTo(2));
    }

    [Test]
    public void What_cannot_be_reached_is_known_through_every_layer()
    {
        SocketTransport socket = SocketTransport.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var host = new ENetHost(new ImpairedTransport(new PaddingTransport(socket), new ImpairedTransportOptions()));
        Assert.Throws<ArgumentException>(() => host.Connect(new IPEndPoint(IPAddress.IPv6Loopback, 9)));
    }

    [Test]
    public void A_destination_that_the_system_refuses_is_told_once()
    {
        var clock = new ManualClock();
        SocketTransport socket = SocketTransport.Bind(new IPEndPoint(IPAddress.Loopback, 0), new ENetHostOptions { EnableBroadcast = false });
        using var host = new ENetHost(socket, options: null, clock);
        var notices = new List<ENetNotice>();
        host.Notice += notices.Add;
        host.Connect(new IPEndPoint(IPAddress.Broadcast, 7777));
        for (int i = 0; i < 10_000; i++)
        {
            clock.NowMs++;
            host.Service(TimeSpan.Zero, out _);
        }

        ENetNotice notice = notices.Single();
        Assert.That(notice.Kind, Is.EqualTo(ENetNoticeKind.DestinationRefused));
        Assert.That(notice.Address, Is.EqualTo(new ENetAddress(IPAddress.Broadcast, 7777)));
        Assert.That(notice.Message, Does.Contain("255.255.255.255:7777").And.Contain(nameof(SocketError.AccessDenied)).And.Contain("EnableBroadcast"));
    }

    [Test]
    public void A_port_where_nobody_is_is_no_refusal_to_tell()
    {
        var clock = new ManualClock();
        using var host = new ENetHost(new LoopbackHub().Open(), options: null, clock);
        var notices = new List<ENetNotice>();
        host.Notice += notices.Add;
        host.Connect(new IPEndPoint(IPAddress.Loopback, 7777));
        for (int i = 0; i < 10_000; i++)
        {
            clock.NowMs++;
            host.Service(TimeSpan.Zero, out _);
        }

        Assert.That(host.Statistics.Transport.SendErrors, Is.GreaterThan(3));
        Assert.That(notices, Is.Empty);
    }

    private static void StepUntil(ManualClock clock, ENetHost client, ENetHost server, Func<bool> isDone, Action<ENetEvent>? onReceive = null)
    {
        for (int i = 0; !isDone(); i++)
        {
            Assert.That(i, Is.LessThan(10_000));
            clock.NowMs++;
            client.Service(TimeSpan.Zero, out _);
            if (!server.Service(TimeSpan.Zero, out ENetEvent e) || e.Type != ENetEventType.Receive) continue;
            onReceive!(e);
            e.Packet.Dispose();
        }
    }

    private sealed class LengthTransport : ForwardingTransport
    {
        public LengthTransport(IDatagramTransport inner)
            : base(inner)
        {
        }

        public List<int> Lengths { get; } = new();

        public override void CommitSend(in DatagramPath path, int length, in DatagramSendOptions options)
        {
            Lengths.Add(length);
            base.CommitSend(path, length, options);
        }
    }

    private sealed class HungryTransport : TestTransport
    {
        public HungryTransport(int overheadBytes) => OverheadBytes = overheadBytes;

        public override int OverheadBytes { get; }

        public bool IsDisposed { get; private set; }

        public override void Dispose()
        {
            IsDisposed = true;
            base.Dispose();
        }
    }

    /// <summary>Waits in virtual time, and writes down what it is called for.</summary>
    private sealed class TimerTransport : TestTransport
    {
        private readonly ManualClock _clock;

        public TimerTransport(ManualClock clock) => _clock = clock;

        public TimeSpan Timer { get; init; } = Timeout.InfiniteTimeSpan;

        public List<double> Waits { get; } = new();

        public string Calls { get; private set; } = string.Empty;

        public override TimeSpan TimeUntilDeadline => Timer;

        public override int Flush()
        {
            Calls += "F";
            return 0;
        }

        public override int Receive()
        {
            Calls += "R";
            return 0;
        }

        public override bool Wait(TimeSpan timeout)
        {
            Calls += "W";
            Waits.Add(timeout.TotalMilliseconds);
            _clock.NowMs += (long)timeout.TotalMilliseconds;
            return false;
        }
    }
}
