using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Hosts;

/// <summary>What a host lacks on its machine is told at its first service.</summary>
public sealed class StartNoticeTests
{
    [TestCase(212_992, 212_992, 7777, true)]
    [TestCase(4 << 20, 212_992, 7777, true)]
    [TestCase(212_992, 4 << 20, 7777, true)]
    [TestCase(1 << 20, 1 << 20, 7777, false)]
    [TestCase(212_992, 212_992, 0, false)]
    [Property("Requirement", "LIM-043")]
    public void A_server_is_told_once_that_the_systems_buffers_are_small_and_what_to_set(int receiveBytes, int sendBytes, int port, bool isTold)
    {
        using var opened = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        var wish = SocketWish.Of(new IPEndPoint(IPAddress.Any, port), new ENetHostOptions(), opened);
        var notices = new Queue<ENetNotice>();
        wish.AddNotices(notices, new TransportStatistics { ReceiveBufferBytes = 2 * receiveBytes, SendBufferBytes = 2 * sendBytes }, isLinux: true);
        Assert.That(notices, Has.Count.EqualTo(isTold ? 1 : 0));
        if (!isTold) return;
        Assert.That((notices.Peek().Kind, notices.Peek().Address.IsEmpty, notices.Peek().Count), Is.EqualTo((ENetNoticeKind.SmallSystemBuffers, true, 0L)));
        Assert.That(notices.Peek().Message, Does.Contain($"{receiveBytes} bytes").And.Contain($"{sendBytes} to send").And.Contain("sysctl -w net.core.rmem_max=4194304 net.core.wmem_max=4194304"));
        wish.AddNotices(notices, new TransportStatistics { ReceiveBufferBytes = receiveBytes, SendBufferBytes = sendBytes }, isLinux: false);
        Assert.That(notices.Last().Message, Does.Not.Contain("sysctl"));
    }

    [Test]
    [Property("Requirement", "LIM-043")]
    public void Whoever_says_what_buffers_are_enough_is_told_only_when_they_are_not_granted()
    {
        using var opened = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        var wish = SocketWish.Of(new IPEndPoint(IPAddress.Any, 7777), new ENetHostOptions { ReceiveBufferBytes = 212_992, SendBufferBytes = 100_000 }, opened);
        var notices = new Queue<ENetNotice>();
        wish.AddNotices(notices, new TransportStatistics { ReceiveBufferBytes = 2 * 212_992, SendBufferBytes = 2 * 100_000 }, isLinux: true);
        Assert.That(notices, Is.Empty);
        wish.AddNotices(notices, new TransportStatistics { ReceiveBufferBytes = 2 * 212_991, SendBufferBytes = 2 * 100_000 }, isLinux: true);
        Assert.That(notices.Single().Kind, Is.EqualTo(ENetNoticeKind.SmallBuffers));
        Assert.That(notices.Single().Message, Does.Contain("net.core.rmem_max"));
    }

    [Test]
    public void A_machine_without_IPv6_is_told_at_the_first_service()
    {
        SocketTransport transport = SocketTransport.Bind(new IPEndPoint(IPAddress.IPv6Any, 0), options: null, hasIPv6: false);
        Assert.That(StartNotices(new ENetHost(transport)).Single().Kind, Is.EqualTo(ENetNoticeKind.NoIPv6));
        SocketTransport four = SocketTransport.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Assert.That(StartNotices(new ENetHost(four)), Is.Empty, "IPv4 is what was asked for");
    }

    [Test]
    [Property("Requirement", "LIM-043")]
    public void What_a_new_socket_lacks_as_the_one_before_it_is_told_once()
    {
        var notices = new List<ENetNotice>();
        using var host = new ENetHost(WithoutIPv6());
        host.Notice += notices.Add;
        for (int i = 0; i < 3; i++)
        {
            host.Service(TimeSpan.Zero, out _);
            host.Rebind(WithoutIPv6());
        }

        host.Service(TimeSpan.Zero, out _);
        Assert.That(notices.Select(notice => notice.Kind), Is.EqualTo(new[] { ENetNoticeKind.NoIPv6 }));

        static SocketTransport WithoutIPv6() => SocketTransport.Bind(new IPEndPoint(IPAddress.IPv6Any, 0), options: null, hasIPv6: false);
    }

    [Test]
    public void Buffers_smaller_than_asked_for_are_told_also_through_an_impairment()
    {
        // More than any system grants to a program without special rights, and with them it may be granted after all.
        var greedy = new ENetHostOptions { ReceiveBufferBytes = 1 << 30, SendBufferBytes = 1 << 30 };
        SocketTransport socket = SocketTransport.Bind(new IPEndPoint(IPAddress.Loopback, 0), greedy);
        if (socket.Statistics.ReceiveBufferBytes >= 1 << 30 || socket.Statistics.SendBufferBytes >= 1 << 30) Assert.Ignore("This machine grants a gigabyte.");
        List<ENetNotice> notices = StartNotices(new ENetHost(new ImpairedTransport(socket, new ImpairedTransportOptions())));
        Assert.That(notices.Select(n => n.Kind), Is.EqualTo(new[] { ENetNoticeKind.SmallBuffers, ENetNoticeKind.SmallBuffers }));
        Assert.That(notices[0].Message, Does.Contain("receive buffer").And.Contain("instead of 1073741824"));
        var modest = new ENetHostOptions { ReceiveBufferBytes = 16_384, SendBufferBytes = 16_384 };
        Assert.That(StartNotices(ENetHost.Bind(new IPEndPoint(IPAddress.Loopback, 0), modest)), Is.Empty);
    }

    private static List<ENetNotice> StartNotices(ENetHost host)
    {
        var notices = new List<ENetNotice>();
        using (host)
        {
            host.Notice += notices.Add;
            host.Service(TimeSpan.Zero, out _);
            host.Service(TimeSpan.Zero, out _);
        }

        return notices;
    }
}
