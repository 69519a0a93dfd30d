using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Tests.Support;

namespace ManagedENet.Tests.Hosts;

/// <summary>What a program may wish for its channels and packets beyond ENet's flags.</summary>
public sealed class SendingWishTests
{
    [Test]
    [Property("Requirement", "CHN-015")]
    public void A_packet_is_sent_until_its_deadline_and_not_after_it_counted_from_the_call()
    {
        using HostPair pair = HostPair.OverLoopback();
        (ENetPeer peer, _) = pair.Connect();
        // A frame that takes long: the host's own time stands still meanwhile.
        pair.Clock!.NowMs += 50;
        Assert.That(peer.Send(0, [1], ENetPacketFlags.Reliable, new ENetSendOptions { Deadline = TimeSpan.FromMilliseconds(40) }), Is.EqualTo(ENetSendResult.Queued));
        Assert.That(peer.Send(0, pair.Client.CreatePacket([2], ENetPacketFlags.Reliable), new ENetSendOptions { Deadline = TimeSpan.FromMilliseconds(20) }), Is.EqualTo(ENetSendResult.Queued));
        pair.Clock.NowMs += 30;
        Assert.That(pair.ExpectPacket(pair.Server, 0).Single(), Is.EqualTo(1));
        Assert.That((peer.Statistics.ExpiredPackets, peer.Statistics.SupersededPackets), Is.EqualTo((1L, 0L)));
    }

    [Test]
    [Property("Requirement", "CHN-016")]
    public void A_newer_packet_with_the_same_key_is_sent_instead()
    {
        using HostPair pair = HostPair.OverLoopback();
        (ENetPeer peer, _) = pair.Connect();
        for (byte i = 1; i <= 3; i++) peer.Send(0, [i], ENetPacketFlags.Reliable, new ENetSendOptions { SupersedeKey = 9 });
        Assert.That(pair.ExpectPacket(pair.Server, 0).Single(), Is.EqualTo(3));
        Assert.That(peer.Statistics.SupersededPackets, Is.EqualTo(2));
    }

    [Test]
    public void Wishes_out_of_their_range_are_refused_with_what_to_do()
    {
        using HostPair pair = HostPair.OverLoopback();
        (ENetPeer peer, _) = pair.Connect();
        Assert.That(() => peer.SetPriority(0, 0), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("1 to 255"));
        Assert.That(() => peer.SetPriority(0, 256), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => peer.SetRedundancy(0, 4), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("0 to 3"));
        Assert.That(() => peer.SetRedundancy(0, 1, 0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => peer.SetRedundancy(0, 1, 0.76), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => peer.SetRedundancy(0, 1, double.NaN), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => peer.Send(0, [1], ENetPacketFlags.None, new ENetSendOptions { Deadline = TimeSpan.Zero }), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(peer.Statistics.SentPackets, Is.Zero, "nothing was queued");
    }

    [Test]
    public void They_are_taken_for_channels_of_a_connection_that_is_asked_for_or_open_and_for_no_other()
    {
        using HostPair pair = HostPair.OverLoopback();
        ENetPeer asked = pair.Client.Connect(pair.ServerEndPoint, 2);
        Assert.That((asked.SetPriority(1, 255), asked.SetRedundancy(1, 3, 0.75), asked.SetPriority(2, 1)), Is.EqualTo((true, true, false)));
        asked.Reset();
        Assert.That((asked.SetPriority(1, 255), asked.SetRedundancy(1, 1)), Is.EqualTo((false, false)));
    }

    [Test]
    [Property("Requirement", "CHN-017")]
    public void A_receipt_tells_what_became_of_a_packet()
    {
        using HostPair pair = HostPair.OverLoopback();
        (ENetPeer atClient, _) = pair.Connect();
        byte[] payload = new byte[5_000];
        Assert.That(atClient.Send(0, payload, ENetPacketFlags.Reliable, new ENetSendOptions { Receipt = 5 }), Is.EqualTo(ENetSendResult.Queued));
        Assert.That(atClient.Send(0, pair.Client.CreatePacket(payload, ENetPacketFlags.Reliable), new ENetSendOptions { Receipt = 6, SupersedeKey = 1 }), Is.EqualTo(ENetSendResult.Queued));
        Assert.That(atClient.Send(0, payload, ENetPacketFlags.Reliable, new ENetSendOptions { Receipt = 7, SupersedeKey = 1 }), Is.EqualTo(ENetSendResult.Queued));
        Assert.That(atClient.Send(99, payload, ENetPacketFlags.Reliable, new ENetSendOptions { Receipt = 8 }), Is.EqualTo(ENetSendResult.InvalidChannel));
        Assert.That(() => atClient.Send(0, payload, ENetPacketFlags.None, new ENetSendOptions { Receipt = 9 }), Throws.ArgumentException);
        var receipts = new List<ENetReceipt>();
        for (int ms = 0; ms < 100; ms++)
        {
            pair.Step();
            while (pair.Client.TryTakeReceipt(out ENetReceipt receipt)) receipts.Add(receipt);
        }

        Assert.That(receipts, Is.EqualTo(new[] { new ENetReceipt(6, ENetReceiptState.Superseded), new ENetReceipt(5, ENetReceiptState.Delivered), new ENetReceipt(7, ENetReceiptState.Delivered) }));
        atClient.Reset();
        Assert.That(atClient.Send(0, payload, ENetPacketFlags.Reliable, new ENetSendOptions { Receipt = 10 }), Is.EqualTo(ENetSendResult.NotConnected));
    }
}
