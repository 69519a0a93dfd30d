using System.Runtime.CompilerServices;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Ordering;

namespace ManagedENet.Protocol.Sending;

/// <summary>
/// Numbers what a channel sends, and finds what was sent when its acknowledgement comes. A number is given when a command is first written, or when one that was queued
/// behind it is: until then nothing on the wire depends on its place.
/// </summary>
internal sealed class ChannelSender : IStashed<ChannelSender>
{
    /// <summary>Bytes of the object, the gate and the ring, without its table.</summary>
    public const int ObjectBytes = 88 + 88 + SequenceRing.ObjectBytes;

    /// <summary>The weight of a new channel.</summary>
    public const byte UsualWeight = 16;

    /// <summary>The highest weight.</summary>
    public const byte MostWeight = byte.MaxValue;

    /// <summary>Where channels take turns: what is to be sent for the first time and stands in their order.</summary>
    public SlabList Waiting = SlabList.Empty;

    private readonly SequenceRing _inFlight = new();

    // Commands without a number, in the order of queueing: one behind the other through their links.
    private int _firstUnnumbered;
    private int _lastUnnumbered = Slab<OutgoingCommand>.None;
    private ushort _unreliableQueued;

    /// <summary>Sequence number of the newest reliable command.</summary>
    public ushort ReliableSequence { get; private set; }

    /// <summary>Number of the newest unreliable packet since the newest reliable command.</summary>
    public ushort UnreliableSequence { get; private set; }

    /// <summary>
    /// True when the unreliable numbers behind the newest queued reliable command are used up: they do not wrap, and the next unreliable packet must be sent reliably.
    /// </summary>
    // Requirement: CHN-006
    public bool UnreliableIsExhausted => _unreliableQueued == ushort.MaxValue;

    /// <summary>The number that the next reliable command gets.</summary>
    public ushort NextReliableSequence => SequenceNumber.Next(ReliableSequence);

    /// <summary>Keeps new reliable numbers from running too far ahead.</summary>
    public ReliableWindowGate Gate { get; } = new();

    /// <summary>The channel is skipped in the pass that has this stamp, because its gate is closed.</summary>
    public int GatedInPass { get; set; } = -1;

    /// <summary>Its share of the line beside those of other channels, 1 to <see cref="MostWeight"/>.</summary>
    public byte Weight { get; set; } = UsualWeight;

    /// <summary>How often its small reliable commands are sent once more before they could be missed.</summary>
    public byte Copies { get; set; }

    /// <summary>How far its share has brought it (<see cref="ChannelTurns"/>).</summary>
    public long Place { get; set; }

    /// <summary>The channel whose turn comes behind it.</summary>
    public ChannelSender? NextInTurn { get; set; }

    /// <inheritdoc/>
    public ChannelSender? NextStashed { get; set; }

    /// <summary>The first command without a number; only while there is a last one.</summary>
    public int FirstUnnumbered => _firstUnnumbered;

    /// <summary>The last command without a number, or -1.</summary>
    public int LastUnnumbered => _lastUnnumbered;

    /// <summary>Puts a reliable command behind those of the channel that wait for their numbers.</summary>
    public void AppendReliable(Slab<OutgoingCommand> slab, int index)
    {
        Append(slab, index);
        // Requirement: CHN-006
        _unreliableQueued = 0;
    }

    /// <summary>Puts an unreliable packet, or a part of one, behind the commands of the channel that wait for their numbers.</summary>
    public void AppendUnreliable(Slab<OutgoingCommand> slab, int index, bool startsPacket)
    {
        Append(slab, index);
        if (startsPacket) _unreliableQueued++;
    }

    /// <summary>Numbers a reliable command that nothing without a number was queued before.</summary>
    // Requirement: CHN-004
    public void NumberFirstReliable(int index, ref OutgoingCommand command, ushort sequence)
    {
        Unlink(index, command);
        command.ReliableSequence = ReliableSequence = sequence;
        UnreliableSequence = 0;
    }

    /// <summary>Takes a packet, whose first command is given, out of those without a number: it gets none.</summary>
    public void Forget(Slab<OutgoingCommand> slab, int first)
    {
        int before = Slab<OutgoingCommand>.None;
        for (int index = _firstUnnumbered; index != first; index = slab[index].NextUnnumbered) before = index;
        int last = first;
        while (last != _lastUnnumbered && slab[slab[last].NextUnnumbered].IsPartOf(slab[first])) last = slab[last].NextUnnumbered;
        if (last == _lastUnnumbered) _lastUnnumbered = before;
        else if (before < 0) _firstUnnumbered = slab[last].NextUnnumbered;
        else slab[before].NextUnnumbered = slab[last].NextUnnumbered;
    }

    /// <summary>Numbers a command, and before it those that were queued before it.</summary>
    public void NumberThrough(Slab<OutgoingCommand> slab, int index, ref OutgoingCommand command)
    {
        if (_firstUnnumbered != index) NumberUntil(slab, index);
        NumberFirst(index, ref command);
    }

    /// <summary>
    /// True when there is room to remember a reliable command that is to be sent for the first time. Where the ledger has none, an older number is in the way, and the
    /// command waits until that is acknowledged.
    /// </summary>
    public bool HasRoomFor(ushort sequence, LedgerSide ledger, ref Account account) => _inFlight.TryReserve(sequence, ledger, ref account, Claim.Next);

    /// <summary>Remembers a reliable command that is sent for the first time; false, and nothing was done, when there is no room (<see cref="HasRoomFor"/>).</summary>
    public bool TryTrack(ushort sequence, int index, LedgerSide ledger, ref Account account)
    {
        if (!_inFlight.TryPlace(sequence, index) && !_inFlight.TrySet(sequence, index, ledger, ref account, Claim.Next)) return false;
        Gate.Enter(sequence);
        return true;
    }

    /// <summary>The command that was sent with this number and is not acknowledged, or -1.</summary>
    public int Find(ushort sequence) => _inFlight.Find(sequence);

    /// <summary>The command that was sent first of those that are not acknowledged, or -1.</summary>
    public int FindOldest() => _inFlight.FindOldest(ReliableSequence);

    /// <summary>The command an acknowledgement speaks of, or -1; it is in flight no more.</summary>
    public int Acknowledge(ushort sequence)
    {
        int index = _inFlight.Remove(sequence);
        if (index >= 0) Gate.Exit(sequence);
        return index;
    }

    /// <summary>Back to the start of a connection. The commands themselves belong to the peer's queues.</summary>
    public void Reset(LedgerSide ledger, ref Account account)
    {
        ReliableSequence = 0;
        UnreliableSequence = 0;
        _lastUnnumbered = Slab<OutgoingCommand>.None;
        _unreliableQueued = 0;
        GatedInPass = -1;
        Weight = UsualWeight;
        Copies = 0;
        Place = 0;
        _inFlight.Clear(ledger, ref account);
        Gate.Clear();
    }

    /// <summary>Called now and then: a table that one burst made large becomes smaller.</summary>
    public void EndInterval(LedgerSide ledger, ref Account account) => _inFlight.EndInterval(ledger, ref account);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Append(Slab<OutgoingCommand> slab, int index)
    {
        int last = _lastUnnumbered;
        _lastUnnumbered = index;
        if (last < 0) _firstUnnumbered = index;
        else slab[last].NextUnnumbered = index;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void NumberUntil(Slab<OutgoingCommand> slab, int index)
    {
        while (_firstUnnumbered != index) NumberFirst(_firstUnnumbered, ref slab[_firstUnnumbered]);
    }

    // Requirement: CHN-004, CHN-005
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void NumberFirst(int index, ref OutgoingCommand command)
    {
        Unlink(index, command);
        command.Stage = OutgoingStage.Numbered;
        if (command.IsReliable)
        {
            // The unreliable numbers start anew behind it.
            command.ReliableSequence = ReliableSequence = NextReliableSequence;
            UnreliableSequence = 0;
            return;
        }

        // Where a reliable packet between them was given up there may be more than there are numbers: those behind the last are taken for repetitions of it.
        if (command.StartsPacket && UnreliableSequence < ushort.MaxValue) UnreliableSequence++;
        command.ReliableSequence = ReliableSequence;
        command.UnreliableSequence = UnreliableSequence;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Unlink(int first, in OutgoingCommand command)
    {
        if (first == _lastUnnumbered) _lastUnnumbered = Slab<OutgoingCommand>.None;
        else _firstUnnumbered = command.NextUnnumbered;
    }

    /// <summary>Counts the table.</summary>
    public void Measure(ref MemoryMeasure measure) => (measure.ObjectBytes, measure.TableBytes) = (measure.ObjectBytes + ObjectBytes, measure.TableBytes + _inFlight.SizeBytes);
}
