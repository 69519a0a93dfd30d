using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using ManagedENet.Shared;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Transports;

/// <summary>
/// A socket that has every address of its machine says which of them a datagram came to, and sends from the one it is told. Those who ask are connected sockets, to which the
/// system lets nothing through that comes from anywhere else.
/// </summary>
public sealed class LocalAddressTests
{
    private static readonly IPAddress Second = IPAddress.Parse("127.0.0.2");

    public enum Asked
    {
        IPv4,
        IPv4OfBoth,
        IPv6,
        IPv6OfBoth,
    }

    [Test]
    [Property("Requirement", "ADM-015, DEV-086")]
    public void F20_an_answer_leaves_from_the_address_that_was_asked([Values(ENetTransportKind.Socket, ENetTransportKind.LinuxBatch)] ENetTransportKind kind, [Values] Asked asked)
    {
        using IDatagramTransport transport = Open(kind, asked);
        using Socket remote = OpenRemote(asked, transport);
        for (int i = 0; i < 3; i++)
        {
            byte[] question = Payload.Make(100, seed: i);
            remote.Send(question);
            (byte[] datagram, DatagramPath path) = Receive(transport, 1).Single();
            Assert.That(datagram, Is.EqualTo(question));
            Assert.That(path.Remote, Is.EqualTo(new ENetAddress((IPEndPoint)remote.LocalEndPoint!)));
            Assert.That(path.Local, Is.EqualTo(new ENetAddress((IPEndPoint)remote.RemoteEndPoint!)), "the address that was asked, with our port");

            byte[] answer = Payload.Make(1_392, seed: i + 10);
            Stage(transport, path, answer);
            Assert.That(transport.Flush(), Is.EqualTo(1));
            Assert.That(Read(remote), Is.EqualTo(answer));
        }
    }

    [Test]
    [Property("Requirement", "ADM-015")]
    public void Answers_to_many_at_many_addresses_leave_together_and_each_from_its_own([Values(ENetTransportKind.Socket, ENetTransportKind.LinuxBatch)] ENetTransportKind kind, [Values(Asked.IPv4, Asked.IPv4OfBoth)] Asked asked)
    {
        using IDatagramTransport transport = Open(kind, asked);
        Socket[] remotes = [.. Enumerable.Range(0, 8).Select(i => OpenRemote(asked, transport, IPAddress.Parse($"127.0.0.{2 + i}")))];
        foreach (Socket remote in remotes) remote.Send([1]);
        List<(byte[] Datagram, DatagramPath Path)> questions = Receive(transport, remotes.Length);
        for (int i = 0; i < 5; i++)
        {
            foreach ((_, DatagramPath path) in questions)
            {
                Stage(transport, path, Payload.Make(500, seed: (i * 2) + 1));
                Stage(transport, path, Payload.Make(500, seed: (i * 2) + 2));
            }

            transport.Flush();
        }

        foreach (Socket remote in remotes)
        {
            for (int i = 1; i <= 10; i++) Assert.That(Read(remote), Is.EqualTo(Payload.Make(500, seed: i)));
            remote.Dispose();
        }
    }

    [Test]
    [Property("Requirement", "ADM-015")]
    public void What_leaves_as_one_and_comes_as_one_has_its_address_too([Values(ENetTransportKind.Socket, ENetTransportKind.LinuxBatch)] ENetTransportKind kind, [Values(Asked.IPv4, Asked.IPv4OfBoth, Asked.IPv6OfBoth)] Asked asked)
    {
        const int run = 30;
        using IDatagramTransport transport = Open(kind, asked);
        using IDatagramTransport other = Open(kind, asked);
        Stage(other, new DatagramPath(new ENetAddress(AddressOf(asked), transport.LocalEndPoint.Port)), [1]);
        other.Flush();
        DatagramPath path = Receive(transport, 1).Single().Path;
        for (int i = 0; i < run; i++) Stage(transport, path, Payload.Make(1_372, seed: i));
        Assert.That(transport.Flush(), Is.EqualTo(run));
        if (transport.Name.Contains("gso", StringComparison.Ordinal)) Assert.That(transport.Statistics.SendCalls, Is.EqualTo(1), "in one call");

        List<(byte[] Datagram, DatagramPath Path)> received = Receive(other, run);
        for (int i = 0; i < run; i++)
        {
            Assert.That(received[i].Datagram, Is.EqualTo(Payload.Make(1_372, seed: i)));
            Assert.That(received[i].Path.Remote, Is.EqualTo(path.Local));
            Assert.That(received[i].Path.Local, Is.EqualTo(path.Remote));
        }
    }

    [Test]
    [Property("Requirement", "ADM-017")]
    public void F20_what_cannot_leave_from_its_address_leaves_from_another(
        [Values(ENetTransportKind.Socket, ENetTransportKind.LinuxBatch)] ENetTransportKind kind,
        [Values(Asked.IPv4, Asked.IPv4OfBoth, Asked.IPv6OfBoth)] Asked asked,
        [Values(1, 20)] int datagrams)
    {
        using IDatagramTransport transport = Open(kind, asked);
        using Socket remote = OpenRemote(asked, transport, asked == Asked.IPv6OfBoth ? IPAddress.IPv6Loopback : IPAddress.Loopback);

        // Of networks that are for examples: no machine has them. And one that is of the other family.
        var four = new ENetAddress(IPAddress.Parse("192.0.2.1"), transport.LocalEndPoint.Port);
        var six = new ENetAddress(IPAddress.Parse("2001:db8::1"), transport.LocalEndPoint.Port);
        (ENetAddress gone, ENetAddress other) = asked == Asked.IPv6OfBoth ? (six, four) : (four, six);
        var to = new ENetAddress((IPEndPoint)remote.LocalEndPoint!);
        string name = transport.Name;
        for (int round = 0; round < 12; round++)
        {
            for (int i = 0; i < datagrams; i++) Stage(transport, new DatagramPath(to, round % 4 == 3 ? other : gone), Payload.Make(700, seed: i));
            Assert.That(transport.Flush(), Is.EqualTo(datagrams));
            for (int i = 0; i < datagrams; i++) Assert.That(Read(remote), Is.EqualTo(Payload.Make(700, seed: i)));
        }

        Assert.That((transport.Statistics.SendErrors, transport.TryTakeRefusal(out _), transport.Name), Is.EqualTo((0, false, name)), "and nothing is given up for it");
    }

    [Test]
    [Property("Requirement", "ADM-015")]
    public void F20_what_came_to_a_broadcast_address_is_answered_from_one_of_its_interface(
        [Values(ENetTransportKind.Socket, ENetTransportKind.LinuxBatch)] ENetTransportKind kind, [Values(Asked.IPv4, Asked.IPv4OfBoth)] Asked asked)
    {
        using IDatagramTransport transport = Open(kind, asked);
        using var remote = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { EnableBroadcast = true };
        remote.SendTo([1], new IPEndPoint(IPAddress.Parse("127.255.255.255"), transport.LocalEndPoint.Port));
        Assert.That(Receive(transport, 1).Single().Path.Local, Is.EqualTo(new ENetAddress(IPAddress.Loopback, transport.LocalEndPoint.Port)));
    }

    [Test]
    [Property("Requirement", "ADM-015")]
    public void A_socket_with_one_address_is_not_asked([Values(ENetTransportKind.Socket, ENetTransportKind.LinuxBatch)] ENetTransportKind kind)
    {
        const int level = 0, option = 8;
        using IDatagramTransport one = SystemTransport.Open(kind, IPAddress.Loopback);
        using IDatagramTransport all = Open(kind, Asked.IPv4);
        Assert.That(one.Name, Does.Not.Contain("pktinfo"));
        Assert.That(all.Name, Does.Contain("pktinfo"));
        Assert.That(OptionOf(one), Is.Zero);
        Assert.That(OptionOf(all), Is.EqualTo(1));

        static int OptionOf(IDatagramTransport transport)
        {
            Span<byte> value = stackalloc byte[sizeof(int)];
            SocketOf(transport).GetRawSocketOption(level, option, value);
            return BitConverter.ToInt32(value);
        }
    }

    [Test]
    [NonParallelizable]
    [Property("Requirement", "ADM-015, LIM-005")]
    public void Neither_learning_an_address_nor_sending_from_it_allocates(
        [Values(ENetTransportKind.Socket, ENetTransportKind.LinuxBatch)] ENetTransportKind kind, [Values(Asked.IPv4, Asked.IPv4OfBoth, Asked.IPv6OfBoth)] Asked asked)
    {
        using IDatagramTransport first = Open(kind, asked);
        using IDatagramTransport second = Open(kind, asked);
        Stage(second, new DatagramPath(new ENetAddress(AddressOf(asked), first.LocalEndPoint.Port)), [1]);
        second.Flush();
        DatagramPath path = Receive(first, 1).Single().Path;
        var deadline = new TestDeadline();
        Move(batches: 1_000);
        Assert.That(AllocatedBytes.OfEveryRound(() => Move(batches: 2_000)), Is.Zero);

        void Move(int batches)
        {
            for (int i = 0; i < batches; i++)
            {
                path = Pass(first, second, path);
                path = Pass(second, first, path);
            }
        }

        // Answers whatever path the last datagram came over.
        DatagramPath Pass(IDatagramTransport from, IDatagramTransport to, in DatagramPath path)
        {
            for (int k = 0; k < 10; k++)
            {
                from.TryGetSendSlot(out Span<byte> slot);
                slot.Slice(0, 1_000).Fill((byte)k);
                from.CommitSend(path, k < 5 ? 1_000 : 100 + k, default);
            }

            from.Flush();
            DatagramPath last = default;
            for (int received = 0; received < 10;)
            {
                deadline.ThrowIfPassed("ten datagrams");
                int count = to.Receive();
                if (count > 0) to.GetReceived(count - 1, out last);
                received += count;
            }

            return last;
        }
    }

    [Test]
    [Property("Requirement", "ADM-015")]
    public void Where_the_kernel_does_not_say_the_system_goes_on_choosing([Values(Asked.IPv4, Asked.IPv4OfBoth, Asked.IPv6OfBoth)] Asked asked)
    {
        var at = new IPEndPoint(BoundTo(asked), 0);
        using SocketTransport transport = SocketTransport.Bind(at, options: null, Socket.OSSupportsIPv6, asksForAddresses: false);
        Assert.That(transport.Name, Does.Not.Contain("pktinfo"));
        using Socket remote = OpenRemote(asked, transport, asked == Asked.IPv6OfBoth ? IPAddress.IPv6Loopback : IPAddress.Loopback);
        remote.Send([1, 2, 3]);
        DatagramPath path = Receive(transport, 1).Single().Path;
        Assert.That(path.Local.IsEmpty, Is.True);
        Stage(transport, path, [4, 5]);
        transport.Flush();
        Assert.That(Read(remote), Is.EqualTo(new byte[] { 4, 5 }));
    }

    private static IPAddress BoundTo(Asked asked) => asked switch
    {
        Asked.IPv4 => IPAddress.Any,
        _ => Machine.RequireIPv6Any(),
    };

    private static IPAddress AddressOf(Asked asked) => asked is Asked.IPv6 or Asked.IPv6OfBoth ? IPAddress.IPv6Loopback : Second;

    private static Socket SocketOf(IDatagramTransport transport) =>
        (Socket)transport.GetType().GetProperty("Socket", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!.GetValue(transport)!;

    private static IDatagramTransport Open(ENetTransportKind kind, Asked asked)
    {
        IDatagramTransport transport;
        try
        {
            var options = new ENetHostOptions { Transport = kind, DualMode = asked != Asked.IPv6 };
            transport = ManagedENet.Internal.TransportChoice.Open(new IPEndPoint(BoundTo(asked), 0), options);
        }
        catch (NotSupportedException e)
        {
            Assert.Ignore(e.Message);
            throw;
        }

        if (transport.Name.Contains("pktinfo", StringComparison.Ordinal)) return transport;
        transport.Dispose();
        Assert.Ignore("On this system, and in this build of the library, the system chooses the address that answers leave from.");
        return transport;
    }

    // Bound to another address than the one that it asks: a system that chooses by itself answers from there.
    private static Socket OpenRemote(Asked asked, IDatagramTransport transport, IPAddress? at = null)
    {
        at ??= AddressOf(asked);
        var socket = new Socket(at.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 10_000, ReceiveBufferSize = 1 << 20 };
        socket.Bind(new IPEndPoint(at.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback, 0));
        socket.Connect(new IPEndPoint(at, transport.LocalEndPoint.Port));
        return socket;
    }

    private static void Stage(IDatagramTransport transport, in DatagramPath path, byte[] datagram)
    {
        if (!transport.TryGetSendSlot(out Span<byte> slot))
        {
            transport.Flush();
            Assert.That(transport.TryGetSendSlot(out slot), Is.True);
        }

        datagram.CopyTo(slot);
        transport.CommitSend(path, datagram.Length, default);
    }

    private static byte[] Read(Socket remote)
    {
        byte[] read = new byte[5_000];
        return read.AsSpan(0, remote.Receive(read)).ToArray();
    }

    private static List<(byte[] Datagram, DatagramPath Path)> Receive(IDatagramTransport transport, int wanted)
    {
        var deadline = new TestDeadline();
        var received = new List<(byte[], DatagramPath)>();
        while (received.Count < wanted)
        {
            deadline.ThrowIfPassed($"{wanted} datagrams");
            transport.Wait(TimeSpan.FromMilliseconds(10));
            int count = transport.Receive();
            for (int i = 0; i < count; i++)
            {
                byte[] datagram = transport.GetReceived(i, out DatagramPath path).ToArray();
                received.Add((datagram, path));
            }
        }

        Assert.That(received, Has.Count.EqualTo(wanted));
        return received;
    }
}
