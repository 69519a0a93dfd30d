using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Transports;

/// <summary>The don't-fragment bit is looked at where routers see it: in the headers of the datagrams, which a raw socket gets to read.</summary>
public sealed class FragmentationTests
{
    private const int HeaderBytes = 20;
    private const int UdpHeaderBytes = 8;
    private const byte DontFragment = 0x40;

    private static readonly DatagramFragmentation[] Wishes =
    [
        DatagramFragmentation.SystemDefault,
        DatagramFragmentation.Forbidden,
        DatagramFragmentation.Allowed,
        DatagramFragmentation.Forbidden,
        DatagramFragmentation.SystemDefault,
        DatagramFragmentation.Allowed,
    ];

    [Test]
    public void Each_datagram_carries_the_bit_that_was_wished_for_it(
        [Values(ENetTransportKind.Socket, ENetTransportKind.LinuxBatch)] ENetTransportKind kind, [Values(Network.IPv4, Network.DualFromIPv4)] Network network)
    {
        if (SystemTransport.IsNetStandard) Assert.Ignore("That build knows the framework's own setting alone, which is coarser.");
        IPAddress bind = network == Network.IPv4 ? IPAddress.Loopback : Machine.RequireIPv6Any();
        using IDatagramTransport transport = SystemTransport.Open(kind, bind);
        using Socket headers = OpenRaw();
        using var remote = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        remote.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var to = new DatagramPath(new ENetAddress((IPEndPoint)remote.LocalEndPoint!));

        // Longer and longer, so that no two are sent as one.
        for (int i = 0; i < Wishes.Length; i++)
        {
            transport.TryGetSendSlot(out _);
            transport.CommitSend(to, 100 + i, new DatagramSendOptions { Fragmentation = Wishes[i] });
        }

        Assert.That(transport.Flush(), Is.EqualTo(Wishes.Length));
        bool[] bits = ReadBits(headers, transport.LocalEndPoint.Port, Wishes.Length);
        Assert.That((bits[1], bits[3]), Is.EqualTo((true, true)), "forbidden");
        Assert.That((bits[2], bits[5]), Is.EqualTo((false, false)), "allowed");
        Assert.That(bits[4], Is.EqualTo(bits[0]), "what the system does is what it did before");
    }

    private static Socket OpenRaw()
    {
        if (!OperatingSystem.IsLinux()) Assert.Ignore("The headers are read on Linux alone.");
        try
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Udp) { ReceiveTimeout = 10_000, ReceiveBufferSize = 1 << 20 };
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            return socket;
        }
        catch (SocketException e)
        {
            Assert.Ignore($"This machine lets nobody read headers: {e.SocketErrorCode}.");
            throw;
        }
    }

    // Other tests send over the loopback as well.
    private static bool[] ReadBits(Socket headers, int fromPort, int wanted)
    {
        var bits = new List<bool>();
        byte[] read = new byte[70_000];
        while (bits.Count < wanted)
        {
            int length = headers.Receive(read);
            if (length < HeaderBytes + UdpHeaderBytes || ((read[HeaderBytes] << 8) | read[HeaderBytes + 1]) != fromPort) continue;
            Assert.That(length, Is.EqualTo(HeaderBytes + UdpHeaderBytes + 100 + bits.Count), "they come in order");
            bits.Add((read[6] & DontFragment) != 0);
        }

        return bits.ToArray();
    }
}
