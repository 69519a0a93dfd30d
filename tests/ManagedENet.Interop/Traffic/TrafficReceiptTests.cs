using System.Collections.Generic;
using ManagedENet.Interop.Live;

namespace ManagedENet.Interop.Traffic;

/// <summary>The judge of all traffic tests: it must see every kind of broken promise.</summary>
[TestFixture]
internal sealed class TrafficReceiptTests
{
    private const int BorderBytes = 1364;

    private readonly List<TrafficMessage> _sent = [];
    private readonly TrafficReceipt _receipt;

    public TrafficReceiptTests()
    {
        Send(channelId: 0, ENetPacketFlags.Reliable);
        Send(channelId: 0, ENetPacketFlags.None);
        Send(channelId: 0, ENetPacketFlags.Unsequenced);
        Send(channelId: 0, ENetPacketFlags.Reliable);
        Send(channelId: 1, ENetPacketFlags.None, length: BorderBytes + 1);
        _receipt = new TrafficReceipt(_sent, BorderBytes);
    }

    [Test]
    public void Everything_in_order_is_no_problem()
    {
        Arrive(4);
        Arrive(0);
        Arrive(1);
        Arrive(3);
        Arrive(2);
        Assert.That(_receipt.HasAllPromised, Is.True);
        _receipt.Close();
        Assert.That(_receipt.Problems, Is.Empty);
    }

    [Test]
    public void Lost_unreliable_messages_are_no_problem_and_lost_promised_ones_are()
    {
        Arrive(0);
        Assert.That(_receipt.HasAllPromised, Is.False);
        _receipt.Close();
        Assert.That(_receipt.Problems, Is.EqualTo(new[] { "message 3 was promised and is missing", "message 4 was promised and is missing" }));
    }

    [Test]
    public void A_message_that_comes_twice_is_noted()
    {
        Arrive(2);
        Arrive(2);
        Assert.That(_receipt.Problems, Is.EqualTo(new[] { "message 2 arrived twice" }));
    }

    [Test]
    public void An_old_sequenced_message_is_noted_and_an_old_unsequenced_one_is_not()
    {
        Arrive(0);
        Arrive(3);
        Arrive(2);
        Assert.That(_receipt.Problems, Is.Empty);
        Arrive(1);
        Assert.That(_receipt.Problems, Is.EqualTo(new[] { "message 1 arrived after 3 on channel 0" }));
    }

    [Test]
    public void A_changed_byte_a_wrong_channel_and_foreign_bytes_are_noted()
    {
        byte[] changed = [.. _sent[0].Payload];
        changed[^1] ^= 1;
        Accept(changed, channelId: 0, ENetPacketFlags.Reliable);
        Accept(_sent[3].Payload, channelId: 1, ENetPacketFlags.Reliable);
        Accept([1, 2, 3], channelId: 0, ENetPacketFlags.Reliable);
        Assert.That(_receipt.Problems, Is.EqualTo(new[] { "message 0 arrived changed", "message 3 arrived changed", "3 bytes on channel 0 were never sent" }));
    }

    private void Send(byte channelId, ENetPacketFlags flags, int length = 50) => _sent.Add(new TrafficMessage(_sent.Count, channelId, flags, length, seed: 1));

    private void Arrive(int number) => Accept(_sent[number].Payload, _sent[number].ChannelId, _sent[number].Flags);

    private void Accept(byte[] payload, byte channelId, ENetPacketFlags flags) =>
        _receipt.Accept(new LiveEvent(ENetEventType.Receive, Peer: null!, channelId, Data: 0, flags, payload));
}
