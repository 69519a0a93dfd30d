using System;
using System.Buffers.Binary;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Tool.Demo;

/// <summary>Looks into datagrams on the way, as a packet sniffer does: does this one carry anything that reliable delivery depends on?</summary>
internal sealed class DatagramContent
{
    private const int AcknowledgeCommand = 1;
    private const int CommandMask = 0x0F;
    private const int WantsAcknowledgementFlag = 0x80;

    // Bytes of each command without its data, by its number; the data length of those that have data stands in the last two bytes before it,
    // but for fragments, where it stands at offset 6. Zero: no such command.
    private static readonly int[] CommandBytes = [0, 8, 48, 44, 8, 4, 6, 8, 24, 8, 12, 16, 24];

    private readonly bool _hasChecksum;
    private readonly IDatagramCompressor? _compressor;
    private readonly byte[] _decompressed = new byte[ProtocolConstants.MaximumMtu];

    /// <param name="hasChecksum">True when the hosts use a checksum: its bytes stand between header and commands.</param>
    /// <param name="compressor">A compressor of the hosts' kind, and nobody else's instance; null when they have none.</param>
    public DatagramContent(bool hasChecksum, IDatagramCompressor? compressor)
    {
        _hasChecksum = hasChecksum;
        _compressor = compressor;
    }

    /// <summary>True when a command of the datagram wants to be acknowledged or is an acknowledgement.</summary>
    public bool IsAboutReliableDelivery(ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length < ProtocolConstants.ShortHeaderBytes) return false;
        int header = BinaryPrimitives.ReadUInt16BigEndian(datagram);
        int start = (header & ProtocolConstants.HeaderFlagSentTime) != 0 ? ProtocolConstants.HeaderBytes : ProtocolConstants.ShortHeaderBytes;
        if (_hasChecksum) start += ProtocolConstants.ChecksumBytes;
        if (datagram.Length < start) return false;
        ReadOnlySpan<byte> commands = datagram[start..];
        if ((header & ProtocolConstants.HeaderFlagCompressed) != 0)
        {
            if (_compressor is null) return false;
            commands = _decompressed.AsSpan(0, _compressor.Decompress(commands, _decompressed));
        }

        while (TryNext(ref commands, out bool isReliable))
        {
            if (isReliable) return true;
        }

        return false;
    }

    private static bool TryNext(ref ReadOnlySpan<byte> commands, out bool isReliable)
    {
        isReliable = false;
        if (commands.IsEmpty) return false;
        int kind = commands[0] & CommandMask;
        int bytes = kind < CommandBytes.Length ? CommandBytes[kind] : 0;
        if (bytes == 0 || commands.Length < bytes) return false;
        isReliable = kind == AcknowledgeCommand || (commands[0] & WantsAcknowledgementFlag) != 0;
        bytes += DataLength(kind, commands);
        if (commands.Length < bytes) return false;
        commands = commands[bytes..];
        return true;
    }

    private static int DataLength(int kind, ReadOnlySpan<byte> command) => kind switch
    {
        6 => BinaryPrimitives.ReadUInt16BigEndian(command[4..]),
        7 or 9 => BinaryPrimitives.ReadUInt16BigEndian(command[6..]),
        8 or 12 => BinaryPrimitives.ReadUInt16BigEndian(command[6..]),
        _ => 0,
    };
}
