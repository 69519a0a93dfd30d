using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Channels;

/// <summary>What a sender must know before it cuts a packet.</summary>
internal static class FragmentSender
{
    /// <summary>
    /// False when a receiver could never complete the packet. Each reliable fragment takes a sequence number, and a native receiver acknowledges no number more than
    /// six windows ahead of what it has delivered; a packet that reaches beyond would be retransmitted until the connection ends.
    /// </summary>
    // Requirement: FRG-006, FRG-007, DEV-024
    public static bool CanComplete(ushort newestReliable, int count, bool isUnreliable)
    {
        if (isUnreliable) return count <= ushort.MaxValue;
        if (count > ProtocolConstants.MaximumUsableFragmentCount) return false;
        return SequenceNumber.IsInWindow(SequenceNumber.Add(newestReliable, count), newestReliable);
    }
}
