using System;
using System.Buffers.Binary;

namespace ManagedENet.Protocol.Wire;

/// <summary>
/// The first two or four bytes of a datagram.
/// <code>
///   15          14          13 12     11 ... 0        then, with bit 15
///   sent time   compressed  session   peer id         16-bit sent time in ms
/// </code>
/// A checksum, where one is used, follows in four bytes more; it is not part of this type.
/// </summary>
internal readonly record struct DatagramHeader(ushort PeerId, byte SessionId, bool IsCompressed, bool HasSentTime, ushort SentTime)
{
    /// <summary>Bytes this header takes.</summary>
    // Requirement: DGM-003
    public int Length => HasSentTime ? ProtocolConstants.HeaderBytes : ProtocolConstants.ShortHeaderBytes;

    /// <summary>Reads the header; false when the datagram is shorter than its own header.</summary>
    // Requirement: DGM-001, DGM-002, DGM-003
    public static bool TryRead(ReadOnlySpan<byte> datagram, out DatagramHeader header)
    {
        header = default;
        if (datagram.Length < ProtocolConstants.ShortHeaderBytes) return false;
        ushort first = BinaryPrimitives.ReadUInt16BigEndian(datagram);
        bool hasSentTime = (first & ProtocolConstants.HeaderFlagSentTime) != 0;
        if (hasSentTime && datagram.Length < ProtocolConstants.HeaderBytes) return false;
        header = new DatagramHeader(
            (ushort)(first & ProtocolConstants.MaximumPeerId),
            (byte)((first & ProtocolConstants.HeaderSessionMask) >> ProtocolConstants.HeaderSessionShift),
            (first & ProtocolConstants.HeaderFlagCompressed) != 0,
            hasSentTime,
            hasSentTime ? BinaryPrimitives.ReadUInt16BigEndian(datagram.Slice(2)) : (ushort)0);
        return true;
    }

    // Requirement: DGM-001, DGM-002
    public void Write(Span<byte> datagram)
    {
        int first = (PeerId & ProtocolConstants.MaximumPeerId) | (SessionId << ProtocolConstants.HeaderSessionShift);
        if (IsCompressed) first |= ProtocolConstants.HeaderFlagCompressed;
        if (HasSentTime) first |= ProtocolConstants.HeaderFlagSentTime;
        BinaryPrimitives.WriteUInt16BigEndian(datagram, (ushort)first);
        if (HasSentTime) BinaryPrimitives.WriteUInt16BigEndian(datagram.Slice(2), SentTime);
    }
}
