using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Windows;

namespace ManagedENet.Protocol.Channels;

/// <summary>Numbers what a channel sends, and finds what was sent when its acknowledgement comes.</summary>
internal sealed class ChannelSender
{
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

    /// <summary>Remembers a reliable command that is sent for the first time.</summary>
    public void Track(ushort sequence, int index)
    {
        _inFlight.Set(sequence, index);
        Gate.Enter(sequence);
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
    public void Reset()
    {
        ReliableSequence = 0;
        UnreliableSequence = 0;
        GatedInPass = -1;
        _inFlight.Clear();
        Gate.Clear();
    }
}
