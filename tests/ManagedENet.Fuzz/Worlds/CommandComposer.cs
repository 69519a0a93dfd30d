using System;
using System.Buffers.Binary;
using ManagedENet.Protocol.Connections;
using ManagedENet.Simulation.Fuzz;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Fuzz.Worlds;

/// <summary>Writes commands as records say: right by default, and wrong in a place or two.</summary>
internal sealed class CommandComposer
{
    private const byte Control = 0xFF;

    // Offsets of the fields of CONNECT and VERIFY_CONNECT, and their bytes.
    private static readonly (int Offset, int Bytes)[] Fields = [(4, 2), (6, 1), (7, 1), (8, 4), (12, 4), (16, 4), (20, 4), (24, 4), (28, 4), (32, 4), (36, 4)];

    private readonly AttackedHost _host;
    private readonly HostileWriter _writer;

    public CommandComposer(AttackedHost host, HostileWriter writer)
    {
        _host = host;
        _writer = writer;
    }

    /// <summary>How far sequence numbers are beyond those of records.</summary>
    public int Shift { get; set; }

    public void AddHonestConnect(Stranger who, uint connectId)
    {
        _writer.Command(WireKind.Connect, 0x80, Control, 1);
        AddTerms(connectId, remote: 7);
        _writer.U32(0);
    }

    public void Add(WireKind kind, Stranger who, Connection? peer, ReadOnlySpan<byte> record)
    {
        switch (kind)
        {
            case WireKind.Acknowledge:
                AddAcknowledge(who, peer, record);
                break;
            case WireKind.Connect:
                _writer.Command(kind, 0x80, Control, 1);
                AddTerms(record[2], remote: record[6] & 63);
                Override(44, record[3], record[4]);
                _writer.U32(record[5]);
                break;
            case WireKind.Verify:
                AddVerify(who, peer, record);
                break;
            case WireKind.Disconnect:
                _writer.Command(kind, (record[3] & 3) switch { 0 => 0x80, 1 => 0x40, 2 => 0xC0, _ => 0 }, Control, Next(who));
                _writer.U32(record[2]);
                break;
            case WireKind.Ping:
                _writer.Command(kind, 0x80, Control, Next(who));
                break;
            case WireKind.Bandwidth:
                _writer.Command(kind, 0x80, Control, Next(who));
                _writer.U32(Numbers.Wide(record[2]));
                _writer.U32(Numbers.Wide(record[3]));
                break;
            case WireKind.Throttle:
                _writer.Command(kind, 0x80, Control, Next(who));
                _writer.U32(Numbers.Wide(record[2]));
                _writer.U32(Numbers.Wide(record[3]));
                _writer.U32(Numbers.Wide(record[4]));
                break;
            case WireKind.Reliable:
            case WireKind.Unreliable:
            case WireKind.Unsequenced:
                AddData(kind, who, peer, record);
                break;
            case WireKind.Fragment:
            case WireKind.UnreliableFragment:
                AddFragment(kind, who, peer, record);
                break;
            default:
                _writer.Command(kind, (byte)(record[2] & 0xF0), record[3], record[4]);
                break;
        }
    }

    /// <summary>What the host has sent lately, acknowledged.</summary>
    public void AddAcknowledgements(Stranger who, ReadOnlySpan<byte> record)
    {
        for (int i = record[2] & 7; i >= 0; i--)
        {
            Stranger.Owed owed = who.Owes(i);
            if (owed == default) continue;
            _writer.Command(WireKind.Acknowledge, 0, owed.Channel, owed.Sequence);
            _writer.U16(owed.Sequence);
            _writer.U16(owed.Time);
        }
    }

    /// <summary>The fragments of one packet, in order or backwards, all of them or all but one.</summary>
    public void AddPieces(Stranger who, Connection? peer, ReadOnlySpan<byte> record)
    {
        byte channel = (byte)(record[2] & 3);
        int count = 1 + (record[3] & 7);
        int size = 1 + (record[4] & 63);
        bool isReliable = (record[5] & 1) != 0;
        bool isBackwards = (record[5] & 2) != 0;
        int missing = (record[5] & 4) != 0 ? record[6] % count : -1;
        ushort start = isReliable ? Numbers.Near(ReliableOf(peer, channel), record[7]) : (ushort)record[7];
        for (int i = 0; i < count; i++)
        {
            int number = isBackwards ? count - 1 - i : i;
            if (number == missing) continue;
            AddPiece(isReliable ? WireKind.Fragment : WireKind.UnreliableFragment, 0x80, channel, (ushort)(isReliable ? start + number : ReliableOf(peer, channel)), start, count, number, size * count, number * size, size);
            _writer.Payload(size, (byte)(who.Marker + (number & 7)));
        }
    }

    private void AddAcknowledge(Stranger who, Connection? peer, ReadOnlySpan<byte> record)
    {
        Stranger.Owed owed = who.Owes(record[2] & 7);
        // Of what the host has not sent, or so it thinks.
        ushort sequence = record[3] switch
        {
            < 64 => (ushort)(owed.Sequence + record[3]),
            < 128 => (ushort)((peer?.Outbox.ControlSequence ?? 0) - (record[3] & 7)),
            _ => (ushort)(record[3] * 0x0101),
        };
        ushort time = (record[4] & 3) switch
        {
            0 => owed.Time,
            1 => (ushort)((_host.NowUs / 1_000) - record[5]),
            2 => (ushort)((_host.NowUs / 1_000) + record[5]),
            _ => (ushort)(record[5] * 0x0101),
        };
        byte channel = record[6] switch { 0 => owed.Channel, 1 => Control, _ => record[6] };
        _writer.Command(WireKind.Acknowledge, (record[7] & 3) == 3 ? (byte)0x80 : (byte)0, channel, sequence);
        _writer.U16(sequence);
        _writer.U16(time);
    }

    // What the host has asked, repeated as it should be.
    private void AddVerify(Stranger who, Connection? peer, ReadOnlySpan<byte> record)
    {
        _writer.Command(WireKind.Verify, 0x80, Control, 1);
        if (!who.IsAsked)
        {
            AddTerms(peer?.ConnectId ?? record[2], record[6] & 63);
        }
        else
        {
            _writer.Copy(who.Question[4..44]);
            Span<byte> terms = _writer.Bytes[^40..];
            terms[2] = (byte)(record[5] & 3);
            BinaryPrimitives.WriteUInt16BigEndian(terms, (ushort)(record[6] & 63));
            if ((record[2] & 1) != 0) terms[^1] ^= 1;
        }

        Override(40, record[3], record[4]);
    }

    private void AddTerms(uint connectId, int remote)
    {
        _writer.U16((ushort)remote);
        _writer.U8(0xFF);
        _writer.U8(0xFF);
        _writer.U32(1_392);
        _writer.U32(65_536);
        _writer.U32(3);
        _writer.U32(0);
        _writer.U32(0);
        _writer.U32(5_000);
        _writer.U32(2);
        _writer.U32(2);
        _writer.ConnectId(connectId);
    }

    // One field of the terms that were just written.
    private void Override(int written, byte which, byte value)
    {
        if (which == 0) return;
        (int offset, int bytes) = Fields[which % Fields.Length];
        Span<byte> field = _writer.Bytes[^Math.Min(written == 44 ? 44 - 4 : 40, _writer.Length)..][(offset - 4)..];
        uint wide = Numbers.Wide(value);
        if (bytes == 1) field[0] = value;
        else if (bytes == 2) BinaryPrimitives.WriteUInt16BigEndian(field, (ushort)wide);
        else BinaryPrimitives.WriteUInt32BigEndian(field, wide);
    }

    private void AddData(WireKind kind, Stranger who, Connection? peer, ReadOnlySpan<byte> record)
    {
        byte channel = Channel(record[2]);
        int reliable = ReliableOf(peer, channel);
        int length = Math.Min(Numbers.Length(record[4]), 1_400);
        byte flags = kind switch { WireKind.Reliable => 0x80, WireKind.Unsequenced => 0x40, _ => 0 };
        if ((record[7] & 15) == 15) flags = (byte)(record[7] & 0xF0);
        _writer.Command(kind, flags, channel, kind == WireKind.Reliable ? Numbers.Near(reliable, record[3]) : (ushort)(reliable + (record[7] & 7)));
        if (kind == WireKind.Unreliable) _writer.U16(Numbers.Near(record[3] < 32 ? 0 : record[3], record[3]));
        if (kind == WireKind.Unsequenced) _writer.U16((ushort)(record[3] < 128 ? record[3] : record[3] * 97));
        // A length that is not the payload's.
        _writer.U16((ushort)(record[6] < 192 ? (uint)length : Numbers.Wide((byte)(record[6] - 192))));
        _writer.Payload(length, (byte)(who.Marker + (record[5] & 7)));
    }

    private void AddFragment(WireKind kind, Stranger who, Connection? peer, ReadOnlySpan<byte> record)
    {
        byte channel = Channel(record[2]);
        int count = record[4] < 32 ? 1 + (record[4] & 7) : (int)(Numbers.Wide(record[4]) % 70_000);
        int number = count == 0 ? 0 : record[5] % Math.Min(count, 40);
        int size = 1 + (record[6] & 31);
        long total = (long)count * size;
        long offset = (long)number * size;
        ushort start = kind == WireKind.Fragment ? Numbers.Near(ReliableOf(peer, channel), record[3]) : (ushort)record[3];
        switch (record[7] & 15)
        {
            case 1:
                total = Numbers.Wide(record[7]);
                break;
            case 2:
                offset++;
                break;
            case 3:
                count = 0;
                break;
            case 4:
                number = count;
                break;
            case 5:
                total--;
                break;
            case 6:
                size = Math.Max(size - 1, 0);
                break;
        }

        int sequence = kind == WireKind.Fragment ? start + number : ReliableOf(peer, channel);
        AddPiece(kind, kind == WireKind.Fragment ? (byte)0x80 : (byte)0, channel, (ushort)sequence, start, count, number, total, offset, size);
        _writer.Payload(size, (byte)(who.Marker + (number & 7)));
    }

    private void AddPiece(WireKind kind, byte flags, byte channel, ushort sequence, ushort start, int count, int number, long total, long offset, int size)
    {
        _writer.Command(kind, kind == WireKind.Fragment ? flags : (byte)0, channel, sequence);
        _writer.U16(start);
        _writer.U16((ushort)size);
        _writer.U32((uint)count);
        _writer.U32((uint)number);
        _writer.U32((uint)total);
        _writer.U32((uint)offset);
    }

    // Mostly one that there is.
    private static byte Channel(byte b) => b < 240 ? (byte)(b % 3) : b;

    private int ReliableOf(Connection? peer, byte channel) => (peer?.Receiver.Channels.Find(channel)?.ReliableSequence ?? 0) + Shift;

    private static ushort Next(Stranger who) => ++who.Control;
}
