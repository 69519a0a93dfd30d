using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;

namespace ManagedENet.Simulation.Harness;

/// <summary>A datagram taken apart by the harness's own reader. It is strict: a datagram that a core has written must be readable to its last byte.</summary>
internal sealed record SeenDatagram(long AtMs, int Length, int PeerId, int Session, bool IsCompressed, ushort? SentTime, uint Checksum, IReadOnlyList<SeenCommand> Commands)
{
    private static readonly int[] Sizes = [0, 8, 48, 44, 8, 4, 6, 8, 24, 8, 12, 16, 24];

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
        while (bytes.Length > 0)
        {
            var kind = (WireKind)(bytes[0] & 0x0F);
            if (kind == 0)
            {
                // Where every reader of ENet stops: what follows only makes a datagram longer.
                Assert.That(bytes.ToArray(), Is.All.Zero, "behind the commands");
                break;
            }

            int size = Sizes[(int)kind];
            int payload = kind switch
            {
                WireKind.Reliable => BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]),
                WireKind.Unreliable or WireKind.Fragment or WireKind.Unsequenced or WireKind.UnreliableFragment => BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]),
                _ => 0,
            };
            commands.Add(new SeenCommand(bytes[..size].ToArray(), bytes.Slice(size, payload).ToArray()));
            bytes = bytes[(size + payload)..];
        }

        return commands;
    }
}
