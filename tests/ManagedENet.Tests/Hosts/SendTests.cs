using System;
using ManagedENet.Tests.Support;

namespace ManagedENet.Tests.Hosts;

/// <summary>Every answer of a send, and who owns the packet after it.</summary>
public sealed class SendTests
{
    [Test]
    public void A_connected_peer_queues_and_the_packet_is_gone()
    {
        using HostPair pair = HostPair.OverLoopback();
        (ENetPeer peer, _) = pair.Connect();
        ENetPacket packet = pair.Client.CreatePacket(3, ENetPacketFlags.Reliable);
        packet.WritableSpan.Fill(5);
        Assert.That(peer.Send(0, packet), Is.EqualTo(ENetSendResult.Queued));
        Assert.That(packet.IsAlive, Is.False);
        Assert.Throws<ObjectDisposedException>(() => _ = packet.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => peer.Send(0, packet));
        Assert.That(pair.ExpectPacket(pair.Server, 0), Is.EqualTo(new byte[] { 5, 5, 5 }));
    }

    [Test]
    public void A_peer_that_is_not_connected_answers_so_and_the_packet_is_still_yours()
    {
        using HostPair pair = HostPair.OverLoopback();
        ENetPeer peer = pair.Client.Connect(pair.ServerEndPoint);
        AssertKept(pair, peer, 0, length: 1, ENetSendResult.NotConnected);
    }

    [Test]
    public void A_channel_beyond_the_connections_answers_so()
    {
        using HostPair pair = HostPair.OverLoopback();
        (ENetPeer peer, _) = pair.Connect(channelCount: 2);
        AssertKept(pair, peer, 2, length: 1, ENetSendResult.InvalidChannel);
        AssertKept(pair, peer, 255, length: 1, ENetSendResult.InvalidChannel);
        Assert.That(peer.Send(1, [1]), Is.EqualTo(ENetSendResult.Queued));
    }

    [Test]
    public void A_packet_above_the_largest_size_answers_so()
    {
        using HostPair pair = HostPair.OverLoopback(clientOptions: new ENetHostOptions { MaximumPacketBytes = 1000 });
        (ENetPeer peer, _) = pair.Connect();
        Assert.That(peer.Send(0, new byte[1000], ENetPacketFlags.Reliable), Is.EqualTo(ENetSendResult.Queued));
        Assert.That(peer.Send(0, new byte[1001], ENetPacketFlags.Reliable), Is.EqualTo(ENetSendResult.TooLarge));
        AssertKept(pair, peer, 0, length: 1001, ENetSendResult.TooLarge);
        Assert.That(pair.Client.Broadcast(0, new byte[1001], ENetPacketFlags.None), Is.Zero);
    }

    [TestCase(ENetPacketFlags.Reliable)]
    [TestCase(ENetPacketFlags.None)]
    public void A_full_queue_answers_so_and_takes_packets_again_when_it_has_emptied(ENetPacketFlags flags)
    {
        using HostPair pair = HostPair.OverLoopback(clientOptions: new ENetHostOptions { PeerBudgetBytes = 6_848_512 });
        (ENetPeer peer, _) = pair.Connect();
        int queued = 0;
        while (peer.Send(0, Payload.Make(1000), flags) == ENetSendResult.Queued) Assert.That(++queued, Is.LessThan(7_000));
        Assert.That(queued, Is.Positive);
        AssertKept(pair, peer, 0, length: 1000, ENetSendResult.QueueFull, flags);
        pair.StepUntil(() => !peer.HasOutgoingCommands, "an empty queue");
        Assert.That(peer.Send(0, Payload.Make(1000), flags), Is.EqualTo(ENetSendResult.Queued));
    }

    [Test]
    public void A_broadcast_reaches_every_connected_peer_and_consumes_its_packet()
    {
        using HostPair pair = HostPair.OverLoopback();
        ENetPacket unwanted = pair.Server.CreatePacket([1], ENetPacketFlags.Reliable);
        Assert.That(pair.Server.Broadcast(0, unwanted), Is.Zero);
        Assert.That(unwanted.IsAlive, Is.False);
        Assert.That(pair.Server.Broadcast(0, [1], ENetPacketFlags.Reliable), Is.Zero);

        pair.Connect();
        pair.Connect();
        Assert.That(pair.Server.Broadcast(1, [2, 3], ENetPacketFlags.Reliable), Is.EqualTo(2));
        Assert.That(pair.ExpectPacket(pair.Client, 1), Is.EqualTo(new byte[] { 2, 3 }));
        Assert.That(pair.ExpectPacket(pair.Client, 1), Is.EqualTo(new byte[] { 2, 3 }));
    }

    [Test]
    public void A_packet_that_was_disposed_throws_at_every_use_but_another_dispose()
    {
        using HostPair pair = HostPair.OverLoopback();
        (ENetPeer peer, _) = pair.Connect();
        ENetPacket packet = pair.Client.CreatePacket([1, 2], ENetPacketFlags.Unsequenced);
        Assert.That((packet.Length, packet.Flags, packet.IsAlive), Is.EqualTo((2, ENetPacketFlags.Unsequenced, true)));
        packet.Dispose();
        packet.Dispose();
        Assert.That(packet.IsAlive, Is.False);
        Assert.Throws<ObjectDisposedException>(() => _ = packet.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => _ = packet.WritableSpan.Length);
        Assert.Throws<ObjectDisposedException>(() => peer.Send(0, packet));
        Assert.Throws<ObjectDisposedException>(() => pair.Client.Broadcast(0, packet));
        Assert.That(default(ENetPacket).IsAlive, Is.False);
    }

    [Test]
    public void A_packet_of_negative_length_is_an_exception()
    {
        using HostPair pair = HostPair.OverLoopback();
        Assert.Throws<ArgumentOutOfRangeException>(() => pair.Client.CreatePacket(-1, ENetPacketFlags.None));
    }

    private static void AssertKept(HostPair pair, ENetPeer peer, byte channelId, int length, ENetSendResult expected, ENetPacketFlags flags = ENetPacketFlags.Reliable)
    {
        Assert.That(peer.Send(channelId, new byte[length], flags), Is.EqualTo(expected));
        ENetPacket packet = pair.Client.CreatePacket(length, flags);
        Assert.That(peer.Send(channelId, packet), Is.EqualTo(expected));
        Assert.That(packet.IsAlive, Is.True);
        packet.Dispose();
    }
}
