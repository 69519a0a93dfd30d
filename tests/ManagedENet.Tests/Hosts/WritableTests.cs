using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Tests.Support;

namespace ManagedENet.Tests.Hosts;

/// <summary>Whoever finds no room for a packet is told when there is some, once.</summary>
public sealed class WritableTests
{
    private const int PacketBytes = 100_000;

    private static readonly ENetHostOptions Small = new() { PeerBudgetBytes = 7_000_000, HostBudgetBytes = 14_000_000 };

    [Test]
    [Property("Requirement", "LIM-044")]
    public void A_peer_that_was_full_is_told_to_have_room_once_and_has_it([Values] bool onHandlerFace)
    {
        using HostPair pair = HostPair.OverLoopback(clientOptions: Small);
        (ENetPeer atClient, _) = pair.Connect();
        int sent = Fill(atClient);
        for (int i = 0; i < 5; i++) Assert.That(atClient.Send(0, new byte[PacketBytes], ENetPacketFlags.Reliable), Is.EqualTo(ENetSendResult.QueueFull));
        int told = 0, received = 0;
        var handler = new Counting { Told = [] };
        for (int i = 0; i < 60_000 && received < sent; i++)
        {
            pair.Clock!.NowMs++;
            if (onHandlerFace) pair.Client.Service(TimeSpan.Zero, ref handler);
            else if (pair.Client.Service(TimeSpan.Zero, out ENetEvent e) && e.Type == ENetEventType.Writable) handler.Told.Add(e.Peer);
            if (handler.Told.Count > told)
            {
                told++;
                Assert.That(received, Is.LessThan(sent), "not when all is gone");
                Assert.That(atClient.Send(0, new byte[PacketBytes], ENetPacketFlags.Reliable), Is.EqualTo(ENetSendResult.Queued));
                sent++;
            }

            if (!pair.Server.Service(TimeSpan.Zero, out ENetEvent arrived)) continue;
            if (arrived.Type == ENetEventType.Receive) received++;
            arrived.Packet.Dispose();
        }

        Assert.That((received, handler.Told.Count), Is.EqualTo((sent, 1)));
        Assert.That(handler.Told.Single(), Is.SameAs(atClient));
    }

    [Test]
    [Property("Requirement", "LIM-044")]
    public void One_that_another_peer_of_the_host_has_left_no_room_is_told_when_that_one_has_gone()
    {
        using HostPair pair = HostPair.OverLoopback(clientOptions: Small with { HostBudgetBytes = 7_000_000 });
        (ENetPeer greedy, _) = pair.Connect();
        (ENetPeer other, _) = pair.Connect();
        Fill(greedy);
        Fill(other);
        pair.Client.CheckEvents(out _);
        greedy.Reset();
        ENetEvent e = default;
        for (int i = 0; i < 10 && e.Type != ENetEventType.Writable; i++)
        {
            pair.Clock!.NowMs++;
            pair.Client.Service(TimeSpan.Zero, out e);
        }

        Assert.That((e.Type, e.Peer), Is.EqualTo((ENetEventType.Writable, other)));
    }

    [Test]
    [Property("Requirement", "LIM-044")]
    public void Nobody_is_told_of_a_connection_that_is_over_or_of_the_next_one_in_its_slot()
    {
        using HostPair pair = HostPair.OverLoopback(clientOptions: Small);
        (ENetPeer atClient, _) = pair.Connect();
        Fill(atClient);
        atClient.Reset();
        ENetPeer next = pair.Client.Connect(pair.ServerEndPoint, 2);
        Assert.That(next.Id, Is.EqualTo(atClient.Id));
        var types = new HashSet<ENetEventType>();
        for (int i = 0; i < 2_000; i++)
        {
            pair.Clock!.NowMs++;
            if (pair.Client.Service(TimeSpan.Zero, out ENetEvent e)) types.Add(e.Type);
            pair.Server.Service(TimeSpan.Zero, out _);
        }

        Assert.That(types, Is.EqualTo(new[] { ENetEventType.Connect }));
    }

    private static int Fill(ENetPeer peer)
    {
        int sent = 0;
        while (peer.Send(0, new byte[PacketBytes], ENetPacketFlags.Reliable) == ENetSendResult.Queued) sent++;
        return sent;
    }

    private struct Counting : IENetHandler
    {
        public List<ENetPeer> Told { get; init; }

        public readonly void OnConnect(ENetPeer peer, uint data)
        {
        }

        public readonly void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data)
        {
        }

        public readonly void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
        {
        }

        public readonly void OnWritable(ENetPeer peer) => Told.Add(peer);
    }
}
