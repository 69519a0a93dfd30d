using System;
using System.Net;
using System.Net.Sockets;
using ManagedENet.Shared;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Transports;

/// <summary>The socket transport against plain sockets of this machine.</summary>
public sealed class SocketTransportTests
{
    [TestCase(Network.IPv4)]
    [TestCase(Network.IPv6)]
    [TestCase(Network.DualFromIPv4)]
    [TestCase(Network.DualFromIPv6)]
    public void A_datagram_arrives_with_its_sender_and_an_answer_finds_back(Network network)
    {
        using SocketTransport transport = Open(network);
        using Socket remote = OpenRemote(network);
        byte[] question = Payload.Make(100, seed: 1);
        remote.SendTo(question, AddressOf(transport, network));

        Assert.That(ReceiveOne(transport, out ENetAddress from), Is.EqualTo(question));
        Assert.That(from, Is.EqualTo(new ENetAddress((IPEndPoint)remote.LocalEndPoint!)));

        byte[] answer = Payload.Make(1392, seed: 2);
        Send(transport, from, answer);
        byte[] read = new byte[5000];
        Assert.That(read.AsSpan(0, remote.Receive(read)).ToArray(), Is.EqualTo(answer));
    }

    [Test]
    public void The_name_says_which_address_families_are_served()
    {
        using SocketTransport four = SocketTransport.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Assert.That(four.Name, Is.EqualTo("socket, IPv4"));
        using SocketTransport both = SocketTransport.Bind(new IPEndPoint(Machine.RequireIPv6Any(), 0));
        // Where the system says which address a datagram came to, the name says so too.
        Assert.That(both.Name, Does.Match(@"^socket(\(pktinfo\))?, IPv4 and IPv6$"));
        using SocketTransport six = SocketTransport.Bind(new IPEndPoint(IPAddress.IPv6Any, 0), new ENetHostOptions { DualMode = false });
        Assert.That(six.Name, Does.Match(@"^socket(\(pktinfo\))?, IPv6$"));
    }

    [Test]
    public void Any_IPv6_serves_IPv4_on_every_machine()
    {
        using SocketTransport transport = SocketTransport.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        Assert.That(transport.CanReach(new ENetAddress(IPAddress.Loopback, 1)), Is.True);
        using Socket remote = OpenRemote(Network.IPv4);
        remote.SendTo([7], new IPEndPoint(IPAddress.Loopback, transport.LocalEndPoint.Port));
        Assert.That(ReceiveOne(transport, out _), Is.EqualTo(new byte[] { 7 }));
    }

    [Test]
    public void Any_IPv6_becomes_any_IPv4_on_a_machine_without_IPv6_and_the_name_says_so()
    {
        using SocketTransport transport = SocketTransport.Bind(new IPEndPoint(IPAddress.IPv6Any, 0), options: null, hasIPv6: false);
        Assert.That(transport.LocalEndPoint.Address, Is.EqualTo(IPAddress.Any));
        Assert.That(transport.Name, Does.Match(@"^socket(\(pktinfo\))?, IPv4 \(no IPv6 on this machine\)$"));
        Assert.That(transport.CanReach(new ENetAddress(IPAddress.IPv6Loopback, 1)), Is.False);
    }

    [Test]
    public void An_empty_datagram_is_counted_and_those_behind_it_are_read_in_the_same_pass()
    {
        using SocketTransport transport = Open(Network.IPv4);
        using Socket remote = OpenRemote(Network.IPv4);
        for (int i = 0; i < 10; i++) remote.SendTo([], transport.LocalEndPoint);
        remote.SendTo([1, 2, 3], transport.LocalEndPoint);
        remote.SendTo([], transport.LocalEndPoint);
        remote.SendTo([4], transport.LocalEndPoint);

        Assert.That(transport.Wait(TimeSpan.FromSeconds(10)), Is.True);
        Assert.That(transport.Receive(), Is.EqualTo(2));
        Assert.That(transport.GetReceived(0, out _).ToArray(), Is.EqualTo(new byte[] { 1, 2, 3 }));
        Assert.That(transport.GetReceived(1, out _).ToArray(), Is.EqualTo(new byte[] { 4 }));
        Assert.That(transport.Statistics.Empty, Is.EqualTo(11));
    }

    [TestCase(Network.IPv4)]
    [TestCase(Network.IPv6)]
    public void The_longest_datagram_is_taken_and_longer_ones_are_dropped_whole_and_counted(Network network)
    {
        using SocketTransport transport = Open(network);
        using Socket remote = OpenRemote(network);
        IPEndPoint to = AddressOf(transport, network);
        foreach (int length in (int[])[4097, 4096, 4098, 9000, 60000, 4095]) remote.SendTo(Payload.Make(length), to);

        Assert.That(transport.Wait(TimeSpan.FromSeconds(10)), Is.True);
        Assert.That(transport.Receive(), Is.EqualTo(2));
        Assert.That(transport.GetReceived(0, out _).ToArray(), Is.EqualTo(Payload.Make(4096)));
        Assert.That(transport.GetReceived(1, out _).ToArray(), Is.EqualTo(Payload.Make(4095)));
        Assert.That(transport.Statistics.Truncated, Is.EqualTo(4));
        Assert.That(transport.Statistics.ReceivedDatagrams, Is.EqualTo(2));
    }

    [Test]
    public void A_flood_larger_than_a_batch_comes_in_several_batches_in_order()
    {
        using SocketTransport transport = Open(Network.IPv4);
        using Socket remote = OpenRemote(Network.IPv4);
        for (int i = 0; i < 100; i++) remote.SendTo([(byte)i], transport.LocalEndPoint);

        int next = 0;
        for (int count = transport.Receive(); count > 0; count = transport.Receive())
        {
            for (int i = 0; i < count; i++) Assert.That(transport.GetReceived(i, out _)[0], Is.EqualTo(next++));
        }

        Assert.That(next, Is.EqualTo(100));
    }

    [Test]
    public void A_closed_port_throws_nothing_and_does_not_stop_the_others()
    {
        using SocketTransport transport = Open(Network.IPv4);
        using Socket remote = OpenRemote(Network.IPv4);
        var closed = new ENetAddress(IPAddress.Loopback, ClosedPort());
        var open = new ENetAddress((IPEndPoint)remote.LocalEndPoint!);
        byte[] read = new byte[10];
        for (int i = 0; i < 50; i++)
        {
            Stage(transport, closed, [1]);
            Stage(transport, open, [(byte)i]);
            Stage(transport, closed, [2]);
            transport.Flush();
            transport.Wait(TimeSpan.Zero);
            Assert.That(transport.Receive(), Is.Zero);
            Assert.That(remote.Receive(read), Is.EqualTo(1));
            Assert.That(read[0], Is.EqualTo(i));
        }
    }

    [Test]
    public void F14_a_destination_that_the_system_refuses_is_counted_and_does_not_stop_the_others()
    {
        using SocketTransport transport = SocketTransport.Bind(new IPEndPoint(IPAddress.Loopback, 0), new ENetHostOptions { EnableBroadcast = false });
        using Socket remote = OpenRemote(Network.IPv4);
        Stage(transport, new ENetAddress(IPAddress.Broadcast, 9), [1]);
        Stage(transport, new ENetAddress(IPAddress.IPv6Loopback, 9), [2]);
        Stage(transport, new ENetAddress(IPAddress.Loopback, 0), [3]);
        Stage(transport, new ENetAddress((IPEndPoint)remote.LocalEndPoint!), [4]);

        Assert.That(transport.Flush(), Is.EqualTo(1));
        byte[] read = new byte[10];
        Assert.That(remote.Receive(read), Is.EqualTo(1));
        Assert.That(read[0], Is.EqualTo(4));
        Assert.That(transport.Statistics.SendErrors, Is.EqualTo(3));
        Assert.That(transport.Statistics.LastError, Is.Not.EqualTo(SocketError.Success));
        Assert.That(transport.Statistics.SentDatagrams, Is.EqualTo(1));
    }

    [Test]
    public void Staged_datagrams_leave_in_order_and_a_full_stage_lends_no_slot_until_it_is_flushed()
    {
        using SocketTransport transport = Open(Network.IPv4);
        using Socket remote = OpenRemote(Network.IPv4);
        var to = new ENetAddress((IPEndPoint)remote.LocalEndPoint!);
        int staged = 0;
        while (transport.TryGetSendSlot(out Span<byte> slot))
        {
            Assert.That(slot.Length, Is.GreaterThanOrEqualTo(4096));
            slot[0] = (byte)staged++;
            transport.CommitSend(new DatagramPath(to), 1, default);
        }

        Assert.That(staged, Is.GreaterThan(1));
        Assert.That(remote.Poll(0, SelectMode.SelectRead), Is.False, "nothing leaves before the flush");
        Assert.That(transport.Flush(), Is.EqualTo(staged));
        Assert.That(transport.TryGetSendSlot(out _), Is.True);
        byte[] read = new byte[10];
        for (int i = 0; i < staged; i++)
        {
            Assert.That(remote.Receive(read), Is.EqualTo(1));
            Assert.That(read[0], Is.EqualTo(i));
        }
    }

    [Test]
    public void A_slot_that_is_not_committed_costs_nothing()
    {
        using SocketTransport transport = Open(Network.IPv4);
        for (int i = 0; i < 1000; i++) Assert.That(transport.TryGetSendSlot(out _), Is.True);
        Assert.That(transport.Flush(), Is.Zero);
    }

    [Test]
    public void Waiting_ends_with_the_time_or_with_a_datagram()
    {
        using SocketTransport transport = Open(Network.IPv4);
        Assert.That(transport.Wait(TimeSpan.Zero), Is.False);
        Assert.That(transport.Wait(TimeSpan.FromMilliseconds(2)), Is.False);
        using Socket remote = OpenRemote(Network.IPv4);
        remote.SendTo([], transport.LocalEndPoint);
        Assert.That(transport.Wait(TimeSpan.FromSeconds(10)), Is.True, "an empty datagram is something to read, too");
        Assert.That(transport.Receive(), Is.Zero);
    }

    [Test]
    public void The_granted_buffers_are_reported_and_at_least_what_was_asked_for_within_reason()
    {
        using SocketTransport automatic = Open(Network.IPv4);
        Assert.That(automatic.Statistics.ReceiveBufferBytes, Is.GreaterThanOrEqualTo(200_000));
        Assert.That(automatic.Statistics.SendBufferBytes, Is.GreaterThanOrEqualTo(200_000));
        var small = new ENetHostOptions { ReceiveBufferBytes = 16_384, SendBufferBytes = 16_384 };
        using SocketTransport chosen = SocketTransport.Bind(new IPEndPoint(IPAddress.Loopback, 0), small);
        Assert.That(chosen.Statistics.ReceiveBufferBytes, Is.InRange(16_384, 32_768));
        Assert.That(chosen.Statistics.SendBufferBytes, Is.InRange(16_384, 32_768));
    }

    [Test]
    public void A_port_that_is_taken_is_an_exception_and_reuse_allows_it()
    {
        var reuse = new ENetHostOptions { ReuseAddress = true };
        using SocketTransport first = SocketTransport.Bind(new IPEndPoint(IPAddress.Loopback, 0), reuse);
        Assert.That(() => SocketTransport.Bind(first.LocalEndPoint), Throws.InstanceOf<SocketException>().With.Message.Contains($"{first.LocalEndPoint}"));
        using SocketTransport second = SocketTransport.Bind(first.LocalEndPoint, reuse);
        Assert.That(second.LocalEndPoint, Is.EqualTo(first.LocalEndPoint));
    }

    [TestCase(Network.IPv4)]
    [TestCase(Network.DualFromIPv4)]
    public void A_time_to_live_is_accepted_by_every_kind_of_socket(Network network)
    {
        IPAddress bind = network == Network.IPv4 ? IPAddress.Loopback : Machine.RequireIPv6Any();
        using SocketTransport transport = SocketTransport.Bind(new IPEndPoint(bind, 0), new ENetHostOptions { TimeToLive = 3 });
        using Socket remote = OpenRemote(Network.IPv4);
        Send(transport, new ENetAddress((IPEndPoint)remote.LocalEndPoint!), [1]);
        Assert.That(remote.Receive(new byte[4]), Is.EqualTo(1));
    }

    [Test]
    public void After_dispose_every_use_is_an_exception_and_a_second_dispose_is_not()
    {
        SocketTransport transport = Open(Network.IPv4);
        transport.Dispose();
        transport.Dispose();
        Assert.Throws<ObjectDisposedException>(() => transport.Flush());
        Assert.Throws<ObjectDisposedException>(() => transport.Receive());
        Assert.Throws<ObjectDisposedException>(() => transport.Wait(TimeSpan.Zero));
    }

    [TestCase(Network.IPv4)]
    [TestCase(Network.IPv6)]
    [TestCase(Network.DualFromIPv4)]
    public void Neither_sending_nor_receiving_allocates(Network network)
    {
        using SocketTransport first = Open(network);
        using SocketTransport second = Open(network);
        var toFirst = new ENetAddress(AddressOf(first, network));
        var toSecond = new ENetAddress(AddressOf(second, network));
        var deadline = new TestDeadline();
        first.Wait(TimeSpan.FromMilliseconds(1));
        Move(1_000);
        Assert.That(AllocatedBytes.BeyondAllowance(() => Move(10_000)), Is.Zero);

        long Move(int rounds)
        {
            for (int i = 0; i < rounds; i++)
            {
                Exchange(first, second, toSecond, deadline);
                Exchange(second, first, toFirst, deadline);
            }

            return LibraryTarget.SocketAllocation(datagrams: rounds * 2);
        }
    }

    private static void Exchange(SocketTransport sender, SocketTransport receiver, in ENetAddress to, TestDeadline deadline)
    {
        sender.TryGetSendSlot(out Span<byte> slot);
        slot.Slice(0, 200).Fill(1);
        sender.CommitSend(new DatagramPath(to), 200, default);
        sender.Flush();
        while (receiver.Receive() == 0)
        {
            deadline.ThrowIfPassed("a datagram");
            receiver.Wait(TimeSpan.FromMilliseconds(1));
        }

        receiver.GetReceived(0, out _);
    }

    private static SocketTransport Open(Network network) => SocketTransport.Bind(new IPEndPoint(network switch
    {
        Network.IPv4 => IPAddress.Loopback,
        Network.IPv6 => Machine.RequireIPv6(),
        _ => Machine.RequireIPv6Any(),
    }, 0));

    private static Socket OpenRemote(Network network)
    {
        IPAddress address = network is Network.IPv4 or Network.DualFromIPv4 ? IPAddress.Loopback : IPAddress.IPv6Loopback;
        var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 10_000 };
        socket.Bind(new IPEndPoint(address, 0));
        return socket;
    }

    private static IPEndPoint AddressOf(SocketTransport transport, Network network)
        => new(network is Network.IPv4 or Network.DualFromIPv4 ? IPAddress.Loopback : IPAddress.IPv6Loopback, transport.LocalEndPoint.Port);

    private static byte[] ReceiveOne(SocketTransport transport, out ENetAddress from)
    {
        Assert.That(transport.Wait(TimeSpan.FromSeconds(10)), Is.True);
        Assert.That(transport.Receive(), Is.EqualTo(1));
        byte[] datagram = transport.GetReceived(0, out DatagramPath path).ToArray();
        from = path.Remote;
        return datagram;
    }

    private static void Send(SocketTransport transport, in ENetAddress to, byte[] datagram)
    {
        Stage(transport, to, datagram);
        Assert.That(transport.Flush(), Is.EqualTo(1));
    }

    private static void Stage(SocketTransport transport, in ENetAddress to, byte[] datagram)
    {
        Assert.That(transport.TryGetSendSlot(out Span<byte> slot), Is.True);
        datagram.CopyTo(slot);
        transport.CommitSend(new DatagramPath(to), datagram.Length, default);
    }

    private static int ClosedPort()
    {
        using Socket socket = OpenRemote(Network.IPv4);
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
