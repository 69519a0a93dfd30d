using System;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Ordering;

namespace ManagedENet.Protocol.Reception;

/// <summary>The unreliable half: groups of packets that wait for a reliable one, and packets in parts that may be given up.</summary>
internal sealed partial class ChannelReceiver
{
    private const int MostAssemblies = 8;

    // A group is a ring of entries: the table knows the last one, and the last one's successor is the first.
    private readonly SequenceRing _groups = new(isBehind: true);
    private SlabList _assemblies = SlabList.Empty;
    private int _assemblyCount;

    /// <summary>Decides over an unreliable packet.</summary>
    // Requirement: CHN-040
    public Placement AdmitUnreliable(ushort reliable, ushort unreliable, ReceptionStores stores, out DropReason reason)
    {
        reason = DropReason.None;
        // Requirement: CHN-022
        if (!SequenceNumber.IsInWindow(reliable, ReliableSequence))
        {
            reason = DropReason.OutsideWindow;
            return Placement.Ignore;
        }

        bool isCurrent = reliable == ReliableSequence;
        if (isCurrent && unreliable <= UnreliableSequence)
        {
            reason = DropReason.TooOld;
            return Placement.Ignore;
        }

        if (FindUnreliableAssembly(reliable, unreliable, stores) >= 0 || (!isCurrent && IsNewestOfGroup(reliable, unreliable, stores)))
        {
            reason = DropReason.Duplicate;
            return Placement.Ignore;
        }

        return isCurrent ? Placement.Deliver : Placement.Hold;
    }

    /// <summary>Keeps an unreliable packet until the reliable one it follows is there; false when there is no room.</summary>
    public bool TryHoldUnreliable(ushort reliable, ushort unreliable, ReadOnlySpan<byte> payload, byte channelId, ReceptionStores stores, ref Inbox inbox)
    {
        if (inbox.IsFullBehind(stores) || !_groups.TryReserve(reliable, stores.Ledger, ref inbox.Account, Claim.Behind)) return false;
        int index = inbox.TryHold(payload, ENetPacketFlags.None, channelId, stores);
        if (index < 0) return false;
        AddToGroup(index, reliable, unreliable, stores, ref inbox);
        DropLeadingAssemblies(stores, ref inbox);
        return true;
    }

    /// <summary>Moves on behind an unreliable packet that was delivered; older ones that are incomplete are given up.</summary>
    public void AdvanceUnreliable(ushort unreliable, ReceptionStores stores, ref Inbox inbox)
    {
        UnreliableSequence = unreliable;
        if (!_assemblies.IsEmpty) DropStaleAssemblies(stores, ref inbox);
        DropLeadingAssemblies(stores, ref inbox);
    }

    /// <summary>Goes back to where it was before the last <see cref="AdvanceUnreliable"/>: there was no room for the packet.</summary>
    public void StepBackUnreliable(ushort unreliable) => UnreliableSequence = unreliable;

    /// <summary>The entry of an unreliable packet in parts, or -1.</summary>
    public int FindUnreliableAssembly(ushort reliable, ushort unreliable, ReceptionStores stores)
    {
        for (int index = _assemblies.Tail; index >= 0; index = stores.Commands[index].Previous)
        {
            ref IncomingCommand command = ref stores.Commands[index];
            if (command.UnreliableSequence == unreliable && command.ReliableSequence == reliable) return index;
        }

        return -1;
    }

    /// <summary>
    /// Starts an unreliable packet in parts; the oldest is given up for it when there are too many, or too much waits. -1 when there is no room all the same.
    /// </summary>
    // Requirement: LIM-011, LIM-016
    public int TryBeginUnreliableAssembly(ushort reliable, ushort unreliable, in FragmentShape shape, byte channelId, ReceptionStores stores, ref Inbox inbox)
    {
        bool isNext = reliable == ReliableSequence;
        if (_assemblyCount == MostAssemblies) TryGiveUpOldest(stores, ref inbox);
        int index = inbox.TryHoldAssembly(shape, channelId, mayBeGivenUp: true, isNext, stores);
        while (index < 0 && TryGiveUpOldest(stores, ref inbox)) index = inbox.TryHoldAssembly(shape, channelId, mayBeGivenUp: true, isNext, stores);
        if (index < 0) return -1;
        ref IncomingCommand command = ref stores.Commands[index];
        command.ReliableSequence = reliable;
        command.UnreliableSequence = unreliable;
        command.SequenceCount = 1;
        _assemblies.Append(stores.Commands, index);
        _assemblyCount++;
        DropLeadingAssemblies(stores, ref inbox, except: index);
        return index;
    }

    /// <summary>
    /// Adds a fragment that is not there yet to an unreliable packet; false when there is no room for it. With the last one the packet is whole, and delivered when it is
    /// its turn.
    /// </summary>
    public bool TryAddUnreliableFragment(int index, int number, ReadOnlySpan<byte> payload, ReceptionStores stores, ref Inbox inbox)
    {
        ref IncomingCommand command = ref stores.Commands[index];
        ushort reliable = command.ReliableSequence;
        ushort unreliable = command.UnreliableSequence;
        bool isNext = reliable == ReliableSequence;
        if (stores.Assembly(command.Assembly).Missing > 1) return inbox.TryAddFragment(index, number, payload, isNext, stores);
        if (!isNext && !_groups.TryReserve(reliable, stores.Ledger, ref inbox.Account, Claim.Behind)) return false;
        // Requirement: CHN-060, FRG-017
        if (!inbox.TryAssemble(index, number, payload, ENetPacketFlags.UnreliableFragment, isNext, stores)) return false;
        _assemblies.Remove(stores.Commands, index);
        _assemblyCount--;
        if (!isNext)
        {
            AddToGroup(index, reliable, unreliable, stores, ref inbox);
            DropLeadingAssemblies(stores, ref inbox);
            return true;
        }

        inbox.Deliver(index, stores);
        AdvanceUnreliable(unreliable, stores, ref inbox);
        return true;
    }

    /// <summary>Gives up the oldest incomplete unreliable packet; false when there is none. What was lost of it never comes again, and it must not keep newer ones out.</summary>
    public bool TryGiveUpOldest(ReceptionStores stores, ref Inbox inbox)
    {
        if (_assemblies.IsEmpty) return false;
        GiveUp(_assemblies.Head, stores, ref inbox);
        return true;
    }

    private bool IsNewestOfGroup(ushort reliable, ushort unreliable, ReceptionStores stores)
    {
        int tail = _groups.Find(reliable);
        return tail >= 0 && stores.Commands[tail].UnreliableSequence == unreliable;
    }

    private void AddToGroup(int index, ushort reliable, ushort unreliable, ReceptionStores stores, ref Inbox inbox)
    {
        ref IncomingCommand command = ref stores.Commands[index];
        command.ReliableSequence = reliable;
        command.UnreliableSequence = unreliable;
        int tail = _groups.Find(reliable);
        if (tail < 0)
        {
            command.Next = index;
        }
        else
        {
            command.Next = stores.Commands[tail].Next;
            stores.Commands[tail].Next = index;
        }

        _groups.TrySet(reliable, index, stores.Ledger, ref inbox.Account, Claim.Behind);
    }

    // The reliable side has moved from one number to another: what waited for the new one is delivered, what waited for those in between is too old.
    // Requirement: CHN-041
    private void SettleUnreliable(ushort before, ReceptionStores stores, ref Inbox inbox)
    {
        for (ushort passed = SequenceNumber.Next(before); passed != ReliableSequence && _groups.Count > 0; passed = SequenceNumber.Next(passed))
        {
            int tail = _groups.Remove(passed);
            if (tail >= 0) DiscardGroup(tail, DropReason.TooOld, stores, ref inbox);
        }

        int current = _groups.Remove(ReliableSequence);
        if (current >= 0) DeliverGroup(current, stores, ref inbox);
        if (!_assemblies.IsEmpty) DropStaleAssemblies(stores, ref inbox);
        DropLeadingAssemblies(stores, ref inbox);
    }

    // Requirement: CHN-040, CHN-041
    private void DeliverGroup(int tail, ReceptionStores stores, ref Inbox inbox)
    {
        for (int index = SortGroup(tail, stores.Commands); index >= 0;)
        {
            ref IncomingCommand command = ref stores.Commands[index];
            int delivered = index;
            index = command.Next;
            command.Next = -1;
            if (command.UnreliableSequence <= UnreliableSequence)
            {
                stores.Counters.Count(DropReason.Duplicate);
                inbox.Discard(delivered, stores);
                continue;
            }

            UnreliableSequence = command.UnreliableSequence;
            inbox.Deliver(delivered, stores);
        }
    }

    // Opens the ring; the group is then a list from its first entry to a last one with -1.
    private static int OpenGroup(int tail, Slab<IncomingCommand> slab, out bool isSorted)
    {
        int first = slab[tail].Next;
        isSorted = true;
        for (int index = first; index != tail; index = slab[index].Next)
        {
            isSorted &= slab[index].UnreliableSequence <= slab[slab[index].Next].UnreliableSequence;
        }

        slab[tail].Next = -1;
        return first;
    }

    private static int SortGroup(int tail, Slab<IncomingCommand> slab)
    {
        int first = OpenGroup(tail, slab, out bool isSorted);
        return isSorted ? first : GroupSort.Sort(first, slab);
    }

    private static void DiscardGroup(int tail, DropReason reason, ReceptionStores stores, ref Inbox inbox)
    {
        for (int index = OpenGroup(tail, stores.Commands, out _); index >= 0;)
        {
            int dropped = index;
            index = stores.Commands[index].Next;
            stores.Commands[dropped].Next = -1;
            if (reason != DropReason.None) stores.Counters.Count(reason);
            inbox.Discard(dropped, stores);
        }
    }

    // Requirement: CHN-042
    private void DropStaleAssemblies(ReceptionStores stores, ref Inbox inbox)
    {
        int next;
        for (int index = _assemblies.Head; index >= 0; index = next)
        {
            ref IncomingCommand command = ref stores.Commands[index];
            next = command.Next;
            bool isStale = command.ReliableSequence == ReliableSequence
                ? command.UnreliableSequence <= UnreliableSequence
                : !SequenceNumber.IsInWindow(command.ReliableSequence, ReliableSequence);
            if (isStale) GiveUp(index, stores, ref inbox);
        }
    }

    private void GiveUp(int index, ReceptionStores stores, ref Inbox inbox)
    {
        stores.Counters.Count(DropReason.StaleFragments);
        _assemblies.Remove(stores.Commands, index);
        _assemblyCount--;
        inbox.Discard(index, stores);
    }

    // Native's way, at each look through what is held: all incomplete packets of the present reliable number but the newest two.
    private void DropLeadingAssemblies(ReceptionStores stores, ref Inbox inbox, int except = -1)
    {
        // Requirement: CHN-043, DEV-069
        if (!stores.TwoIncompletePacketsStay) return;
        int next;
        for (int index = _assemblies.Head; index >= 0; index = next)
        {
            next = stores.Commands[index].Next;
            if (index == except || stores.Commands[index].ReliableSequence != ReliableSequence || CountNewer(index, stores) < 2) continue;
            GiveUp(index, stores, ref inbox);
        }
    }

    private int CountNewer(int than, ReceptionStores stores)
    {
        int newer = 0;
        for (int index = _assemblies.Head; index >= 0; index = stores.Commands[index].Next)
        {
            ref IncomingCommand command = ref stores.Commands[index];
            if (command.ReliableSequence == ReliableSequence && command.UnreliableSequence > stores.Commands[than].UnreliableSequence) newer++;
        }

        return newer;
    }

    private void DiscardUnreliable(ReceptionStores stores, ref Inbox inbox)
    {
        for (int tail = _groups.TakeAny(); tail >= 0; tail = _groups.TakeAny()) DiscardGroup(tail, DropReason.None, stores, ref inbox);
        _groups.Clear(stores.Ledger, ref inbox.Account);
        while (!_assemblies.IsEmpty)
        {
            int index = _assemblies.Head;
            _assemblies.Remove(stores.Commands, index);
            inbox.Discard(index, stores);
        }

        _assemblyCount = 0;
    }
}
