using System;
using System.Buffers.Binary;
using ManagedENet.Protocol.Codecs;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Hosting;

/// <summary>What stands around the commands of a datagram: the header, the checksum and the compression.</summary>
internal sealed class Envelope
{
    private readonly IDatagramChecksum? _checksum;
    private readonly IDatagramCompressor? _compressor;
    private readonly byte[] _scratch = new byte[ProtocolConstants.MaximumMtu];

    public Envelope(IDatagramChecksum? checksum, IDatagramCompressor? compressor)
    {
        _checksum = checksum;
        _compressor = compressor;
        // Requirement: DGM-040
        ChecksumBytes = checksum is null ? 0 : ProtocolConstants.ChecksumBytes;
    }

    /// <summary>Bytes that the checksum takes.</summary>
    public int ChecksumBytes { get; }

    /// <summary>Bytes kept free in front of the commands while they are written.</summary>
    public int SpaceBytes => ProtocolConstants.HeaderBytes + ChecksumBytes;

    /// <summary>Puts everything around commands that stand behind <see cref="SpaceBytes"/>; answers the length of the datagram.</summary>
    /// <param name="datagram">The datagram.</param>
    /// <param name="end">Where the commands end.</param>
    /// <param name="hasSentTime">It carries its sent time.</param>
    /// <param name="isPadded">It must stay as long as it is.</param>
    /// <param name="nowMs">That time.</param>
    /// <param name="peerId">The receiver's number for us; 4,095 while it has told none.</param>
    /// <param name="session">The session of this direction.</param>
    /// <param name="connectId">The connection's id, which is part of the checksum once the receiver knows us.</param>
    public int Seal(Span<byte> datagram, int end, bool hasSentTime, bool isPadded, long nowMs, int peerId, int session, uint connectId)
    {
        // Requirement: DGM-003, DGM-004
        int headerBytes = hasSentTime ? ProtocolConstants.HeaderBytes : ProtocolConstants.ShortHeaderBytes;
        int start = headerBytes + ChecksumBytes;
        Span<byte> commands = datagram.Slice(SpaceBytes, end - SpaceBytes);
        if (!hasSentTime) commands.CopyTo(datagram.Slice(start));
        int commandBytes = commands.Length;
        commands = datagram.Slice(start, commandBytes);

        // Requirement: DGM-034
        int compressedBytes = isPadded ? 0 : Compress(commands);
        // Requirement: DGM-005, DGM-006
        bool isKnown = peerId < ProtocolConstants.MaximumPeerId;
        new DatagramHeader((ushort)peerId, isKnown ? (byte)session : (byte)0, compressedBytes > 0, hasSentTime, ProtocolTime.ToWire(nowMs)).Write(datagram);
        if (_checksum is not null)
        {
            Span<byte> field = datagram.Slice(headerBytes, ProtocolConstants.ChecksumBytes);
            // Requirement: DGM-042
            ConnectCommand.WriteConnectId(field, isKnown ? connectId : 0);
            // Requirement: DGM-041
            BinaryPrimitives.WriteUInt32BigEndian(field, _checksum.Compute(datagram.Slice(0, start + commandBytes)));
        }

        if (compressedBytes == 0) return start + commandBytes;
        _scratch.AsSpan(0, compressedBytes).CopyTo(commands);
        return start + compressedBytes;
    }

    /// <summary>Takes the compression off and checks the checksum: the order in which they were put on, backwards.</summary>
    /// <param name="header">The header of the datagram.</param>
    /// <param name="connectId">The id of the connection it belongs to, 0 for a stranger's.</param>
    /// <param name="datagram">The datagram; uncompressed when the call returns.</param>
    /// <param name="start">Where its commands start.</param>
    public DropReason Open(in DatagramHeader header, uint connectId, ref Span<byte> datagram, out int start)
    {
        // Requirement: DGM-040
        start = header.Length + ChecksumBytes;
        // Requirement: DGM-011, DEV-008
        if (datagram.Length < start) return DropReason.MissingChecksum;
        if (header.IsCompressed)
        {
            DropReason reason = Decompress(start, ref datagram);
            if (reason != DropReason.None) return reason;
        }

        if (_checksum is null) return DropReason.None;
        Span<byte> field = datagram.Slice(header.Length, ProtocolConstants.ChecksumBytes);
        uint claimed = BinaryPrimitives.ReadUInt32BigEndian(field);
        // Requirement: DGM-042
        ConnectCommand.WriteConnectId(field, connectId);
        // Requirement: DGM-041, DGM-043
        if (_checksum.Compute(datagram) == claimed) return DropReason.None;

        // As it came, for whoever looks at what is wrong with it.
        BinaryPrimitives.WriteUInt32BigEndian(field, claimed);
        return DropReason.ChecksumMismatch;
    }

    private DropReason Decompress(int start, ref Span<byte> datagram)
    {
        // Requirement: DGM-032
        if (_compressor is null) return DropReason.CompressedWithoutCompressor;
        // Requirement: DGM-035, DEV-008
        if (datagram.Length == start) return DropReason.DecompressionFailed;
        // Requirement: DGM-033
        Span<byte> room = _scratch.AsSpan(start);
        int length = _compressor.Decompress(datagram.Slice(start), room);
        if (length <= 0 || length > room.Length) return DropReason.DecompressionFailed;
        // Requirement: DGM-034
        datagram.Slice(0, start).CopyTo(_scratch);
        datagram = _scratch.AsSpan(0, start + length);
        return DropReason.None;
    }

    private int Compress(ReadOnlySpan<byte> commands)
    {
        if (_compressor is null) return 0;
        // Requirement: DGM-030
        int length = _compressor.Compress(commands, _scratch.AsSpan(0, commands.Length));
        // Requirement: DGM-031
        return length > 0 && length < commands.Length ? length : 0;
    }
}
