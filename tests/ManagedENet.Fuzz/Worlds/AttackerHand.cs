using System;
using System.Buffers.Binary;
using ManagedENet.Protocol.Codecs;
using ManagedENet.Protocol.Connections;
using ManagedENet.Simulation.Fuzz;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Fuzz.Worlds;

/// <summary>What strangers do: puts datagrams together from records, and sends them.</summary>
internal sealed class AttackerHand
{
    private const int Stranger = 0xFFF;
    private const int MostBytes = 3_900;
    private const byte MoreBit = 0x10;
    private const byte ServiceBit = 0x20;
    private const byte LaterBit = 0x40;

    private readonly AttackedHost _host;
    private readonly Stranger[] _strangers;
    private readonly CommandComposer _composer;
    private readonly HostileWriter _writer = new();
    private readonly byte[] _datagram = new byte[8_192];
    private readonly byte[] _last = new byte[8_192];
    private readonly byte[] _damage = new byte[8];
    private readonly byte[] _header = new byte[8];
    private readonly byte[] _before = new byte[8];
    private readonly RangeCoder _coder = new();
    private Stranger? _pendingOf;
    private Stranger? _lastOf;
    private int _lastLength;
    private bool _hasChecksum;
    private bool _isPacking;
    private bool _asksBeside;

    public AttackerHand(AttackedHost host, Stranger[] strangers)
    {
        _host = host;
        _strangers = strangers;
        _composer = new CommandComposer(host, _writer);
    }

    public long Datagrams { get; private set; }

    public AttackFacts? Facts { get; set; }

    public void Begin(bool hasChecksum, bool isPacking)
    {
        _writer.Cut(0);
        _pendingOf = null;
        _lastOf = null;
        _damage[0] = 0;
        _header[0] = 0;
        _before.AsSpan().Clear();
        (_hasChecksum, _isPacking) = (hasChecksum, isPacking);
    }

    public void Do(Act what, ReadOnlySpan<byte> record)
    {
        Stranger who = _strangers[record[1] & 7];
        if (what <= Act.LastCommand || what is Act.Repeat or Act.AcknowledgeAll or Act.Pieces)
        {
            Compose(what, who, record);
            return;
        }

        SendPending();
        switch (what)
        {
            case Act.Prove:
                Prove(who, record[2]);
                After(record[1]);
                break;
            case Act.Join:
                Join(who, record);
                break;
            case Act.Header:
                record.CopyTo(_header);
                _header[0] = 1;
                break;
            case Act.Damage:
                record.CopyTo(_damage);
                _damage[0] = 1;
                break;
            case Act.Again:
                if (_lastOf is null) break;
                _last.AsSpan(0, _lastLength).CopyTo(_datagram);
                HandOver(_lastOf, _lastLength);
                After(record[1]);
                break;
            default:
                bool isLong = what == Act.Pause;
                _host.NowUs += isLong ? Numbers.StepMs((byte)(record[2] | 8)) * 1_000L : (Numbers.StepMs((byte)(record[2] & 7)) * 1_000L) + record[3];
                _host.Service();
                break;
        }
    }

    /// <summary>Bytes that the input gives, behind a header that fits or as they are.</summary>
    public void SendRaw(ReadOnlySpan<byte> record, ReadOnlySpan<byte> bytes)
    {
        SendPending();
        Stranger who = _strangers[record[1] & 7];
        // Lengths that are no multiple of eight, too.
        bytes = bytes[..Math.Max(bytes.Length - (record[3] & 7), 0)];
        if ((record[3] & 8) == 0)
        {
            bytes.CopyTo(_datagram);
            who.MayDeliver(bytes);
            int length = (record[3] & 0xF0) == 0xF0 ? 4_097 : bytes.Length;
            if (length > bytes.Length) _datagram.AsSpan(bytes.Length, length - bytes.Length).Clear();
            HandOver(who, length);
        }
        else
        {
            _asksBeside = false;
            _writer.Cut(0);
            _writer.Copy(bytes);
            Finish(who);
        }

        After(record[1]);
    }

    /// <summary>What was composed leaves.</summary>
    public void SendPending()
    {
        if (_pendingOf is not { } who) return;
        _pendingOf = null;
        Finish(who);
    }

    /// <summary>A question of somebody who has never asked.</summary>
    public void AskHonestly(Stranger who, uint connectId)
    {
        _writer.Cut(0);
        _composer.AddHonestConnect(who, connectId);
        Send(who, Stranger, 0, (ushort)(_host.NowUs / 1_000), 0);
    }

    /// <summary>What somebody says who has a connection.</summary>
    public HostileWriter Speak() => BeginCommands();

    /// <summary>Sends it.</summary>
    public void SendHonestly(Stranger who, int name, int session, uint connectId) => Send(who, name, session, (ushort)(_host.NowUs / 1_000), connectId);

    private HostileWriter BeginCommands()
    {
        _writer.Cut(0);
        return _writer;
    }

    private void Compose(Act what, Stranger who, ReadOnlySpan<byte> record)
    {
        if (_pendingOf != who || _writer.Length > MostBytes - 1_500) SendPending();
        if (_pendingOf is null)
        {
            _writer.Cut(0);
            _pendingOf = who;
        }

        Connection? peer = _host.PeerOf(who, record[1] >> 7);
        // Somebody who has a connection asks for one in it, or beside it.
        if (_writer.Length == 0) _asksBeside = what == Act.Connect && (record[7] & 1) == 0;
        if (Facts is { } facts && _writer.Length == 0 && peer is not null && what <= Act.LastCommand && !_asksBeside && _header[0] == 0 && _damage[0] == 0) facts.Note(peer.State, (WireKind)what);
        switch (what)
        {
            case Act.Repeat:
                if (_before[0] == 0) break;
                byte kind = _before[0];
                for (int i = record[2] & 127; i > 0 && _writer.Length < MostBytes - 700; i--)
                {
                    _before[3] += record[3];
                    _composer.Shift += record[4];
                    _composer.Add((WireKind)kind, who, peer, _before);
                }

                _composer.Shift = 0;

                break;
            case Act.AcknowledgeAll:
                _composer.AddAcknowledgements(who, record);
                break;
            case Act.Pieces:
                _composer.AddPieces(who, peer, record);
                break;
            default:
                record.CopyTo(_before);
                _before[0] = (byte)what;
                _composer.Add((WireKind)what, who, peer, record);
                break;
        }

        if ((record[1] & MoreBit) != 0) return;
        SendPending();
        After(record[1]);
    }

    private void After(byte how)
    {
        if ((how & LaterBit) != 0) _host.NowUs += 1_000;
        if ((how & ServiceBit) != 0) _host.Service();
    }

    private void Prove(Stranger who, byte wrong)
    {
        if (who.Offered is not { } offer) return;
        _writer.Cut(0);
        _writer.Command(WireKind.Acknowledge, 0, (wrong & 16) != 0 ? (byte)0 : (byte)0xFF, offer.Sequence);
        _writer.U16((ushort)(offer.Sequence + (wrong & 1)));
        _writer.U16((ushort)(offer.Time + ((wrong >> 1) & 1)));
        // Something behind the proof, for whoever is let in by it.
        if ((wrong & 32) != 0) _composer.Add(WireKind.Reliable, who, null, [0, 0, 0, 0, 4, 0, 0, 0]);
        Send(who, (offer.Name + ((wrong >> 3) & 1)) & 0xFFF, offer.Session ^ ((wrong >> 2) & 1), (ushort)(_host.NowUs / 1_000), offer.ConnectId);
        if (wrong == 0) who.Offered = null;
    }

    private void Join(Stranger who, ReadOnlySpan<byte> record)
    {
        if (_host.PeerOf(who, 0) is not null && (record[2] & 0x80) == 0) return;
        _writer.Cut(0);
        _composer.Add(WireKind.Connect, who, null, [0, 0, record[2], record[3], record[4], record[5], record[6], record[7]]);
        Send(who, Stranger, 0, (ushort)(_host.NowUs / 1_000), 0);
        _host.Service();
        Prove(who, 0);
        if ((record[1] & ServiceBit) != 0) _host.Service();
    }

    // By default the header fits the connection with whoever speaks, and is a stranger's while there is none.
    private void Finish(Stranger who)
    {
        Connection? peer = _host.PeerOf(who, 0);
        bool isAsking = _asksBeside && _header[0] == 0;
        int name = peer is null || isAsking ? Stranger : peer.Name;
        int session = peer is null || isAsking ? 0 : peer.IncomingSessionId & 3;
        uint connectId = peer is null || isAsking ? 0 : peer.ConnectId;
        ushort? time = (ushort)(_host.NowUs / 1_000);
        if (_header[0] != 0)
        {
            _header[0] = 0;
            if ((_header[2] & 3) == 1) name = (_header[3] << 4) | (_header[4] >> 4);
            if ((_header[2] & 3) == 2) name = _host.PeerOf(_strangers[_header[3] & 7], 0)?.Name ?? name;
            if ((_header[2] & 3) == 3) name = who.Offered?.Name ?? name;
            if ((_header[5] & 4) != 0) session = _header[5] & 3;
            if ((_header[6] & 1) != 0) time = null;
            else time = (ushort)(time.Value - (_header[7] * (_header[6] >> 1)));
        }

        Send(who, name, session, time, connectId);
    }

    private void Send(Stranger who, int name, int session, ushort? time, uint connectId)
    {
        ReadOnlySpan<byte> commands = _writer.Bytes;
        Span<byte> datagram = _datagram;
        int start = time is null ? 2 : 4;
        BinaryPrimitives.WriteUInt16BigEndian(datagram, (ushort)((name & 0xFFF) | (session << 12) | (time is null ? 0 : 0x8000)));
        if (time is { } sent) BinaryPrimitives.WriteUInt16BigEndian(datagram[2..], sent);
        if (_hasChecksum) start += 4;
        commands.CopyTo(datagram[start..]);
        int length = start + commands.Length;
        int packed = _isPacking && commands.Length is > 0 and <= MostBytes ? _coder.Compress(commands, _last) : 0;
        if (packed > 0) datagram[0] |= 0x40;
        if (_hasChecksum)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(datagram[(start - 4)..], name == Stranger ? 0 : connectId);
            BinaryPrimitives.WriteUInt32BigEndian(datagram[(start - 4)..], Crc32Checksum.Instance.Compute(datagram[..length]));
        }

        who.MayDeliver(commands);
        if (packed > 0)
        {
            _last.AsSpan(0, packed).CopyTo(datagram[start..]);
            length = start + packed;
        }

        if (_damage[0] != 0) length = Damage(who, length, start);
        HandOver(who, length);
    }

    private int Damage(Stranger who, int length, int start)
    {
        _damage[0] = 0;
        if (length == 0) return 0;
        int at = BinaryPrimitives.ReadUInt16BigEndian(_damage.AsSpan(3)) % length;
        Span<byte> bytes = _datagram.AsSpan(0, length);
        switch (_damage[2] % 5)
        {
            case 0:
                length = at;
                break;
            case 1:
                bytes[at] ^= (byte)(1 << (_damage[5] & 7));
                bytes[_damage[6] % length] ^= (byte)(1 << (_damage[7] & 7));
                break;
            case 2:
                bytes[at] = _damage[5];
                break;
            case 3:
                int more = Math.Min(_damage[5], length - at);
                bytes.Slice(at, more).CopyTo(_datagram.AsSpan(length));
                length += more;
                break;
            default:
                bytes[at..].Reverse();
                break;
        }

        // What it says now it has said.
        bytes = _datagram.AsSpan(0, length);
        who.MayDeliver(bytes);
        if (length > start && (bytes[0] & 0x40) != 0 && _isPacking) who.MayDeliver(_last.AsSpan(0, Math.Max(_coder.Decompress(bytes[start..], _last.AsSpan(0, 4_096)), 0)));
        return length;
    }

    private void HandOver(Stranger who, int length)
    {
        _datagram.AsSpan(0, length).CopyTo(_last);
        (_lastOf, _lastLength) = (who, length);
        Datagrams++;
        _host.Receive(who, _datagram.AsSpan(0, length));
    }
}
