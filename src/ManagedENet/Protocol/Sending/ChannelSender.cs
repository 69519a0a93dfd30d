using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Ordering;

namespace ManagedENet.Protocol.Sending;

/// <summary>Numbers what a channel sends, and finds what was sent when its acknowledgement comes.</summary>
internal sealed class ChannelSender : IStashed<ChannelSender>
{
    /// <summary>Bytes of the object, the gate and the ring, without its table.</summary>
    public const int ObjectBytes = 48 + 88 + SequenceRing.ObjectBytes;

    private readonly SequenceRing _inFlight = new();

    /// <summary>Sequence number of the newest reliable command.</summary>
    public ushort ReliableSequence { get; private set; }

    /// <summary>Number of the newest unreliable packet since the newest reliable command.</summary>
    public ushort UnreliableSequence { get; private set; }

    /// <summary>True when the unreliable numbers are used up: they do not wrap, and the next unreliable packet must be sent reliably.</summary>
    // Requirement: CHN-006
    public bool UnreliableIsExhausted => UnreliableSequence == ushort.MaxValue;

    /// <summary>Keeps new reliable numbers from running too far ahead.</summary>
    public ReliableWindowGate Gate { get; } = new();

    /// <summary>The channel is skipped in the pass that has this stamp, because its gate is closed.</summary>
    public int GatedInPass { get; set; } = -1;

    /// <inheritdoc/>
    public ChannelSender? NextStashed { get; set; }

    /// <summary>Numbers a reliable command; the unreliable numbers start anew behind it.</summary>
    // Requirement: CHN-004
    public ushort NextReliable()
    {
        ReliableSequence = SequenceNumber.Next(ReliableSequence);
        UnreliableSequence = 0;
        return ReliableSequence;
    }

    /// <summary>Numbers an unreliable packet.</summary>
    // Requirement: CHN-005
    public ushort NextUnreliable() => ++UnreliableSequence;

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

    /// <summary>The command an acknowledgement speaks of, or -1; it is in flight no more.</summary>
    public int Acknowledge(ushort sequence)
    {
        int index = _inFlight.Remove(sequence);
        if (index >= 0) Gate.Leave(sequence);
        return index;
    }

    /// <summary>Back to the start of a connection. The commands themselves belong to the peer's queues.</summary>
    public void Reset(LedgerSide ledger, ref Account account)
    {
        ReliableSequence = 0;
        UnreliableSequence = 0;
        GatedInPass = -1;
        _inFlight.Clear(ledger, ref account);
        Gate.Clear();
    }

    /// <summary>Called now and then: a table that one burst made large becomes smaller.</summary>
    public void EndInterval(LedgerSide ledger, ref Account account) => _inFlight.EndInterval(ledger, ref account);

    /// <summary>Counts the table.</summary>
    public void Measure(ref MemoryMeasure measure) => (measure.ObjectBytes, measure.TableBytes) = (measure.ObjectBytes + ObjectBytes, measure.TableBytes + _inFlight.SizeBytes);
}
