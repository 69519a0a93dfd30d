using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using ManagedENet.Interop.Live;
using ManagedENet.Interop.Native;

namespace ManagedENet.Interop.InProcess;

/// <summary>Native clients at the door of ours, while strangers crowd before it.</summary>
internal sealed class FloodTests
{
    private const int Clients = 10;
    private const int ConnectBytes = 52;

    [Test]
    public void H14_native_clients_get_in_and_are_heard_while_strangers_crowd([Values(5_000, 1_000)] int replyLimit)
    {
        NativeLibraryGuard.Require();
        var options = new ENetHostOptions { PeerLimit = 64, ReplyLimit = replyLimit };
        using ENetHost server = ENetHost.Bind(new IPEndPoint(IPAddress.Loopback, 0), options);
        Socket[] strangers = [.. Enumerable.Range(1, 16).Select(i =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(IPAddress.Parse($"127.0.1.{i}"), 0));
            socket.Connect(server.LocalEndPoint);
            return socket;
        })];
        byte[] question = Question();
        var random = new Random(7);
        long asked = 0;
        int received = 0;
        var clients = new List<(NativeHost Host, ILivePeer Peer)>();
        try
        {
            var watch = Stopwatch.StartNew();
            while (watch.Elapsed < TimeSpan.FromSeconds(30) && (received < Clients || asked < 100_000))
            {
                for (int i = 0; i < 200 && asked < 100_000; i++, asked++)
                {
                    BinaryPrimitives.WriteInt32LittleEndian(question.AsSpan(44), random.Next());
                    strangers[random.Next(strangers.Length)].Send(question);
                }

                while (server.Service(TimeSpan.Zero, out ENetEvent e))
                {
                    if (e.Type == ENetEventType.Receive) received++;
                    if (e.Type == ENetEventType.Receive) e.Packet.Dispose();
                }

                if (asked > 20_000 && clients.Count < Clients)
                {
                    NativeHost host = NativeHost.CreateClient(new LiveHostOptions());
                    clients.Add((host, host.Connect(server.LocalEndPoint.Port, 1, 0)));
                }

                foreach ((NativeHost host, ILivePeer peer) in clients)
                {
                    while (host.TryService(0, out LiveEvent? happened))
                    {
                        if (happened.Type == ENetEventType.Connect) peer.Send(0, [1, 2, 3], ENetPacketFlags.Reliable);
                    }
                }
            }

            Assert.That((server.ConnectedPeerCount, received), Is.EqualTo((Clients, Clients)));
            Assert.That(server.Statistics.Drops[DropReason.Crowded], Is.GreaterThan(10_000));
        }
        finally
        {
            foreach ((NativeHost host, _) in clients) host.Dispose();
            foreach (Socket socket in strangers) socket.Dispose();
        }
    }

    // A CONNECT as native writes it, from nobody's slot: header with sent time, and the 48 bytes of the command.
    private static byte[] Question()
    {
        byte[] datagram = new byte[ConnectBytes];
        Span<byte> bytes = datagram;
        BinaryPrimitives.WriteUInt16BigEndian(bytes, 0x8FFF);
        bytes[4] = 0x82;
        bytes[5] = 0xFF;
        BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], 1);
        bytes[10] = bytes[11] = 0xFF;
        BinaryPrimitives.WriteUInt32BigEndian(bytes[12..], 1_392);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[16..], 65_536);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[20..], 1);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[32..], 5_000);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[36..], 2);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[40..], 2);
        return datagram;
    }
}
