using System;
using System.Buffers.Binary;

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

    /// <summary>Reads the next command.</summary>
    // Requirement: DGM-018
    public ReadStatus TryRead()
    {
        ReadOnlySpan<byte> rest = _rest;
        if (rest.Length == 0) return ReadStatus.End;
        if (rest.Length < CommandLayout.HeaderBytes) return ReadStatus.TruncatedCommand;
        CommandHeader header = CommandHeader.Read(rest);
        int size = CommandLayout.SizeOf(header.Kind);
        if (size == 0) return ReadStatus.UnknownCommand;
        if (rest.Length < size) return ReadStatus.TruncatedCommand;

        Header = header;
        Command = rest.Slice(0, size);
        rest = rest.Slice(size);
        Payload = default;
        if (CommandLayout.CarriesPayload(header.Kind))
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(Command.Slice(CommandLayout.PayloadLengthOffset(header.Kind)));
            // Requirement: FRG-010
            if (length > rest.Length) return ReadStatus.PayloadBeyondEnd;
            Payload = rest.Slice(0, length);
            rest = rest.Slice(length);
        }

        _rest = rest;
        return ReadStatus.Command;
    }
}
