using System;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Sending;

namespace ManagedENet;

/// <summary>
/// When a queued packet is given up although nothing is wrong with it. Both act before the packet is first sent and never after, on a long packet as a whole or not at
/// all; what was sent reliably arrives. The default value gives nothing up. ENet has nothing like it, and the remote cannot tell.
/// </summary>
public readonly record struct ENetSendOptions
{
    /// <summary>
    /// How long after the call the packet is still worth sending, above zero and below 49 days; null, the default, is for ever. A packet that is late is dropped when its
    /// turn comes, and counted in <see cref="ENetPeerStatistics.ExpiredPackets"/>.
    /// </summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>
    /// Any number but 0 names what the packet is the newest state of: a packet with the same number that waits on the same channel is dropped, and counted in
    /// <see cref="ENetPeerStatistics.SupersededPackets"/>. Where both travel in one piece and with the same flags the newer one takes its place, before what was queued
    /// between them; otherwise it stands at the end. 0, the default, replaces nothing. To find the older one takes a walk over what the channel has queued.
    /// </summary>
    public uint SupersedeKey { get; init; }

    /// <summary>
    /// Any number but 0, best one that no other packet of the host has: <see cref="ENetHost.TryTakeReceipt"/> gives it back with what became of the packet, once that is known. 0, the
    /// default, asks for nothing. Only for reliable packets: of others nobody knows. A host keeps 65,536 receipts that were asked for and not taken;
    /// beyond that the answer is <see cref="ENetSendResult.QueueFull"/>.
    /// </summary>
    public ulong Receipt { get; init; }

    internal static SendTerms ToTerms(in ENetSendOptions options, ENetPacketFlags flags, ENetHost host)
    {
        if (options.Receipt != 0 && (flags & ENetPacketFlags.Reliable) == 0)
            throw new ArgumentException($"Only reliable packets have receipts, and this one is sent as {flags}. Send it with {nameof(ENetPacketFlags)}.{nameof(ENetPacketFlags.Reliable)}, or leave {nameof(Receipt)} at 0.", nameof(options));
        if (options.Deadline is not { } deadline) return new SendTerms(0, options.SupersedeKey, options.Receipt);
        if (deadline <= TimeSpan.Zero || deadline.TotalMilliseconds > uint.MaxValue)
            throw new ArgumentOutOfRangeException(nameof(options), deadline, "Pass a deadline above zero and below 49 days, or null for a packet that is always worth sending.");
        long expiresAtUs = host.ReadClock() + Math.Max(deadline.Ticks / (TimeSpan.TicksPerMillisecond / ProtocolTime.UsPerMs), 1);
        // Zero stands for never, and a clock may start below it.
        return new SendTerms(expiresAtUs == 0 ? 1 : expiresAtUs, options.SupersedeKey, options.Receipt);
    }
}
