using System;
using System.Collections.Generic;
using System.Net;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Transports;

/// <summary>A network that is full for a while costs time, and neither a datagram nor the order.</summary>
public sealed class SendStageTests
{
    private static readonly DatagramPath To = new(new ENetAddress(IPAddress.Loopback, 9));

    [Test]
    public void What_the_network_cannot_take_stays_staged_and_leaves_later_in_order()
    {
        var stage = new SendStage(8);
        var network = new StubbornNetwork { Accepts = 3 };
        for (byte i = 0; i < 8; i++) Stage(stage, i);

        Assert.That(stage.Flush(network), Is.EqualTo(3));
        Assert.That(stage.IsBlocked, Is.True);
        Assert.That(stage.TryGetSlot(out _), Is.False, "nothing may be staged before what is left behind has gone");

        network.Accepts = 2;
        Assert.That(stage.Flush(network), Is.EqualTo(2));
        network.Accepts = 100;
        Assert.That(stage.Flush(network), Is.EqualTo(3));
        Assert.That(stage.TryGetSlot(out _), Is.True);
        Assert.That(network.Taken, Is.EqualTo(new byte[] { 0, 1, 2, 3, 4, 5, 6, 7 }));
    }

    [Test]
    public void A_network_known_to_be_full_is_asked_before_it_is_tried()
    {
        var stage = new SendStage(4);
        var network = new StubbornNetwork { Accepts = 0 };
        Stage(stage, 1);
        Assert.That(stage.Flush(network), Is.Zero);
        Assert.That(network.Attempts, Is.EqualTo(1));

        network.IsReady = false;
        for (int i = 0; i < 5; i++) Assert.That(stage.Flush(network), Is.Zero);
        Assert.That(network.Attempts, Is.EqualTo(1));
        Assert.That(stage.IsBlocked, Is.True);
    }

    [Test]
    public void A_refused_datagram_is_given_up_and_the_next_ones_leave()
    {
        var stage = new SendStage(4);
        var network = new StubbornNetwork { Accepts = 100, Refuses = 1 };
        Stage(stage, 0);
        Stage(stage, 1);
        Stage(stage, 2);
        Assert.That(stage.Flush(network), Is.EqualTo(2));
        Assert.That(network.Taken, Is.EqualTo(new byte[] { 0, 2 }));
        Assert.That(stage.Flush(network), Is.Zero);
    }

    [Test]
    public void A_commit_without_a_slot_or_with_an_impossible_length_is_an_exception()
    {
        var stage = new SendStage(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => stage.Commit(To, 4097, default));
        Assert.Throws<ArgumentOutOfRangeException>(() => stage.Commit(To, -1, default));
        Stage(stage, 0);
        Assert.Throws<InvalidOperationException>(() => stage.Commit(To, 1, default));
    }

    private static void Stage(SendStage stage, byte mark)
    {
        Assert.That(stage.TryGetSlot(out Span<byte> slot), Is.True);
        slot[0] = mark;
        stage.Commit(To, 1, default);
    }

    private sealed class StubbornNetwork : IDatagramSender
    {
        public int Accepts { get; set; }

        public int? Refuses { get; init; }

        public bool IsReady { get; set; } = true;

        public int Attempts { get; private set; }

        public List<byte> Taken { get; } = new();

        public bool CanSendAgain() => IsReady;

        public SendOutcome TrySend(byte[] buffer, int offset, int length, in DatagramPath path, in DatagramSendOptions options)
        {
            Attempts++;
            if (buffer[offset] == Refuses) return SendOutcome.Refused;
            if (Accepts-- <= 0) return SendOutcome.Blocked;
            Taken.Add(buffer[offset]);
            return SendOutcome.Sent;
        }
    }
}
