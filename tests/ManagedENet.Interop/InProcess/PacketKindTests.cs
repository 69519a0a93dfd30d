using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using ManagedENet.Interop.Live;

namespace ManagedENet.Interop.InProcess;

/// <summary>Every kind of packet in every size that matters, in both directions.</summary>
internal sealed class PacketKindTests(Implementation server, Implementation client) : LiveFixture(server, client)
{
    private const int FragmentOverhead = 4 + 24;

    private static readonly byte[] Fence = [1];

    private static readonly ENetPacketFlags[] Kinds =
    [
        ENetPacketFlags.None,
        ENetPacketFlags.Reliable,
        ENetPacketFlags.Unsequenced,
        ENetPacketFlags.UnreliableFragment,
        ENetPacketFlags.Reliable | ENetPacketFlags.Unsequenced,
        ENetPacketFlags.Reliable | ENetPacketFlags.UnreliableFragment,
        ENetPacketFlags.Unsequenced | ENetPacketFlags.UnreliableFragment,
    ];

    [Test]
    public void Every_kind_and_small_size_arrives_unchanged_with_the_flags_of_its_transport([Values] End sender)
    {
        LivePair pair = Connect(channelCount: 2);
        foreach (int length in new[] { 0, 1, 2, 3, 100, 500, 1300 }) SendEveryKind(pair, sender, length);
    }

    [Test]
    public void Around_the_border_of_one_datagram_packets_turn_into_fragments([Values] End sender, [Values(576, 1392, 1400)] int mtuBytes)
    {
        LivePair pair = Connect(channelCount: 2, options: new LiveHostOptions { MtuBytes = mtuBytes });
        Assert.That(pair[sender].Peer.MtuBytes, Is.EqualTo(mtuBytes));
        int border = mtuBytes - FragmentOverhead;
        for (int offset = -2; offset <= 2; offset++)
        {
            SendEveryKind(pair, sender, border + offset);
            SendEveryKind(pair, sender, (2 * border) + offset);
        }
    }

    [Test]
    public void Packets_of_60000_bytes_arrive_in_every_kind([Values] End sender) => SendEveryKind(Connect(channelCount: 2), sender, 60_000);

    [Test]
    public void A_packet_of_1_MiB_arrives_in_every_kind_that_is_carried_reliably([Values] End sender)
    {
        LivePair pair = Connect(channelCount: 2);
        foreach (ENetPacketFlags kind in Kinds)
        {
            // 770 unreliable fragments in one burst are more than any socket buffer holds, whoever sends them.
            if (ArrivingFlags(kind, isFragmented: true) == ENetPacketFlags.Reliable) Send(pair, sender, kind, 1 << 20);
        }
    }

    private static void SendEveryKind(LivePair pair, End sender, int length)
    {
        foreach (ENetPacketFlags kind in Kinds) Send(pair, sender, kind, length);
    }

    private static void Send(LivePair pair, End sender, ENetPacketFlags kind, int length)
    {
        LiveEnd from = pair[sender];
        LiveEnd to = pair.Other(sender);
        byte[] payload = TestPayload.Create(length, seed: length + (int)kind);
        ENetPacketFlags expected = ArrivingFlags(kind, length > from.Peer.MtuBytes - FragmentOverhead);
        bool isReliable = expected == ENetPacketFlags.Reliable;
        to.Events.Clear();

        // What may be lost is sent again until it arrives: a full socket buffer or the packet throttle is no mistake of either end. A reliable packet behind it
        // says when it is lost, and that nothing of it is still on its way when the next kind's turn comes.
        var clock = Stopwatch.StartNew();
        IEnumerable<LiveEvent> arrived = to.Packets.Where(packet => packet.ChannelId == 1);
        for (int attempt = 1; !arrived.Any() && clock.Elapsed < LivePair.Patience; attempt++)
        {
            Assert.That(from.Peer.Send(1, payload, kind), Is.True, $"{kind}, {length} bytes: not queued");
            Assert.That(from.Peer.Send(0, Fence, ENetPacketFlags.Reliable), Is.True);
            pair.Await(() => to.Packets.Count(packet => packet.ChannelId == 0) == attempt && (arrived.Any() || !isReliable), $"{kind}, {length} bytes");
        }

        Assert.That(arrived, Is.Not.Empty, $"{kind}, {length} bytes: did not arrive");
        LiveEvent packet = arrived.First();
        if (packet.Flags != expected || !packet.Payload.AsSpan().SequenceEqual(payload))
        {
            Assert.Fail($"{kind}, {length} bytes: arrived as {packet.Flags} instead of {expected} with {packet.Payload.Length} bytes.");
        }
    }

    /// <summary>The flags a receiver sees: those of the transport that was chosen, not those that were asked for.</summary>
    private static ENetPacketFlags ArrivingFlags(ENetPacketFlags sent, bool isFragmented)
    {
        if (sent.HasFlag(ENetPacketFlags.Reliable)) return ENetPacketFlags.Reliable;
        if (isFragmented) return sent.HasFlag(ENetPacketFlags.UnreliableFragment) ? ENetPacketFlags.UnreliableFragment : ENetPacketFlags.Reliable;
        return sent.HasFlag(ENetPacketFlags.Unsequenced) ? ENetPacketFlags.Unsequenced : ENetPacketFlags.None;
    }
}
