using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Hosts;

/// <summary>Asking the whole local network for a connection: whoever answers first is the one.</summary>
public sealed class BroadcastConnectTests
{
    private const int Port = 7777;

    private static readonly IPEndPoint Everybody = new(IPAddress.Broadcast, Port);
    private static readonly IPAddress First = IPAddress.Parse("10.0.0.1");
    private static readonly IPAddress Second = IPAddress.Parse("10.0.0.2");

    [Test]
    [Property("Requirement", "HSK-015, DGM-015, DGM-017")]
    public void The_first_answer_to_a_broadcast_fixes_the_address()
    {
        var clock = new ManualClock();
        var hub = new LoopbackHub();
        var network = new BroadcastTransport(hub.Open(), Second, First);
        using var first = new ENetHost(hub.Open(new IPEndPoint(First, Port)), options: null, clock);
        using var second = new ENetHost(hub.Open(new IPEndPoint(Second, Port)), options: null, clock);
        using var client = new ENetHost(network, options: null, clock);

        ENetPeer peer = client.Connect(Everybody, channelCount: 2);
        Assert.That(peer.Address.IsIPv4Broadcast, Is.True);
        client.Flush();
        Assert.That(network.Broadcasts, Is.EqualTo(1));

        // Both are asked; the one that is slower to answer has the lower address and was asked last.
        first.Service(TimeSpan.Zero, out _);
        second.Service(TimeSpan.Zero, out _);
        Assert.That(client.Service(TimeSpan.Zero, out ENetEvent e), Is.True);
        Assert.That((e.Type, e.Peer), Is.EqualTo((ENetEventType.Connect, peer)));
        Assert.That(peer.Address, Is.EqualTo(new ENetAddress(First, Port)));

        client.Service(TimeSpan.Zero, out _);
        Assert.That(client.Statistics.Drops[DropReason.WrongAddress], Is.Positive, "the second answer comes from somebody else");
        Assert.That(peer.Address, Is.EqualTo(new ENetAddress(First, Port)));

        peer.Send(1, [1, 2, 3], ENetPacketFlags.Reliable);
        List<ENetEvent> atFirst = ServiceFor(clock, client, first, second, 100).Where(taken => taken.Type == ENetEventType.Receive).ToList();
        using ENetPacket packet = atFirst.Single().Packet;
        Assert.That(packet.Span.ToArray(), Is.EqualTo(new byte[] { 1, 2, 3 }));
        Assert.That((first.ConnectedPeerCount, second.ConnectedPeerCount), Is.EqualTo((1, 0)));
        Assert.That(network.Broadcasts, Is.EqualTo(1), "from the answer on, everything goes to one");
    }

    [Test]
    [Property("Requirement", "HSK-015")]
    public void A_broadcast_is_repeated_until_somebody_is_there()
    {
        var clock = new ManualClock();
        var hub = new LoopbackHub();
        var network = new BroadcastTransport(hub.Open(), First);
        using var client = new ENetHost(network, options: null, clock);
        ENetPeer peer = client.Connect(Everybody);
        for (int i = 0; i < 2000; i++)
        {
            clock.NowMs++;
            client.Service(TimeSpan.Zero, out _);
        }

        Assert.That(network.Broadcasts, Is.EqualTo(3), "at 0, 0.5 and 1.5 s");
        using var late = new ENetHost(hub.Open(new IPEndPoint(First, Port)), options: null, clock);
        ServiceFor(clock, client, late, late, 2000);
        Assert.That(peer.State, Is.EqualTo(ENetPeerState.Connected));
        Assert.That(peer.EndPoint, Is.EqualTo(new IPEndPoint(First, Port)));
    }

    [Test]
    [Property("Requirement", "HSK-015")]
    public void Over_a_real_socket_a_broadcast_within_this_machine_finds_a_host()
    {
        using ENetHost server = ENetHost.Bind(new IPEndPoint(IPAddress.Any, 0));
        int port = server.LocalEndPoint.Port;

        // The loopback network's own broadcast address keeps the test inside of this machine.
        SocketTransport socket = SocketTransport.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var client = new ENetHost(new BroadcastTransport(socket, IPAddress.Parse("127.255.255.255")));
        ENetPeer peer = client.Connect(new IPEndPoint(IPAddress.Broadcast, port));
        client.Flush();
        if (client.Statistics.Transport.SendErrors > 0) Assert.Ignore("This machine's loopback network has no broadcast address.");
        var deadline = new TestDeadline();
        while (peer.State != ENetPeerState.Connected)
        {
            deadline.ThrowIfPassed("an answer");
            client.Service(TimeSpan.Zero, out _);
            server.Service(TimeSpan.FromMilliseconds(1), out _);
        }

        Assert.That(peer.EndPoint, Is.EqualTo(new IPEndPoint(IPAddress.Loopback, port)));
    }

    private static List<ENetEvent> ServiceFor(ManualClock clock, ENetHost client, ENetHost first, ENetHost second, int milliseconds)
    {
        var atFirst = new List<ENetEvent>();
        for (int i = 0; i < milliseconds; i++)
        {
            clock.NowMs++;
            client.Service(TimeSpan.Zero, out _);
            if (first.Service(TimeSpan.Zero, out ENetEvent e)) atFirst.Add(e);
            if (second != first) second.Service(TimeSpan.Zero, out _);
        }

        return atFirst;
    }
}
