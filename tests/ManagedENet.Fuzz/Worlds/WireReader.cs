using System;
using System.Buffers.Binary;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Fuzz.Worlds;

/// <summary>Reads datagrams that hosts have sent, by the specification and not by the core's own tables, to their last byte. Allocates nothing.</summary>
internal ref struct WireReader
{
    private static readonly byte[] Sizes = [0, 8, 48, 44, 8, 4, 6, 8, 24, 8, 12, 16, 24];

    private ReadOnlySpan<byte> _rest;

    /// <summary>The commands of a datagram, uncompressed.</summary>
    public WireReader(ReadOnlySpan<byte> commands) => _rest = commands;

    /// <summary>The command at hand, with its payload.</summary>
    public ReadOnlySpan<byte> Command { get; private set; }

    public WireKind Kind { get; private set; }

    /// <summary>The next command; false at the end.</summary>
    /// <exception cref="FuzzException">There is something that is no command.</exception>
    public bool TryRead()
    {
        if (_rest.IsEmpty) return false;
        Kind = (WireKind)(_rest[0] & 0x0F);
        if (Kind == 0)
        {
            // Where every reader of ENet stops: what follows makes a datagram longer, and does nothing else.
            if (_rest.IndexOfAnyExcept((byte)0) >= 0) throw new FuzzException("A host has sent something behind its commands.");
            return false;
        }

        if ((int)Kind >= Sizes.Length) throw new FuzzException($"A host has sent the command {(int)Kind}.");
        int size = Sizes[(int)Kind];
        if (_rest.Length < size) throw new FuzzException($"A host has sent {_rest.Length} bytes of {Kind}.");
        size += Kind switch
        {
            WireKind.Reliable => BinaryPrimitives.ReadUInt16BigEndian(_rest[4..]),
            WireKind.Unreliable or WireKind.Fragment or WireKind.Unsequenced or WireKind.UnreliableFragment => BinaryPrimitives.ReadUInt16BigEndian(_rest[6..]),
            _ => 0,
        };
        if (_rest.Length < size) throw new FuzzException($"A host has sent {Kind} with less than it announces.");
        Command = _rest[..size];
        _rest = _rest[size..];
        return true;
    }
}
