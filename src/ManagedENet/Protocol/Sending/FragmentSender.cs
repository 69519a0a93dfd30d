using System;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Sending;

/// <summary>What a sender must know before it cuts a packet.</summary>
internal static class FragmentSender
{
    /// <summary>
    /// Most fragments of a packet. Each reliable fragment takes a sequence number, and a native receiver acknowledges no number more than six windows ahead of what it has
    /// delivered: these always end within them, wherever in its window the packet begins. The same for unreliable ones, which are sent reliably when their numbers are
    /// used up: what can be sent depends on the packet alone.
    /// </summary>
    // Requirement: FRG-007, DEV-024
    public const int MaximumFragments = (ProtocolConstants.FreeReliableWindows - 2) * ProtocolConstants.ReliableWindowSize;

    // No packet needs more.
    private const long EnoughBytes = 1L << 40;

    /// <summary>How many fragments of this many bytes a packet needs.</summary>
    // Requirement: FRG-002
    public static long CountOf(long packetBytes, int fragmentBytes) => (packetBytes + fragmentBytes - 1) / fragmentBytes;

    /// <summary>
    /// The longest packet that fragments of this many bytes make up, and that finds room in an empty queue: a block is up to a quarter longer than what lies in it, and each
    /// fragment has its entry.
    /// </summary>
    // Requirement: FRG-007, LIM-012
    public static long LongestPacket(int fragmentBytes, long queueLimit)
    {
        long room = Math.Min(queueLimit, EnoughBytes) - PacketPool.OverheadBytes - OutgoingCommand.SizeBytes;
        long queued = room * 4 * fragmentBytes / ((5L * fragmentBytes) + (4 * OutgoingCommand.SizeBytes));
        return Math.Max(Math.Min((long)MaximumFragments * fragmentBytes, queued), fragmentBytes);
    }
}
