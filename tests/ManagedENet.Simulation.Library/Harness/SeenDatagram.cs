using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;

namespace ManagedENet.Simulation.Harness;

/// <summary>A datagram taken apart by the harness's own reader. It is strict: a datagram that a core has written must be readable to its last byte.</summary>
internal sealed record SeenDatagram(long AtMs, int Length, int PeerId, int Session, bool IsCompressed, ushort? SentTime, uint Checksum, IReadOnlyList<SeenCommand> Commands)
{
    public IEnumerable<WireKind> Kinds => Commands.Select(command => command.Kind);

    public IEnumerable<SeenCommand> Of(WireKind kind) => Commands.Where(command => command.Kind == kind);

    /// <summary>Reads an uncompressed datagram; the commands of a compressed one stay unread.</summary>
    public static SeenDatagram Read(ReadOnlySpan<byte> bytes, long atMs, int checksumBytes = 0)
    {
        int length = bytes.Length;
        ushort first = BinaryPrimitives.ReadUInt16BigEndian(bytes);
        bool isCompressed = (first & 0x4000) != 0;
        ushort? sentTime = null;
        bytes = bytes[2..];
        if ((first & 0x8000) != 0)
        {
            sentTime = BinaryPrimitives.ReadUInt16BigEndian(bytes);
            bytes = bytes[2..];
        }

        uint checksum = 0;
        if (checksumBytes > 0)
        {
            checksum = BinaryPrimitives.ReadUInt32BigEndian(bytes);
            bytes = bytes[checksumBytes..];
        }

        List<SeenCommand> commands = isCompressed ? [] : ReadCommands(bytes);
        return new SeenDatagram(atMs, length, first & 0x0FFF, (first >> 12) & 3, isCompressed, sentTime, checksum, commands);
    }

    private static List<SeenCommand> ReadCommands(ReadOnlySpan<byte> bytes)
    {
        var commands = new List<SeenCommand>();
        var walk = new CommandWalk(bytes);
        while (walk.MoveNext()) commands.Add(new SeenCommand(walk.Bytes.ToArray(), walk.Payload.ToArray()));
        return commands;
    }
}
