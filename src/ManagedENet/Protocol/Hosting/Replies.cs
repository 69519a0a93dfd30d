using System;
using System.Runtime.CompilerServices;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Hosting;

/// <summary>
/// Answers to strangers: a ring of short datagrams that are ready to leave with the next send pass. Nobody needs a slot to be told no, and what strangers can make wait is
/// bounded; when the ring is full the newest goes unanswered, as if the network had lost it. Each answer is told by its bytes, 0 for none.
/// </summary>
internal sealed class Replies
{
    private const int Places = 256;
    private const int PlaceBytes = 64;

    private readonly Envelope _envelope;
    private readonly Ledger _ledger;
    private Place[]? _ring;
    private byte[] _bytes = Array.Empty<byte>();
    private int _head;
    private int _count;

    /// <summary>Nothing waits.</summary>
    /// <param name="envelope">Writes the datagrams.</param>
    /// <param name="ledger">Counts what the ring takes.</param>
    public Replies(Envelope envelope, Ledger ledger)
    {
        _envelope = envelope;
        _ledger = ledger;
    }

    /// <summary>Bytes that the ring takes now.</summary>
    public long HeldBytes => _ring is null ? 0 : ObjectBytes.Array(Places * (long)Unsafe.SizeOf<Place>()) + ObjectBytes.Array(Places * PlaceBytes);

    /// <summary>Bytes of an answer to a CONNECT, at most.</summary>
    public int VerifyBytes => _envelope.SpaceBytes + CommandLayout.SizeOf(CommandKind.VerifyConnect);

    /// <summary>True when nothing waits.</summary>
    public bool IsEmpty => _count == 0;

    /// <summary>Tells somebody whose CONNECT is not let in: one goodbye that asks for no acknowledgement.</summary>
    /// <param name="to">The address it came from.</param>
    /// <param name="local">The number of the address it came to.</param>
    /// <param name="proposal">The CONNECT.</param>
    /// <param name="session">A session that ends no connection of that end, whichever it has.</param>
    /// <param name="data">A number for the other side's application.</param>
    /// <param name="nowMs">The time.</param>
    // Requirement: HSK-047
    public int Refuse(in ENetAddress to, byte local, in ConnectCommand proposal, byte session, uint data, long nowMs)
    {
        if (!TryBegin(out Span<byte> datagram)) return 0;
        WriteGoodbye(datagram, proposal, data);
        return Seal(to, local, datagram, CommandLayout.DisconnectBytes, hasSentTime: false, nowMs, proposal, session);
    }

    /// <summary>Tells somebody whom we had answered that there is no room any more.</summary>
    public int Refuse(in HalfOpen entry, uint data, long nowMs)
    {
        if (!TryBegin(out Span<byte> datagram)) return 0;
        WriteGoodbye(datagram, entry.Proposal, data);
        return Seal(entry.From, entry.Local, datagram, CommandLayout.DisconnectBytes, hasSentTime: false, nowMs, entry.Proposal, entry.OutgoingSession);
    }

    /// <summary>Answers somebody who may become a connection.</summary>
    /// <param name="entry">Who.</param>
    /// <param name="terms">What it is granted.</param>
    /// <param name="sentTime">The time that it is to repeat.</param>
    // Requirement: HSK-027, ADM-001
    public int Verify(in HalfOpen entry, in ConnectCommand terms, ushort sentTime)
    {
        if (!TryBegin(out Span<byte> datagram)) return 0;
        Span<byte> command = datagram.Slice(_envelope.SpaceBytes, CommandLayout.SizeOf(CommandKind.VerifyConnect));
        new CommandHeader(CommandKind.VerifyConnect, CommandFlags.Acknowledge, ProtocolConstants.ControlChannel, entry.Sequence).Write(command);
        new VerifyConnectCommand(terms).Write(command);
        return Seal(entry.From, entry.Local, datagram, command.Length, hasSentTime: true, sentTime, entry.Proposal, entry.OutgoingSession);
    }

    /// <summary>Acknowledges the goodbye of somebody who was no connection yet.</summary>
    public int Acknowledge(in HalfOpen entry, ushort sequence, ushort sentTime, long nowMs)
    {
        if (!TryBegin(out Span<byte> datagram)) return 0;
        Span<byte> command = datagram.Slice(_envelope.SpaceBytes, CommandLayout.AcknowledgeBytes);
        new CommandHeader(CommandKind.Acknowledge, CommandFlags.None, ProtocolConstants.ControlChannel, sequence).Write(command);
        new AcknowledgeCommand(sequence, sentTime).Write(command);
        return Seal(entry.From, entry.Local, datagram, command.Length, hasSentTime: false, nowMs, entry.Proposal, entry.OutgoingSession);
    }

    /// <summary>Takes the oldest answer out. False when none waits.</summary>
    public bool TryTake(Span<byte> destination, out int length, out ENetAddress to, out byte local)
    {
        if (_count == 0)
        {
            length = 0;
            to = default;
            local = 0;
            return false;
        }

        ref Place place = ref _ring![_head];
        length = place.Length;
        to = place.To;
        local = place.Local;
        _bytes.AsSpan(_head * PlaceBytes, length).CopyTo(destination);
        _head = (_head + 1) % Places;
        _count--;
        return true;
    }

    /// <summary>Called when nobody has asked for a while: the ring goes.</summary>
    public void Release()
    {
        if (_count > 0) return;
        _ledger.CountStrangers(-HeldBytes);
        _ring = null;
        _bytes = Array.Empty<byte>();
        _head = 0;
    }

    /// <summary>What waits leaves from the address that the system picks.</summary>
    public void ForgetLocals()
    {
        for (int i = 0; i < _count; i++) _ring![(_head + i) % Places].Local = 0;
    }

    /// <summary>Forgets what waits.</summary>
    public void Clear() => _count = 0;

    private bool TryBegin(out Span<byte> datagram)
    {
        datagram = default;
        if (_count == Places) return false;
        if (_ring is null)
        {
            _ring = new Place[Places];
            _bytes = new byte[Places * PlaceBytes];
            _ledger.CountStrangers(HeldBytes);
        }

        datagram = _bytes.AsSpan((_head + _count) % Places * PlaceBytes, PlaceBytes);
        return true;
    }

    // Nobody acknowledges it, so its number is free to say which attempt it refuses.
    // Requirement: ADM-028
    private void WriteGoodbye(Span<byte> datagram, in ConnectCommand proposal, uint data)
    {
        Span<byte> goodbye = datagram.Slice(_envelope.SpaceBytes, CommandLayout.DisconnectBytes);
        new CommandHeader(CommandKind.Disconnect, CommandFlags.Unsequenced, ProtocolConstants.ControlChannel, Handshake.RefusalNumber(proposal.ConnectId)).Write(goodbye);
        new DisconnectCommand(data).Write(goodbye);
    }

    private int Seal(in ENetAddress to, byte local, Span<byte> datagram, int commandBytes, bool hasSentTime, long nowMs, in ConnectCommand proposal, byte session)
    {
        ref Place place = ref _ring![(_head + _count) % Places];
        place.Length = _envelope.Seal(datagram, _envelope.SpaceBytes + commandBytes, hasSentTime, isPadded: false, nowMs, proposal.OutgoingPeerId, session, proposal.ConnectId);
        place.To = to;
        place.Local = local;

        // Last, because a codec of the application may throw while the datagram is sealed: half an answer is none.
        // Requirement: LIM-030
        _count++;
        return place.Length;
    }

    private struct Place
    {
        public ENetAddress To;
        public int Length;
        public byte Local;
    }
}
