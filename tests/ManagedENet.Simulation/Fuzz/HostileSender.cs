using System;
using ManagedENet.Protocol.Connections;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Fuzz;

/// <summary>
/// A remote end that knows the protocol and breaks it: it keeps track of where its host's windows are and sends what lies just inside, just outside and far from
/// them, in all states, and sometimes damages what it made.
/// </summary>
internal sealed class HostileSender(SimulationRandom random, ENetAddress address)
{
    private static readonly uint[] Numbers =
        [0, 1, 2, 255, 256, 575, 576, 1_392, 4_096, 4_097, 65_535, 65_536, 28_672, 28_673, 1_048_576, 1_048_577, 33_554_432, 33_554_433, 0x7FFF_FFFF, 0x8000_0000, uint.MaxValue];

    private readonly byte[] _kept = new byte[4_096];
    private int _keptLength;
    private Offer? _offer;

    public ENetAddress Address { get; } = address;

    /// <summary>The host's peer for us, once we know it.</summary>
    public Connection? Peer { get; set; }

    /// <summary>The connect id that stands for the checksum of what was written last.</summary>
    public uint ConnectId { get; private set; }

    /// <summary>Takes note of what the host has sent us: an answer to a CONNECT is something to be proved.</summary>
    public void Note(SeenDatagram datagram)
    {
        if (datagram.Commands.Count == 0 || datagram.Commands[0] is not { Kind: WireKind.Verify } verify) return;
        _offer = new Offer(verify.U16(4), verify.Bytes[7], verify.Sequence, datagram.SentTime ?? 0, verify.Raw32(40));
    }

    public void Write(HostileWriter writer, long nowMs, int slots)
    {
        if (_keptLength > 0 && random.Happens(5))
        {
            writer.Cut(0);
            writer.Copy(_kept.AsSpan(0, _keptLength));
        }
        else
        {
            Compose(writer, nowMs, slots);
        }

        if (random.Happens(25)) Damage(writer);
        if (!random.Happens(10)) return;
        _keptLength = Math.Min(writer.Length, _kept.Length);
        writer.Bytes[.._keptLength].CopyTo(_kept);
    }

    private void Compose(HostileWriter writer, long nowMs, int slots)
    {
        if (_offer is { } offer && random.Happens(Peer is null ? 50 : 3))
        {
            Answer(writer, offer, nowMs);
            return;
        }

        bool isStranger = Peer is null || random.Happens(5);
        ConnectId = isStranger ? 0 : Peer!.ConnectId;
        int peerId = isStranger ? 0xFFF : random.Happens(3) ? random.Below(slots + 2) : Peer!.Name;
        int session = isStranger || random.Happens(3) ? random.Below(4) : Peer!.IncomingSessionId & 3;
        ushort? sentTime = random.Happens(5) ? null : (ushort)(nowMs - random.Below(200));
        writer.Begin(peerId, session, sentTime, compressed: false, checksumBytes: 0);
        int commands = random.Happens(80) ? random.Between(1, 4) : random.Between(0, 40);
        for (int i = 0; i < commands && writer.Length < 3_500; i++)
        {
            WireKind kind = isStranger && random.Happens(90) ? WireKind.Connect : (WireKind)(random.Happens(97) ? PickKind() : random.Below(16));
            Add(writer, kind, nowMs);
        }
    }

    // Mostly right, and with something behind it.
    private void Answer(HostileWriter writer, Offer offer, long nowMs)
    {
        ConnectId = offer.ConnectId;
        writer.Begin(offer.Name, random.Happens(95) ? offer.Session : random.Below(4), (ushort)nowMs, compressed: false, checksumBytes: 0);
        if (random.Happens(10)) Add(writer, (WireKind)PickKind(), nowMs);
        writer.Command(WireKind.Acknowledge, 0, 0xFF, random.Happens(95) ? offer.Sequence : (ushort)random.NextUInt32());
        writer.U16(random.Happens(95) ? offer.Sequence : (ushort)random.NextUInt32());
        writer.U16(random.Happens(95) ? offer.Time : (ushort)random.NextUInt32());
        for (int i = random.Below(3); i > 0; i--) Add(writer, (WireKind)PickKind(), nowMs);
        if (random.Happens(80)) _offer = null;
    }

    private int PickKind() => random.Below(20) switch
    {
        < 4 => (int)WireKind.Acknowledge,
        < 7 => (int)WireKind.Reliable,
        < 9 => (int)WireKind.Unreliable,
        < 12 => (int)WireKind.Fragment,
        < 14 => (int)WireKind.UnreliableFragment,
        < 16 => (int)WireKind.Unsequenced,
        16 => (int)WireKind.Ping,
        17 => random.Happens(50) ? (int)WireKind.Bandwidth : (int)WireKind.Throttle,
        18 => random.Happens(30) ? (int)WireKind.Disconnect : (int)WireKind.Ping,
        _ => random.Between(1, 12),
    };

    private void Add(HostileWriter writer, WireKind kind, long nowMs)
    {
        byte channel = kind switch
        {
            WireKind.Connect or WireKind.Verify or WireKind.Disconnect or WireKind.Ping or WireKind.Bandwidth or WireKind.Throttle => 0xFF,
            _ => random.Happens(95) ? (byte)random.Below(3) : (byte)random.Below(256),
        };
        byte flags = kind switch
        {
            WireKind.Unsequenced => 0x40,
            WireKind.Acknowledge or WireKind.Unreliable or WireKind.UnreliableFragment => 0,
            WireKind.Disconnect when random.Happens(50) => 0x40,
            _ => 0x80,
        };
        if (random.Happens(3)) flags = (byte)(random.Below(16) << 4);
        ushort sequence = Near(ReliableOf(channel));
        writer.Command(kind, flags, channel, sequence);
        switch (kind)
        {
            case WireKind.Acknowledge:
                AddAcknowledge(writer, nowMs);
                break;
            case WireKind.Connect:
            case WireKind.Verify:
                AddTerms(writer, kind);
                break;
            case WireKind.Disconnect:
                writer.U32(random.NextUInt32());
                break;
            case WireKind.Reliable:
                AddPayload(writer);
                break;
            case WireKind.Unreliable:
                writer.U16(random.Happens(90) ? (ushort)random.Below(40) : (ushort)random.NextUInt32());
                AddPayload(writer);
                break;
            case WireKind.Unsequenced:
                writer.U16(random.Happens(90) ? (ushort)(Peer?.Outbox.UnsequencedGroup + random.Below(3_000) ?? 0) : (ushort)random.NextUInt32());
                AddPayload(writer);
                break;
            case WireKind.Bandwidth:
                writer.U32(Number());
                writer.U32(Number());
                break;
            case WireKind.Throttle:
                writer.U32(Number());
                writer.U32(Number());
                writer.U32(Number());
                break;
            case WireKind.Fragment:
            case WireKind.UnreliableFragment:
                AddFragment(writer, kind, sequence);
                break;
        }
    }

    // Half of the acknowledgements are of something that may well be in flight.
    private void AddAcknowledge(HostileWriter writer, long nowMs)
    {
        ushort sequence = random.Below(4) switch
        {
            0 => (ushort)(Peer?.Outbox.ControlSequence - random.Below(4) ?? 1),
            1 => (ushort)random.Below(50),
            2 => 1,
            _ => (ushort)random.NextUInt32(),
        };
        if (random.Happens(40)) writer.Bytes[^3] = 0xFF;
        writer.U16(sequence);
        writer.U16(random.Happens(80) ? (ushort)(nowMs - random.Below(300)) : (ushort)random.NextUInt32());
    }

    private void AddTerms(HostileWriter writer, WireKind kind)
    {
        bool isHonest = random.Happens(80);
        writer.U16((ushort)(isHonest ? random.Below(64) : random.Below(65_536)));
        writer.U8((byte)(isHonest ? 0xFF : random.Below(256)));
        writer.U8((byte)(isHonest ? random.Below(4) : random.Below(256)));
        writer.U32(isHonest ? 1_392 : Number());
        writer.U32(isHonest ? 65_536 : Number());
        writer.U32(isHonest ? 3 : Number());
        writer.U32(isHonest ? 0 : Number());
        writer.U32(isHonest ? 0 : Number());
        writer.U32(isHonest ? 5_000 : Number());
        writer.U32(isHonest ? 2 : Number());
        writer.U32(isHonest ? 2 : Number());
        writer.ConnectId(kind == WireKind.Verify && random.Happens(80) ? Peer?.ConnectId ?? 1 : (uint)random.Below(50));
        if (kind == WireKind.Connect) writer.U32(Number());
    }

    // Mostly pieces of packets of a few fragments that can be completed, with the numbers one off now and then.
    private void AddFragment(HostileWriter writer, WireKind kind, ushort sequence)
    {
        int count = random.Happens(85) ? random.Between(1, 6) : (int)(Number() % 70_000);
        int number = count == 0 ? 0 : random.Below(Math.Min(count, 40));
        int size = random.Happens(90) ? 10 : random.Between(0, 60);
        int total = (count * size) - (random.Happens(50) ? 0 : random.Below(9));
        int length = number == count - 1 ? total - (number * size) : size;
        if (random.Happens(10)) length += random.Between(-2, 2);
        if (random.Happens(5)) total = (int)Number();
        length = Math.Clamp(length, 0, 500);
        ushort start = kind == WireKind.Fragment ? (ushort)(sequence - number) : (ushort)random.Between(1, 12);
        if (random.Happens(60) && kind == WireKind.Fragment)
        {
            // On a grid, so that the pieces find each other.
            start = (ushort)((sequence & ~7) + 1);
            BitConverter.TryWriteBytes(writer.Bytes[^2..], System.Buffers.Binary.BinaryPrimitives.ReverseEndianness((ushort)(start + number)));
        }

        writer.U16(start);
        writer.U16((ushort)length);
        writer.U32((uint)count);
        writer.U32((uint)(random.Happens(97) ? number : (int)Number()));
        writer.U32((uint)total);
        writer.U32((uint)(random.Happens(95) ? number * size : (int)Number()));
        writer.Payload(length, (byte)random.Below(100));
    }

    private void AddPayload(HostileWriter writer)
    {
        int length = random.Happens(90) ? random.Below(40) : random.Below(700);
        writer.U16((ushort)(random.Happens(98) ? length : (int)Number()));
        writer.Payload(length, (byte)random.Below(100));
    }

    private uint Number() => random.Happens(80) ? random.Pick<uint>(Numbers) : random.NextUInt32();

    private ushort ReliableOf(byte channel) => Peer?.Receiver.Channels.Find(channel)?.ReliableSequence ?? 0;

    // What comes next, what came just before, and the borders of the windows.
    private ushort Near(ushort sequence) => random.Below(10) switch
    {
        < 5 => (ushort)(sequence + 1),
        5 => (ushort)(sequence + random.Between(2, 6)),
        6 => (ushort)(sequence - random.Below(3)),
        7 => (ushort)(((sequence / 4096) + random.Between(5, 10)) * 4096 + random.Between(-1, 1)),
        8 => (ushort)(sequence + random.Below(28_672)),
        _ => (ushort)random.NextUInt32(),
    };

    private void Damage(HostileWriter writer)
    {
        Span<byte> bytes = writer.Bytes;
        if (bytes.Length == 0) return;
        switch (random.Below(5))
        {
            case 0:
                writer.Cut(random.Below(bytes.Length + 1));
                break;
            case 1:
                for (int i = random.Between(1, 3); i > 0; i--) bytes[random.Below(bytes.Length)] ^= (byte)(1 << random.Below(8));
                break;
            case 2:
                bytes[random.Below(bytes.Length)] = random.Pick<byte>([0, 1, 0x7F, 0x80, 0xFF]);
                break;
            case 3:
                int from = random.Below(bytes.Length);
                int length = Math.Min(random.Below(60), bytes.Length - from);
                if (writer.Length + length < 4_000) writer.Copy(bytes.Slice(from, length).ToArray());
                break;
            default:
                int at = random.Below(bytes.Length);
                bytes[at..].Reverse();
                break;
        }
    }

    private readonly record struct Offer(int Name, int Session, ushort Sequence, ushort Time, uint ConnectId);
}
