using System;
using ManagedENet.Protocol.Wire;
using System.Collections.Generic;

namespace ManagedENet.Tool.Demo;

/// <summary>One way of sending, with a channel to itself, so that none waits for another.</summary>
internal sealed record SendingWay(string Name, byte ChannelId, ENetPacketFlags Flags, int SmallestBytes, int LargestBytes, int MessagesPerPacket)
{
    /// <summary>All ways; the index is the channel.</summary>
    public static IReadOnlyList<SendingWay> All { get; } =
    [
        new("reliable", 0, ENetPacketFlags.Reliable, 32, 512, 1),
        new("unreliable sequenced", 1, ENetPacketFlags.None, 32, 256, 1),
        new("unsequenced", 2, ENetPacketFlags.Unsequenced, 32, 256, 1),
        new("unreliable fragments 4 kB", 3, ENetPacketFlags.UnreliableFragment, 4_000, 4_000, 20),
        new("reliable fragments 60 kB", 4, ENetPacketFlags.Reliable, 60_000, 60_000, 50),
    ];

    public bool IsReliable => (Flags & ENetPacketFlags.Reliable) != 0;

    /// <summary>About how many datagrams a packet needs when nothing else shares them.</summary>
    public int DatagramsPerPacket => 1 + (LargestBytes / ProtocolConstants.DefaultMtu);

    /// <summary>Large packets are sent more seldom: one for this many messages, and at least one.</summary>
    public int CountFor(int messages) => Math.Max(1, messages / MessagesPerPacket);

    /// <summary>Lengths change from packet to packet, in a way that the receiver knows too.</summary>
    public int BytesOf(int number) => SmallestBytes + (int)((uint)number * 2_654_435_761u % (uint)(LargestBytes - SmallestBytes + 1));
}
