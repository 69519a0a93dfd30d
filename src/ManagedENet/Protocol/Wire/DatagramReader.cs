using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace ManagedENet.Protocol.Wire;

/// <summary>Walks over the commands of a datagram. Reads hostile bytes: it never throws and never looks past the end.</summary>
internal ref struct DatagramReader
{
    private ReadOnlySpan<byte> _rest;

    /// <summary>Over the commands: the datagram without its header and checksum, uncompressed.</summary>
    public DatagramReader(ReadOnlySpan<byte> commands)
    {
        _rest = commands;
        Command = default;
        Payload = default;
        Header = default;
    }

    /// <summary>The header of the command that was read last.</summary>
    public CommandHeader Header { get; private set; }

    /// <summary>The fixed part of the command that was read last, its header included.</summary>
    public ReadOnlySpan<byte> Command { get; private set; }

    /// <summary>The payload of the command that was read last; empty for kinds without one.</summary>
    public ReadOnlySpan<byte> Payload { get; private set; }

    /// <summary>What has not been read.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>Passes over bytes that were read from <see cref="Rest"/>.</summary>
    public void Skip(int bytes) => _rest = _rest.Slice(bytes);

    /// <summary>Reads the next command.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    // Requirement: DGM-018
    public ReadStatus TryRead()
    {
        ReadOnlySpan<byte> rest = _rest;
        if (rest.Length < CommandLayout.HeaderBytes) return rest.Length == 0 ? ReadStatus.End : ReadStatus.TruncatedCommand;
        CommandHeader header = CommandHeader.Read(rest);
        int size = CommandLayout.SizeOf(header.Kind);
        if (size == 0) return ReadStatus.UnknownCommand;
        if (rest.Length < size) return ReadStatus.TruncatedCommand;

        int length = 0;
        if (CommandLayout.CarriesPayload(header.Kind))
        {
            length = BinaryPrimitives.ReadUInt16BigEndian(rest.Slice(CommandLayout.PayloadLengthOffset(header.Kind)));
            // Requirement: FRG-010
            if (length > rest.Length - size) return ReadStatus.PayloadBeyondEnd;
        }

        Header = header;
        Command = rest.Slice(0, size);
        Payload = rest.Slice(size, length);
        _rest = rest.Slice(size + length);
        return ReadStatus.Command;
    }

    /// <summary>Why a command that could not be read was dropped.</summary>
    public static DropReason ReasonOf(ReadStatus status) => status switch
    {
        ReadStatus.UnknownCommand => DropReason.UnknownCommand,
        ReadStatus.PayloadBeyondEnd => DropReason.PayloadBeyondEnd,
        _ => DropReason.TruncatedCommand,
    };
}
