using System;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Hosting;

/// <summary>
/// Answers to strangers: a ring of short datagrams that are ready to leave with the next send pass. Nobody needs a slot to be told no, and what strangers can make wait is
/// bounded; when the ring is full the newest goes unanswered, as if the network had lost it.
/// </summary>
internal sealed class Replies
{
    private const int Places = 256;
    private const int PlaceBytes = 32;

    private readonly Envelope _envelope;
    private Place[]? _ring;
    private byte[] _bytes = Array.Empty<byte>();
    private int _head;
    private int _count;

    public Replies(Envelope envelope) => _envelope = envelope;

    /// <summary>True when nothing waits.</summary>
    public bool IsEmpty => _count == 0;

    /// <summary>Tells somebody whose CONNECT is not let in: one goodbye that asks for no acknowledgement.</summary>
    /// <param name="to">The address it came from.</param>
    /// <param name="proposal">The CONNECT.</param>
    /// <param name="data">A number for the other side's application.</param>
    /// <param name="nowMs">The time.</param>
    // Requirement: HSK-047
    public void Refuse(in ENetAddress to, in ConnectCommand proposal, uint data, long nowMs)
    {
        if (_count == Places) return;
        if (_ring is null)
        {
            _ring = new Place[Places];
            _bytes = new byte[Places * PlaceBytes];
        }

        int place = (_head + _count) % Places;
        Span<byte> datagram = _bytes.AsSpan(place * PlaceBytes, PlaceBytes);
        Span<byte> goodbye = datagram.Slice(_envelope.SpaceBytes, CommandLayout.DisconnectBytes);
        new CommandHeader(CommandKind.Disconnect, CommandFlags.Unsequenced, ProtocolConstants.ControlChannel, 1).Write(goodbye);
        new DisconnectCommand(data).Write(goodbye);
        byte session = Handshake.NextSession(proposal.IncomingSessionId, Connection.NoSession, default);
        int end = _envelope.SpaceBytes + CommandLayout.DisconnectBytes;
        _ring[place].Length = _envelope.Seal(datagram, end, hasSentTime: false, isPadded: false, nowMs, proposal.OutgoingPeerId, session, proposal.ConnectId);
        _ring[place].To = to;

        // Last, because a codec of the application may throw while the datagram is sealed: half an answer is none.
        // Requirement: LIM-030
        _count++;
    }

    /// <summary>Takes the oldest answer out. False when none waits.</summary>
    public bool TryTake(Span<byte> destination, out int length, out ENetAddress to)
    {
        if (_count == 0)
        {
            length = 0;
            to = default;
            return false;
        }

        ref Place place = ref _ring![_head];
        length = place.Length;
        to = place.To;
        _bytes.AsSpan(_head * PlaceBytes, length).CopyTo(destination);
        _head = (_head + 1) % Places;
        _count--;
        return true;
    }

    /// <summary>Forgets what waits.</summary>
    public void Clear() => _count = 0;

    private struct Place
    {
        public ENetAddress To;
        public int Length;
    }
}
