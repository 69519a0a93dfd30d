using System;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Transports;

/// <summary>Every option of a socket is read back from the socket itself: it took effect.</summary>
public sealed class SocketOptionTests
{
    private static readonly IPEndPoint Anywhere = new(IPAddress.Loopback, 0);

    [Test]
    public void The_buffers_are_those_asked_for()
    {
        using SocketTransport transport = SocketTransport.Bind(Anywhere, new ENetHostOptions { ReceiveBufferBytes = 32_768, SendBufferBytes = 65_536 });

        // Linux counts its own overhead and answers the double.
        int factor = RuntimeInformation.IsOSPlatform(OSPlatform.Linux) ? 2 : 1;
        Assert.That(transport.Socket.ReceiveBufferSize, Is.EqualTo(32_768 * factor));
        Assert.That(transport.Socket.SendBufferSize, Is.EqualTo(65_536 * factor));
        Assert.That(transport.Statistics.ReceiveBufferBytes, Is.EqualTo(transport.Socket.ReceiveBufferSize));
        Assert.That(transport.Statistics.SendBufferBytes, Is.EqualTo(transport.Socket.SendBufferSize));
    }

    [Test]
    public void The_time_to_live_is_the_one_asked_for_and_else_the_systems()
    {
        using SocketTransport transport = SocketTransport.Bind(Anywhere, new ENetHostOptions { TimeToLive = 3 });
        using SocketTransport unchanged = SocketTransport.Bind(Anywhere);
        using var plain = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        Assert.That(transport.Socket.Ttl, Is.EqualTo(3));
        Assert.That(unchanged.Socket.Ttl, Is.EqualTo(plain.Ttl));
    }

    [Test]
    public void The_time_to_live_counts_for_both_families_of_a_dual_socket()
    {
        using SocketTransport transport = SocketTransport.Bind(new IPEndPoint(Machine.RequireIPv6Any(), 0), new ENetHostOptions { TimeToLive = 5 });
        Assert.That(transport.Socket.Ttl, Is.EqualTo(5), "IPv6");
        Assert.That(transport.Socket.GetSocketOption(SocketOptionLevel.IP, SocketOptionName.IpTimeToLive), Is.EqualTo(5), "IPv4");
    }

    public enum Families
    {
        IPv4,
        IPv6,
        Both,
    }

    [Test]
    public void The_service_that_is_asked_for_is_set_for_each_family_of_a_socket([Values] Families families, [Values(null, 0, 10, 46, 63)] int? service)
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux)) Assert.Ignore("Where the system keeps it is known of Linux alone.");
        IPAddress address = families == Families.IPv4 ? IPAddress.Any : Machine.RequireIPv6Any();
        using SocketTransport transport = SocketTransport.Bind(new IPEndPoint(address, 0), new ENetHostOptions { DifferentiatedServices = service, DualMode = families == Families.Both });
        int trafficClass = (service ?? 0) << 2;
        if (families != Families.IPv6) Assert.That(transport.Socket.GetSocketOption(SocketOptionLevel.IP, SocketOptionName.TypeOfService), Is.EqualTo(trafficClass), "IPv4");
        if (families == Families.IPv4) return;
        byte[] value = new byte[4];
        transport.Socket.GetRawSocketOption(41, 67, value);
        Assert.That(System.BitConverter.ToInt32(value), Is.EqualTo(LibraryTarget.IsNetStandard ? 0 : trafficClass), "IPv6");
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Broadcast_is_allowed_as_asked_for(bool isAllowed)
    {
        using SocketTransport transport = SocketTransport.Bind(Anywhere, new ENetHostOptions { EnableBroadcast = isAllowed });
        Assert.That(transport.Socket.EnableBroadcast, Is.EqualTo(isAllowed));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void An_address_is_shared_as_asked_for(bool isShared)
    {
        using SocketTransport transport = SocketTransport.Bind(Anywhere, new ENetHostOptions { ReuseAddress = isShared });
        bool isSet = (int)transport.Socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress)! != 0;
        Assert.That(isSet, Is.EqualTo(isShared));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_socket_serves_both_families_as_asked_for(bool isDual)
    {
        using SocketTransport transport = SocketTransport.Bind(new IPEndPoint(Machine.RequireIPv6Any(), 0), new ENetHostOptions { DualMode = isDual });
        Assert.That(transport.Socket.DualMode, Is.EqualTo(isDual));
    }

    [Test]
    public void No_socket_blocks()
    {
        using SocketTransport transport = SocketTransport.Bind(Anywhere);
        Assert.That(transport.Socket.Blocking, Is.False);
    }

    [Test]
    public void A_host_bound_to_an_address_is_reached_there_and_nowhere_else()
    {
        var specific = IPAddress.Parse("127.0.0.2");
        ENetHost bound;
        try
        {
            bound = ENetHost.Bind(new IPEndPoint(specific, 0));
        }
        catch (SocketException)
        {
            Assert.Ignore("This machine has one loopback address only.");
            return;
        }

        using ENetHost server = bound;
        int port = server.LocalEndPoint.Port;
        Assert.That(server.LocalEndPoint.Address, Is.EqualTo(specific));
        using ENetHost client = ENetHost.Bind(Anywhere, new ENetHostOptions { PeerLimit = 2 });
        ENetPeer elsewhere = client.Connect(new IPEndPoint(IPAddress.Loopback, port));
        ENetPeer there = client.Connect(new IPEndPoint(specific, port));
        var deadline = new TestDeadline();
        while (there.State != ENetPeerState.Connected || server.ConnectedPeerCount == 0)
        {
            deadline.ThrowIfPassed("a connection");
            client.Service(TimeSpan.FromMilliseconds(1), out _);
            server.Service(TimeSpan.FromMilliseconds(1), out _);
        }

        Assert.That(elsewhere.State, Is.EqualTo(ENetPeerState.Connecting));
        Assert.That(there.EndPoint, Is.EqualTo(new IPEndPoint(specific, port)));
        Assert.That(server.Statistics.ReceivedBytes, Is.EqualTo(there.Statistics.SentBytes), "what went to the other address did not arrive");
    }
}
