using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Tests.Support;

namespace ManagedENet.Tests.Hosts;

/// <summary>What one datagram brings at once is told in the order in which it stands there, whichever face is asked.</summary>
public sealed class EventOrderTests
{
    private static readonly ENetPacketFlags[] Kinds = [ENetPacketFlags.Reliable, ENetPacketFlags.None, ENetPacketFlags.Unsequenced, ENetPacketFlags.UnreliableFragment];

    [Test]
    public void The_connect_event_comes_before_a_packet_of_the_same_datagram(
        [Values] Face face, [ValueSource(nameof(Kinds))] ENetPacketFlags flags, [Values(1, 3)] int clients)
    {
        using HostPair pair = HostPair.OverLoopback();
        for (uint i = 1; i <= clients; i++) pair.Client.Connect(pair.ServerEndPoint, channelCount: 1, data: i);
        pair.Client.Flush();
        List<string> log = new();
        Service(pair.Server, face, log);
        pair.Clock!.NowMs++;

        // The client answers the verification and sends its first packets before the answer has left: both are one datagram.
        while (pair.Client.Service(TimeSpan.Zero, out ENetEvent e))
        {
            Assert.That(e.Type, Is.EqualTo(ENetEventType.Connect));
            for (byte i = 1; i <= 3; i++) e.Peer.Send(0, [i], flags);
        }

        Assert.That(log, Is.Empty);
        pair.Client.Flush();
        while (log.Count < clients * 4) Service(pair.Server, face, log);
        for (int client = 0; client < clients; client++)
        {
            string[] ofOne = [.. log.Where(line => line.StartsWith($"{client} ", StringComparison.Ordinal))];
            Assert.That(ofOne, Is.EqualTo(new[] { $"{client} connect", $"{client} receive 01", $"{client} receive 02", $"{client} receive 03" }), string.Join(", ", log));
        }
    }

    [Test]
    public void Packets_come_before_the_disconnect_event_that_is_read_in_the_same_round([Values] Face face, [Values] bool isToldOnce)
    {
        using HostPair pair = HostPair.OverLoopback();
        (ENetPeer atClient, _) = pair.Connect();
        for (byte i = 1; i <= 3; i++) atClient.Send(0, [i], ENetPacketFlags.Reliable);
        pair.Client.Flush();
        if (isToldOnce) atClient.DisconnectNow();
        else atClient.Disconnect();
        pair.Client.Flush();
        List<string> log = new();
        for (int i = 0; i < 20 && log.Count < 4; i++)
        {
            Service(pair.Server, face, log);
            pair.Clock!.NowMs++;
        }

        Assert.That(log, Is.EqualTo(new[] { "0 receive 01", "0 receive 02", "0 receive 03", "0 disconnect" }));
    }

    [Test]
    public void What_waits_from_the_poll_face_comes_before_what_the_handler_face_could_hand_out_at_once()
    {
        using HostPair pair = HostPair.OverLoopback();
        (ENetPeer atClient, _) = pair.Connect();
        List<string> log = new();
        for (byte i = 1; i <= 5; i++) atClient.Send(0, [i], ENetPacketFlags.Reliable);
        pair.Client.Flush();
        Service(pair.Server, Face.Poll, log, most: 1);
        atClient.Send(0, [6], ENetPacketFlags.Reliable);
        pair.Client.Flush();
        Service(pair.Server, Face.Handler, log);
        Assert.That(log, Is.EqualTo(Enumerable.Range(1, 6).Select(i => $"0 receive {i:X2}")));
    }

    public enum Face
    {
        Poll,
        Handler,
    }

    private static void Service(ENetHost host, Face face, List<string> log, int most = int.MaxValue)
    {
        if (face == Face.Handler)
        {
            var handler = new OrderHandler(log);
            host.Service(TimeSpan.Zero, ref handler);
            return;
        }

        for (int i = 0; i < most && host.Service(TimeSpan.Zero, out ENetEvent e); i++)
        {
            using ENetPacket packet = e.Packet;
            log.Add($"{e.Peer.Id} {e.Type.ToString().ToLowerInvariant()}{(e.Type == ENetEventType.Receive ? " " + Convert.ToHexString(packet.Span) : "")}");
        }
    }

    private readonly struct OrderHandler(List<string> log) : IENetHandler
    {
        public void OnConnect(ENetPeer peer, uint data) => log.Add($"{peer.Id} connect");

        public void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data) => log.Add($"{peer.Id} disconnect");

        public void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags) => log.Add($"{peer.Id} receive {Convert.ToHexString(payload)}");
    }
}
