using System;
using System.Buffers.Binary;
using ManagedENet.Protocol.Codecs;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Internal;

/// <summary>
/// Why a dropped datagram was not understood, as far as it shows. Nothing on the wire names checksum or compressor, but the CONNECT of somebody who uses others
/// than we do stands, recognizably, in the wrong place.
/// </summary>
internal static class MismatchDiagnosis
{
    // A reliable CONNECT on channel 0xFF with sequence number 1: the start of every conversation.
    private const uint StartOfConnect = 0x82FF_0001;
    private const int ConnectBytes = 48;

    /// <summary>The kind of notice that this drop speaks for, or null when it says nothing.</summary>
    /// <param name="reason">Why the core dropped it.</param>
    /// <param name="datagram">The datagram, as it came.</param>
    /// <param name="isFromConnected">Its sender is connected: the two ends have understood each other before, and this is damage.</param>
    /// <param name="codecs">What this host uses.</param>
    public static ENetNoticeKind? Of(DropReason reason, ReadOnlySpan<byte> datagram, bool isFromConnected, HostCodecs codecs)
    {
        if (reason == DropReason.CompressedWithoutCompressor) return ENetNoticeKind.OnlyRemoteCompresses;
        if (isFromConnected || !DatagramHeader.TryRead(datagram, out DatagramHeader header)) return null;
        return reason switch
        {
            DropReason.DecompressionFailed => ENetNoticeKind.DifferentCompression,
            DropReason.DuplicateConnect => codecs.Compressor is null ? null : ENetNoticeKind.AnswersNotUnderstood,
            DropReason.ChecksumMismatch or DropReason.MissingChecksum => OfChecksum(datagram, header),
            DropReason.UnknownCommand or DropReason.TruncatedCommand or DropReason.PayloadBeyondEnd or DropReason.CommandFromStranger
                or DropReason.InvalidChannelCount or DropReason.InvalidPeerId => OfNonsense(datagram, header, codecs),
            _ => null,
        };
    }

    /// <summary>True when the four bytes behind the header are ENet's CRC-32 of a CONNECT, so that the advice can name it.</summary>
    public static bool HasCrc32(ReadOnlySpan<byte> datagram)
    {
        if (!DatagramHeader.TryRead(datagram, out DatagramHeader header)) return false;
        Span<byte> copy = stackalloc byte[ProtocolConstants.HeaderBytes + ProtocolConstants.ChecksumBytes + ConnectBytes];
        if (datagram.Length > copy.Length || datagram.Length < header.Length + ProtocolConstants.ChecksumBytes) return false;
        copy = copy.Slice(0, datagram.Length);
        datagram.CopyTo(copy);
        Span<byte> field = copy.Slice(header.Length, ProtocolConstants.ChecksumBytes);
        uint claimed = BinaryPrimitives.ReadUInt32BigEndian(field);
        field.Clear();
        return Crc32Checksum.Instance.Compute(copy) == claimed;
    }

    private static ENetNoticeKind? OfChecksum(ReadOnlySpan<byte> datagram, in DatagramHeader header)
    {
        if (header.PeerId != ProtocolConstants.MaximumPeerId) return null;
        if (header.IsCompressed) return ENetNoticeKind.DifferentChecksum;
        if (HasConnectAt(datagram, header.Length)) return ENetNoticeKind.OnlyThisHostHasChecksum;
        return HasConnectAt(datagram, header.Length + ProtocolConstants.ChecksumBytes) ? ENetNoticeKind.DifferentChecksum : null;
    }

    private static ENetNoticeKind? OfNonsense(ReadOnlySpan<byte> datagram, in DatagramHeader header, HostCodecs codecs)
    {
        // Behind the right checksum there is no nonsense, only malice.
        if (header.PeerId != ProtocolConstants.MaximumPeerId || codecs.Checksum is not null) return null;
        if (header.IsCompressed) return ENetNoticeKind.DifferentCompression;
        return HasConnectAt(datagram, header.Length + ProtocolConstants.ChecksumBytes) ? ENetNoticeKind.OnlyRemoteHasChecksum : null;
    }

    private static bool HasConnectAt(ReadOnlySpan<byte> datagram, int offset)
        => datagram.Length >= offset + ConnectBytes && BinaryPrimitives.ReadUInt32BigEndian(datagram.Slice(offset)) == StartOfConnect;
}
