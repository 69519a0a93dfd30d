using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using ManagedENet.Shared;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Hosts;

/// <summary>Hosts that have every address of the machine are asked at the second one, and answer from there. Any machine has many on its loopback.</summary>
public sealed class ReachTests
{
    private static readonly IPAddress Second = IPAddress.Parse("127.0.0.2");

    private static readonly ENetTransportKind[] Kinds = LibraryTarget.HasLinuxTransport ? [ENetTransportKind.Socket, ENetTransportKind.LinuxBatch] : [ENetTransportKind.Socket];

    [Test]
    [Property("Requirement", "ADM-015, DEV-086")]
    public void F20_a_host_is_reached_at_its_second_address_and_everything_comes_from_there([ValueSource(nameof(Kinds))] ENetTransportKind kind, [Values] bool isDual, [Values] bool isAnyClient)
    {
        using HostPair pair = Open(kind, isDual, isAnyClient);
        ENetPeer atClient = pair.Client.Connect(pair.ServerEndPoint, channelCount: 2);
        pair.Expect(pair.Client, ENetEventType.Connect);
        ENetPeer atServer = pair.Expect(pair.Server, ENetEventType.Connect).Peer;
        Assert.That(atClient.Address, Is.EqualTo(new ENetAddress(pair.ServerEndPoint)), "a client takes an answer from another address too, and goes there: this is the one that was asked");
        byte[] large = Payload.Make(300_000);
        atServer.Send(0, large, ENetPacketFlags.Reliable);
        atClient.Send(1, large, ENetPacketFlags.Reliable);
        Assert.That(pair.ExpectPacket(pair.Client, 0), Is.EqualTo(large));
        Assert.That(pair.ExpectPacket(pair.Server, 1), Is.EqualTo(large));
        atServer.Disconnect(7);
        Assert.That(pair.Expect(pair.Client, ENetEventType.Disconnect).Data, Is.EqualTo(7));
    }

    [Test]
    [Property("Requirement", "ADM-015, ADM-007")]
    public void F20_who_finds_the_host_full_is_told_so_from_the_address_that_was_asked([ValueSource(nameof(Kinds))] ENetTransportKind kind)
    {
        using HostPair pair = Open(kind, isDual: true, isAnyClient: false, peerLimit: 1);
        pair.Client.Connect(pair.ServerEndPoint);
        pair.Expect(pair.Client, ENetEventType.Connect);
        pair.Client.Connect(pair.ServerEndPoint);
        // From another address the client would not take it, and wait until its time is up.
        Assert.That(pair.Expect(pair.Client, ENetEventType.Disconnect).DisconnectReason, Is.EqualTo(ENetDisconnectReason.HostFull));
    }

    [Test]
    [Property("Requirement", "ADM-015")]
    public void F20_what_an_interceptor_answers_leaves_from_the_address_that_was_asked([ValueSource(nameof(Kinds))] ENetTransportKind kind)
    {
        var echo = new Echo();
        using ENetHost host = ENetHost.Bind(new IPEndPoint(IPAddress.Any, 0), new ENetHostOptions { Transport = kind, Interceptor = echo });
        RequireAddresses(host);
        using var remote = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        remote.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        remote.Connect(new IPEndPoint(Second, host.LocalEndPoint.Port));
        remote.Send([1, 2, 3]);
        var deadline = new TestDeadline();
        while (remote.Available == 0)
        {
            deadline.ThrowIfPassed("the answer");
            host.Service(TimeSpan.FromMilliseconds(1), out _);
        }

        byte[] answer = new byte[10];
        Assert.That(answer.AsSpan(0, remote.Receive(answer)).ToArray(), Is.EqualTo(new byte[] { 1, 2, 3 }));
    }

    [Test]
    [Property("Requirement", "ADM-011, ADM-019")]
    public void A_host_whose_system_answers_from_another_address_is_reached_without_a_word()
    {
        if (!OperatingSystem.IsLinux()) Assert.Ignore("Other systems have one address on their loopback, or choose in another way.");
        var notices = new List<ENetNotice>();
        using var server = new ENetHost(SocketTransport.Bind(new IPEndPoint(IPAddress.Any, 0), options: null, Socket.OSSupportsIPv6, asksForAddresses: false));
        using ENetHost client = ENetHost.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        client.Notice += notices.Add;
        server.Notice += notices.Add;
        ENetPeer peer = client.Connect(new IPEndPoint(Second, server.LocalEndPoint.Port));
        var deadline = new TestDeadline();
        while (peer.State != ENetPeerState.Connected)
        {
            deadline.ThrowIfPassed("the connection");
            client.Service(TimeSpan.FromMilliseconds(1), out _);
            server.Service(TimeSpan.Zero, out _);
        }

        Assert.That(peer.Address, Is.EqualTo(new ENetAddress(IPAddress.Loopback, server.LocalEndPoint.Port)));
        Assert.That(notices, Is.Empty);
    }

    [Test]
    [NonParallelizable]
    [Property("Requirement", "ADM-015, LIM-005")]
    public void Packets_from_a_second_address_allocate_nothing([ValueSource(nameof(Kinds))] ENetTransportKind kind)
    {
        using HostPair pair = Open(kind, isDual: true, isAnyClient: true);
        (ENetPeer atClient, ENetPeer atServer) = pair.Connect();
        byte[] payload = Payload.Make(100);
        var deadline = new TestDeadline();
        Move(packets: 10_000);
        Assert.That(AllocatedBytes.OfEveryRound(() => Move(packets: 5_000)), Is.Zero);

        void Move(int packets)
        {
            for (int received = 0; received < packets;)
            {
                deadline.ThrowIfPassed("the packets");
                for (int i = 0; i < 20; i++) atClient.Send(0, payload, ENetPacketFlags.Unsequenced);
                for (int i = 0; i < 20; i++) atServer.Send(0, payload, ENetPacketFlags.Unsequenced);
                pair.Client.Flush();
                received += Take(pair.Server) + Take(pair.Client);
            }
        }

        static int Take(ENetHost host)
        {
            int count = 0;
            while (host.Service(TimeSpan.Zero, out ENetEvent e))
            {
                if (e.Type != ENetEventType.Receive) continue;
                e.Packet.Dispose();
                count++;
            }

            return count;
        }
    }

    private static HostPair Open(ENetTransportKind kind, bool isDual, bool isAnyClient, int peerLimit = 8)
    {
        IPAddress any = isDual ? Machine.RequireIPv6Any() : IPAddress.Any;
        var options = new ENetHostOptions { Transport = kind, PeerLimit = peerLimit };
        HostPair pair = HostPair.OverSockets(any, Second, options, new ENetHostOptions { Transport = kind }, isAnyClient ? any : IPAddress.Loopback);
        RequireAddresses(pair.Server);
        return pair;
    }

    private static void RequireAddresses(ENetHost host)
    {
        if (!host.Statistics.TransportName!.Contains("pktinfo", StringComparison.Ordinal)) Assert.Ignore("Here the system chooses the address that answers leave from.");
    }

    private sealed class Echo : IDatagramInterceptor
    {
        public bool Intercept(ENetHost host, in ENetAddress from, ReadOnlySpan<byte> datagram) => host.SendUnconnected(from, datagram);
    }
}
