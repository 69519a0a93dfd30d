using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using ManagedENet.Protocol.Codecs;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Swarm;

/// <summary>
/// The oracle over what is on the wire: every datagram is read to its last byte by the harness's own reader, is no longer than both ends can have agreed on, and carries
/// nothing that no application has sent.
/// </summary>
internal sealed class SwarmWire(int checksumBytes, IReadOnlyDictionary<int, SwarmPacket> packets)
{
    private const ushort Compressed = 0x4000;
    private const ushort WithSentTime = 0x8000;
    private const int MinimumMtu = 576;
    private const int MaximumMtu = 4_096;

    private readonly Dictionary<ENetAddress, int> _mtus = [];
    private readonly Dictionary<Part, SwarmPacket> _inParts = [];
    private readonly byte[] _scratch = new byte[MaximumMtu];

    /// <summary>What undoes the compression of this world, or null.</summary>
    public IDatagramCompressor? Compressor { get; init; }

    /// <summary>False in a world where what both ends agree on may have been damaged on the way.</summary>
    public bool KnowsMtu { get; init; }

    public long Bytes { get; private set; }

    /// <summary>A host has this address from now on. What it proposes stays what it is.</summary>
    public void Know(VirtualHost host) => _mtus[host.Address] = host.Core.Options.MtuBytes;

    /// <summary>A datagram leaves its sender.</summary>
    public void Check(in ENetAddress from, in ENetAddress to, ReadOnlySpan<byte> datagram)
    {
        Bytes += datagram.Length;
        int limit = KnowsMtu ? Math.Min(_mtus[from], _mtus[to]) : MaximumMtu;
        if (datagram.Length > Math.Max(limit, MinimumMtu)) throw new AssertionException($"{from} has sent {datagram.Length} bytes to {to}, and both agree on {limit}.");
        var walk = new CommandWalk(Open(from, datagram));
        while (walk.MoveNext()) Sight(new Part(from, to, datagram, walk.Bytes), walk.Kind, walk.Bytes, walk.Payload);
    }

    /// <summary>A datagram comes into the socket of its receiver, with every bit as it was.</summary>
    public void Arrive(in ENetAddress from, in ENetAddress to, ReadOnlySpan<byte> datagram)
    {
        var walk = new CommandWalk(Open(from, datagram));
        while (walk.MoveNext())
        {
            SwarmPacket? packet;
            int number = 0;
            if (walk.Kind is WireKind.Fragment or WireKind.UnreliableFragment)
            {
                if (!_inParts.TryGetValue(new Part(from, to, datagram, walk.Bytes), out packet)) continue;
                number = BinaryPrimitives.ReadInt32BigEndian(walk.Bytes[12..]);
            }
            else if (walk.Kind is not (WireKind.Reliable or WireKind.Unreliable or WireKind.Unsequenced) || !packets.TryGetValue(BinaryPrimitives.ReadInt32LittleEndian(walk.Payload), out packet))
            {
                continue;
            }

            packet.Flow.Arrive(packet, number);
        }
    }

    private ReadOnlySpan<byte> Open(in ENetAddress from, ReadOnlySpan<byte> datagram)
    {
        ushort header = BinaryPrimitives.ReadUInt16BigEndian(datagram);
        int start = ((header & WithSentTime) != 0 ? 4 : 2) + checksumBytes;
        ReadOnlySpan<byte> commands = datagram[start..];
        if (commands.Length == 0) throw new AssertionException($"{from} has sent a datagram with nothing in it.");
        if ((header & Compressed) == 0) return commands;
        int length = Compressor!.Decompress(commands, _scratch);
        if (length <= commands.Length) throw new AssertionException($"{from} has compressed {length} bytes to {commands.Length}.");
        return _scratch.AsSpan(0, length);
    }

    private void Sight(in Part part, WireKind kind, ReadOnlySpan<byte> command, ReadOnlySpan<byte> payload)
    {
        int length = payload.Length;
        int parts = 1;
        if (kind is WireKind.Fragment or WireKind.UnreliableFragment)
        {
            parts = BinaryPrimitives.ReadInt32BigEndian(command[8..]);
            length = BinaryPrimitives.ReadInt32BigEndian(command[16..]);
            int offset = BinaryPrimitives.ReadInt32BigEndian(command[20..]);
            if (offset + payload.Length > length) throw new AssertionException($"A part of {payload.Length} bytes at {offset} of a packet of {length} is on the wire.");
            if (offset != 0) return;
        }
        else if (kind is not (WireKind.Reliable or WireKind.Unreliable or WireKind.Unsequenced))
        {
            return;
        }

        if (payload.Length < Stamp.Bytes) throw new AssertionException($"A {kind} of {payload.Length} bytes is on the wire, and nobody has sent it.");
        int id = BinaryPrimitives.ReadInt32LittleEndian(payload);
        // What went to everybody has a number that no flow knows.
        if (id < 0) return;
        if (!packets.TryGetValue(id, out SwarmPacket? packet)) throw new AssertionException($"A {kind} that nobody has sent is on the wire: packet {id}.");
        if (packet.Terms.Length != length || packet.Terms.Channel != command[1]) throw new AssertionException($"{packet} is on the wire with {length} bytes on channel {command[1]}.");
        if (parts > 1) _inParts[part] = packet;
        packet.Parts = parts;
        packet.Flow.Sight(packet);
    }

    // By what the parts of a packet are known to belong together: who sends them to whom, by which name and session, and the channel, kind and number of the first one.
    private readonly record struct Part(ENetAddress From, ENetAddress To, int Identity, uint Place)
    {
        private const int NameAndSession = 0x3FFF;

        public Part(in ENetAddress from, in ENetAddress to, ReadOnlySpan<byte> datagram, ReadOnlySpan<byte> command)
            : this(from, to, BinaryPrimitives.ReadUInt16BigEndian(datagram) & NameAndSession, command.Length < 6 ? 0 : (uint)((command[0] & 0x0F) << 24 | command[1] << 16 | BinaryPrimitives.ReadUInt16BigEndian(command[4..])))
        {
        }
    }
}
