using System;
using System.Buffers.Binary;

namespace ManagedENet.Simulation.Harness;

/// <summary>
/// Walks over the commands of a datagram that a core has written, with the harness's own table of sizes. It is strict: what cannot be read to the last byte fails the test.
/// </summary>
internal ref struct CommandWalk(ReadOnlySpan<byte> commands)
{
    private static readonly int[] Sizes = [0, 8, 48, 44, 8, 4, 6, 8, 24, 8, 12, 16, 24];

    private ReadOnlySpan<byte> _rest = commands;

    /// <summary>What the command is.</summary>
    public readonly WireKind Kind => (WireKind)(Bytes[0] & 0x0F);

    /// <summary>The command without its payload.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>Its payload.</summary>
    public ReadOnlySpan<byte> Payload { get; private set; }

    /// <summary>Goes to the next command; false at the end.</summary>
    public bool MoveNext()
    {
        if (_rest.Length == 0) return false;
        int kind = _rest[0] & 0x0F;
        if (kind == 0)
        {
            // Where every reader of ENet stops: what follows only makes a datagram longer.
            if (_rest.ContainsAnyExcept((byte)0)) throw new AssertionException("Something stands behind the commands of a datagram.");
            return false;
        }

        if (kind >= Sizes.Length) throw new AssertionException($"A core has written a command of kind {kind}, and there is none.");
        int size = Sizes[kind];
        if (size > _rest.Length) throw new AssertionException($"A {(WireKind)kind} was written with {_rest.Length} of its {size} bytes.");
        int payload = (WireKind)kind switch
        {
            WireKind.Reliable => BinaryPrimitives.ReadUInt16BigEndian(_rest[4..]),
            WireKind.Unreliable or WireKind.Fragment or WireKind.Unsequenced or WireKind.UnreliableFragment => BinaryPrimitives.ReadUInt16BigEndian(_rest[6..]),
            _ => 0,
        };
        if (size + payload > _rest.Length) throw new AssertionException($"The payload of a {(WireKind)kind} reaches past the end of its datagram.");
        Bytes = _rest[..size];
        Payload = _rest.Slice(size, payload);
        _rest = _rest[(size + payload)..];
        return true;
    }
}
