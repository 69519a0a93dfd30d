using System;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Ordering;

namespace ManagedENet.Protocol.Reception;

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
internal sealed partial class ChannelReceiver : IStashed<ChannelReceiver>
{
    /// <summary>Bytes of the object and its rings, without their tables.</summary>
    public const int ObjectBytes = 64 + (2 * SequenceRing.ObjectBytes);

    private readonly SequenceRing _early = new(isBehind: true);

    /// <summary>Number of the newest reliable packet that was delivered.</summary>
    public ushort ReliableSequence { get; private set; }

    /// <summary>Number of the newest unreliable packet that was delivered after it.</summary>
    public ushort UnreliableSequence { get; private set; }

    /// <inheritdoc/>
    public ChannelReceiver? NextStashed { get; set; }

    /// <summary>The application takes nothing of this channel for now: what would be its turn is left to come again.</summary>
    public bool IsStopped { get; set; }

    /// <summary>True for the reliable packet that is next.</summary>
    public bool IsNext(ushort sequence) => sequence == SequenceNumber.Next(ReliableSequence);

    /// <summary>True for the packet that is next when nothing waits that it could set free.</summary>
    public bool IsPlainlyNext(ushort sequence) =>
        IsNext(sequence) && _early.Count == 0 && _groups.Count == 0 && _assemblies.IsEmpty && !IsStopped;

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

        if (IsNext(sequence) && _early.Count == 0) return Placement.Deliver;
        // Requirement: CHN-024
        if (sequence == ReliableSequence || _early.Find(sequence) >= 0)
        {
            reason = DropReason.Duplicate;
            return Placement.Ignore;
        }

        return IsNext(sequence) ? Placement.Deliver : Placement.Hold;
    }

    /// <summary>Keeps a reliable packet that is early; false when there is no room.</summary>
    public bool TryHoldReliable(ushort sequence, ReadOnlySpan<byte> payload, byte channelId, ReceptionStores stores, ref Inbox inbox)
    {
        // First the place in the table: it stays where it is when there is no room for the packet.
        if (inbox.IsFullBehind(stores) || !_early.TryReserve(sequence, stores.Ledger, ref inbox.Account, Claim.Behind)) return false;
        int index = inbox.TryHold(payload, ENetPacketFlags.Reliable, channelId, stores);
        if (index < 0) return false;
        stores.Commands[index].ReliableSequence = sequence;
        _early.TrySet(sequence, index, stores.Ledger, ref inbox.Account, Claim.Behind);
        return true;
    }

    /// <summary>Moves on behind a reliable packet that was delivered, and delivers everything that waited for it.</summary>
    // Requirement: CHN-032
    public void AdvanceReliable(ushort sequence, ReceptionStores stores, ref Inbox inbox)
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
    public int TryBeginAssembly(ushort start, in FragmentShape shape, byte channelId, ReceptionStores stores, ref Inbox inbox)
    {
        bool isNext = IsNext(start);
        if (!_early.TryReserve(start, stores.Ledger, ref inbox.Account, isNext ? Claim.Next : Claim.Behind)) return -1;
        int index = inbox.TryHoldAssembly(shape, channelId, mayBeGivenUp: false, isNext, stores);
        if (index < 0) return -1;
        stores.Commands[index].ReliableSequence = start;
        _early.TrySet(start, index, stores.Ledger, ref inbox.Account, Claim.Behind);
        return index;
    }

    /// <summary>
    /// Adds a fragment that is not there yet to a reliable packet; false when there is no room for it. With the last one the packet is whole, and delivered when it is its
    /// turn.
    /// </summary>
    public bool TryAddFragment(int index, int number, ReadOnlySpan<byte> payload, ReceptionStores stores, ref Inbox inbox)
    {
        ref IncomingCommand command = ref stores.Commands[index];
        ushort start = command.ReliableSequence;
        if (stores.Assembly(command.Assembly).Missing > 1) return inbox.TryAddFragment(index, number, payload, IsNext(start), stores);
        // Requirement: CHN-060, FRG-017
        if (!inbox.TryAssemble(index, number, payload, ENetPacketFlags.Reliable, IsNext(start), stores)) return false;
        if (IsNext(start)) AdvanceReliable(ReliableSequence, stores, ref inbox);
        return true;
    }

    /// <summary>Drops everything and goes back to the start of a connection.</summary>
    public void Reset(ReceptionStores stores, ref Inbox inbox)
    {
        DiscardUnreliable(stores, ref inbox);
        for (int index = _early.TakeAny(); index >= 0; index = _early.TakeAny()) inbox.Discard(index, stores);
        _early.Clear(stores.Ledger, ref inbox.Account);
        ReliableSequence = 0;
        UnreliableSequence = 0;
        IsStopped = false;
    }

    /// <summary>Called now and then: tables that one burst made large become smaller.</summary>
    public void EndInterval(LedgerSide ledger, ref Inbox inbox)
    {
        _early.EndInterval(ledger, ref inbox.Account);
        _groups.EndInterval(ledger, ref inbox.Account);
    }

    /// <summary>Counts the tables.</summary>
    public void Measure(ref MemoryMeasure measure)
    {
        measure.ObjectBytes += ObjectBytes;
        measure.TableBytes += _early.SizeBytes + _groups.SizeBytes;
    }

    // Requirement: CHN-030
    private void DeliverEarly(ReceptionStores stores, ref Inbox inbox)
    {
        while (true)
        {
            ushort next = SequenceNumber.Next(ReliableSequence);
            int index = _early.Find(next);
            if (index < 0 || stores.Commands[index].Assembly >= 0) return;
            _early.Remove(next);
            // Requirement: CHN-031
            ReliableSequence = SequenceNumber.Add(ReliableSequence, stores.Commands[index].SequenceCount);
            inbox.Deliver(index, stores);
        }
    }
}
