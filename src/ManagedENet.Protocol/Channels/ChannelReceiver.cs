using System;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Windows;

namespace ManagedENet.Protocol.Channels;

/// <summary>
/// Puts what arrives on a channel in order. Reliable packets that are early wait in a ring under their number; unreliable packets wait in groups under the
/// number of the reliable packet they follow.
/// </summary>
/// <remarks>
/// <code>
///   delivered up to 7             ring of reliable packets      9 -> packet    11 -> incomplete packet of fragments 11..14
///                                 ring of unreliable groups     9 -> (9,1) (9,2)    14 -> (14,5)
///   8 arrives:  deliver 8, 9, then (9,1) (9,2)
/// </code>
/// </remarks>
internal sealed partial class ChannelReceiver
{
    private readonly SequenceRing _early = new();

    /// <summary>Number of the newest reliable packet that was delivered.</summary>
    public ushort ReliableSequence { get; private set; }

    /// <summary>Number of the newest unreliable packet that was delivered after it.</summary>
    public ushort UnreliableSequence { get; private set; }

    /// <summary>True for the packet that is next when nothing waits that it could set free.</summary>
    public bool IsPlainlyNext(ushort sequence) =>
        sequence == SequenceNumber.Next(ReliableSequence) && _early.Count == 0 && _groups.Count == 0 && _assemblies.IsEmpty;

    /// <summary>Moves on to a packet that is plainly next, and answers what <see cref="StepBack"/> needs to undo it.</summary>
    public ushort StepTo(ushort sequence)
    {
        ushort unreliable = UnreliableSequence;
        ReliableSequence = sequence;
        UnreliableSequence = 0;
        return unreliable;
    }

    /// <summary>Takes the last <see cref="StepTo"/> back: there was no room for the packet.</summary>
    public void StepBack(ushort unreliable)
    {
        ReliableSequence = SequenceNumber.Add(ReliableSequence, -1);
        UnreliableSequence = unreliable;
    }

    /// <summary>Decides over a reliable packet.</summary>
    public Placement AdmitReliable(ushort sequence, out DropReason reason)
    {
        reason = DropReason.None;
        // Requirement: CHN-022
        if (!SequenceNumber.IsInWindow(sequence, ReliableSequence))
        {
            reason = DropReason.OutsideWindow;
            return Placement.Ignore;
        }

        if (sequence == SequenceNumber.Next(ReliableSequence) && _early.Count == 0) return Placement.Deliver;
        // Requirement: CHN-024
        if (sequence == ReliableSequence || _early.Find(sequence) >= 0)
        {
            reason = DropReason.Duplicate;
            return Placement.Ignore;
        }

        return sequence == SequenceNumber.Next(ReliableSequence) ? Placement.Deliver : Placement.Hold;
    }

    /// <summary>Keeps a reliable packet that is early; false when there is no room.</summary>
    public bool TryHoldReliable(ushort sequence, ReadOnlySpan<byte> payload, byte channelId, CommandStores stores, ref Inbox inbox)
    {
        int index = inbox.TryKeep(payload, ENetPacketFlags.Reliable, channelId, _early.GrowthFor(sequence), stores);
        if (index < 0) return false;
        stores.Incoming[index].ReliableSequence = sequence;
        _early.Set(sequence, index);
        return true;
    }

    /// <summary>Moves on behind a reliable packet that was delivered, and delivers everything that waited for it.</summary>
    // Requirement: CHN-032
    public void AdvanceReliable(ushort sequence, CommandStores stores, ref Inbox inbox)
    {
        ushort before = ReliableSequence;
        ReliableSequence = sequence;
        if (_early.Count > 0) DeliverEarly(stores, ref inbox);
        UnreliableSequence = 0;
        if (_groups.Count > 0 || !_assemblies.IsEmpty) SettleUnreliable(before, stores, ref inbox);
    }

    /// <summary>The entry of the packet whose fragments start at <paramref name="start"/>, or -1. The entry may be a packet that is whole.</summary>
    public int FindEarly(ushort start) => _early.Find(start);

    /// <summary>Starts a reliable packet in parts; -1 when there is no room.</summary>
    public int TryBeginAssembly(ushort start, in FragmentShape shape, byte channelId, CommandStores stores, ref Inbox inbox)
    {
        int index = inbox.TryKeepAssembly(shape, channelId, mayBeGivenUp: false, _early.GrowthFor(start), stores);
        if (index < 0) return -1;
        stores.Incoming[index].ReliableSequence = start;
        _early.Set(start, index);
        return index;
    }

    /// <summary>Called when the last fragment of a reliable packet has arrived: it is whole, and delivered when it is its turn.</summary>
    public void CompleteAssembly(int index, CommandStores stores, ref Inbox inbox)
    {
        // Requirement: CHN-060, FRG-017
        inbox.Assemble(index, ENetPacketFlags.Reliable, stores);
        ushort start = stores.Incoming[index].ReliableSequence;
        if (start == SequenceNumber.Next(ReliableSequence)) AdvanceReliable(ReliableSequence, stores, ref inbox);
    }

    /// <summary>Drops everything and goes back to the start of a connection.</summary>
    public void Reset(CommandStores stores, ref Inbox inbox)
    {
        DiscardUnreliable(stores, ref inbox);
        for (int index = _early.TakeAny(); index >= 0; index = _early.TakeAny()) inbox.Discard(index, stores);
        _early.Clear();
        ReliableSequence = 0;
        UnreliableSequence = 0;
    }

    // Requirement: CHN-030
    private void DeliverEarly(CommandStores stores, ref Inbox inbox)
    {
        while (true)
        {
            ushort next = SequenceNumber.Next(ReliableSequence);
            int index = _early.Find(next);
            if (index < 0 || stores.Incoming[index].Assembly >= 0) return;
            _early.Remove(next);
            // Requirement: CHN-031
            ReliableSequence = SequenceNumber.Add(ReliableSequence, stores.Incoming[index].SequenceCount);
            inbox.Deliver(index, stores);
        }
    }
}
