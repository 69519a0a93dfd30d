using System;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Ordering;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Reception;

/// <summary>
/// The receiving side of one connection: the five commands that carry an application's bytes, put in order by their channels, until the application takes the packets.
/// </summary>
internal partial struct Receiver
{
    public ReceiverTable Channels;
    public Inbox Inbox;
    private UnsequencedWindow _unsequenced;
    private int _epoch;

    /// <summary>A receiver that has received nothing. The default value is not one.</summary>
    public static Receiver Create() => new() { Inbox = Inbox.Empty };

    /// <summary>Nothing is kept any more: what arrives is acknowledged and dropped, and packets in parts are not begun. Native's way while a connection leaves later.</summary>
    public bool DropsReceived { get; set; }

    /// <summary>The application takes nothing for now, on whatever channel: what comes is left to come again.</summary>
    public bool IsStopped { get; set; }

    /// <summary>Packets given to the application.</summary>
    public long DeliveredPackets { get; private set; }

    /// <summary>Takes the next packet for the application, who owns it from now on.</summary>
    public bool TryTake(ReceptionContext context, out byte channelId, out ENetPacket packet)
    {
        if (!Inbox.TryTake(context.Stores, out channelId, out packet)) return false;
        CountDelivered(packet.Flags, context);
        return true;
    }

    /// <summary>Drops what waits; packets in order for the application stay when asked for.</summary>
    public void Clear(ReceptionContext context, bool keepDelivered)
    {
        _epoch++;
        Channels.Release(context.Stores, ref Inbox);
        _unsequenced.Clear(context.Stores.Ledger, ref Inbox.Account);
        if (!keepDelivered) Inbox.DiscardDelivered(context.Stores);
    }

    /// <summary>The application takes nothing of a channel for now, or takes it again; false when there is no memory to remember that.</summary>
    public bool TryStop(byte channelId, bool isStopped, ReceptionContext context)
    {
        if (!Channels.TryOpen(channelId, context.Stores, ref Inbox.Account)) return false;
        Channels[channelId].IsStopped = isStopped;
        return true;
    }

    /// <summary>Carries out a command with a payload.</summary>
    public CommandOutcome Handle<TSink>(
        object connection, in CommandHeader header, ReadOnlySpan<byte> command, ReadOnlySpan<byte> payload, ReceptionContext context, ref TSink sink)
        where TSink : struct, IPacketSink
    {
        // Requirement: LIM-010, FRG-010
        if (payload.Length > context.MaximumPacketBytes) return CommandOutcome.Refused(DropReason.PacketTooLarge);
        // Requirement: CHN-018
        if (IsStopped) return CommandOutcome.LeftOut(DropReason.NotRead);
        if (!Channels.TryOpen(header.ChannelId, context.Stores, ref Inbox.Account)) return CommandOutcome.Refused(DropReason.OverBudget);
        switch (header.Kind)
        {
            case CommandKind.SendReliable:
                return HandleReliable(connection, header, payload, context, ref sink);
            case CommandKind.SendUnreliable:
                return HandleUnreliable(connection, header, SendUnreliableCommand.Read(command).UnreliableSequence, payload, context, ref sink);
            case CommandKind.SendUnsequenced:
                return HandleUnsequenced(connection, header, SendUnsequencedCommand.Read(command).Group, payload, context, ref sink);
            case CommandKind.SendFragment:
                return HandleFragment(header, SendFragmentCommand.Read(command), payload, context);
            default:
                return HandleUnreliableFragment(header, SendFragmentCommand.Read(command), payload, context);
        }
    }

    private CommandOutcome HandleReliable<TSink>(object connection, in CommandHeader header, ReadOnlySpan<byte> payload, ReceptionContext context, ref TSink sink)
        where TSink : struct, IPacketSink
    {
        if (DropsReceived) return CommandOutcome.Ignored(DropReason.WrongState);
        ChannelReceiver receiver = Channels[header.ChannelId];
        if (receiver.IsPlainlyNext(header.ReliableSequence)) return HandleNextReliable(connection, receiver, header, payload, context, ref sink);
        Placement placement = receiver.AdmitReliable(header.ReliableSequence, out DropReason reason);
        if (placement == Placement.Ignore) return CommandOutcome.Ignored(reason);
        if (receiver.IsStopped && placement == Placement.Deliver) return CommandOutcome.LeftOut(DropReason.NotRead);
        if (IsOneTooMany(context, isAwaited: placement == Placement.Deliver)) return CommandOutcome.Refused(DropReason.TooManyMessages);
        if (placement == Placement.Hold)
        {
            bool isHeld = receiver.TryHoldReliable(header.ReliableSequence, payload, header.ChannelId, context.Stores, ref Inbox);
            return isHeld ? CommandOutcome.Taken : NoRoom(context);
        }

        int epoch = _epoch;
        bool isTaken = true;
        try
        {
            // Requirement: CHN-060
            isTaken = TryDeliver(connection, header.ChannelId, ENetPacketFlags.Reliable, payload, context, ref sink);
        }
        finally
        {
            // Also when the application's handler throws: it has seen the packet, and must not see it again.
            if (isTaken && _epoch == epoch) receiver.AdvanceReliable(header.ReliableSequence, context.Stores, ref Inbox);
        }

        return isTaken ? CommandOutcome.Taken : NoRoom(context);
    }

    // Nearly every packet on a good network: it is next, and nothing waits for it. The number moves on before the packet is given out, so that a handler that throws
    // does not see it again.
    private CommandOutcome HandleNextReliable<TSink>(
        object connection, ChannelReceiver receiver, in CommandHeader header, ReadOnlySpan<byte> payload, ReceptionContext context, ref TSink sink)
        where TSink : struct, IPacketSink
    {
        if (IsOneTooMany(context, isAwaited: true)) return CommandOutcome.Refused(DropReason.TooManyMessages);
        int epoch = _epoch;
        ushort unreliable = receiver.StepTo(header.ReliableSequence);
        if (TryDeliver(connection, header.ChannelId, ENetPacketFlags.Reliable, payload, context, ref sink)) return CommandOutcome.Taken;
        if (_epoch == epoch) receiver.StepBack(unreliable);
        return NoRoom(context);
    }

    private CommandOutcome HandleUnreliable<TSink>(
        object connection, in CommandHeader header, ushort unreliable, ReadOnlySpan<byte> payload, ReceptionContext context, ref TSink sink)
        where TSink : struct, IPacketSink
    {
        if (DropsReceived) return CommandOutcome.Ignored(DropReason.WrongState);
        ChannelReceiver receiver = Channels[header.ChannelId];
        Placement placement = receiver.AdmitUnreliable(header.ReliableSequence, unreliable, context.Stores, out DropReason reason);
        if (placement == Placement.Ignore) return CommandOutcome.Ignored(reason);
        if (receiver.IsStopped) return CommandOutcome.LeftOut(DropReason.NotRead);
        if (IsOneTooMany(context, isAwaited: false)) return CommandOutcome.Ignored(DropReason.TooManyMessages);
        if (placement == Placement.Hold)
        {
            bool isHeld = receiver.TryHoldUnreliable(header.ReliableSequence, unreliable, payload, header.ChannelId, context.Stores, ref Inbox);
            return isHeld ? CommandOutcome.Taken : NoRoom(context);
        }

        // As with reliable packets: the number first, then the packet.
        int epoch = _epoch;
        ushort before = receiver.UnreliableSequence;
        receiver.AdvanceUnreliable(unreliable, context.Stores, ref Inbox);
        // Requirement: CHN-060
        if (TryDeliver(connection, header.ChannelId, ENetPacketFlags.None, payload, context, ref sink)) return CommandOutcome.Taken;
        if (_epoch == epoch) receiver.StepBackUnreliable(before);
        return NoRoom(context);
    }

    // Requirement: CHN-050, CHN-051
    private CommandOutcome HandleUnsequenced<TSink>(
        object connection, in CommandHeader header, ushort group, ReadOnlySpan<byte> payload, ReceptionContext context, ref TSink sink)
        where TSink : struct, IPacketSink
    {
        if (!_unsequenced.Admits(group)) return CommandOutcome.Ignored(DropReason.Duplicate);
        if (DropsReceived)
        {
            _unsequenced.Mark(group, context.Stores.Ledger, ref Inbox.Account);
            return CommandOutcome.Ignored(DropReason.WrongState);
        }

        if (Channels[header.ChannelId].IsStopped) return CommandOutcome.LeftOut(DropReason.NotRead);
        if (IsOneTooMany(context, isAwaited: false)) return CommandOutcome.Ignored(DropReason.TooManyMessages);
        int epoch = _epoch;
        _unsequenced.Mark(group, context.Stores.Ledger, ref Inbox.Account);
        // Requirement: CHN-060
        if (TryDeliver(connection, header.ChannelId, ENetPacketFlags.Unsequenced, payload, context, ref sink)) return CommandOutcome.Taken;
        if (_epoch == epoch) _unsequenced.Unmark(group);
        return NoRoom(context);
    }

    private CommandOutcome HandleFragment(in CommandHeader header, in SendFragmentCommand fragment, ReadOnlySpan<byte> payload, ReceptionContext context)
    {
        if (payload.Length == 0) return RefuseEmptyFragment(context);
        ChannelReceiver receiver = Channels[header.ChannelId];
        // Requirement: FRG-011
        if (!SequenceNumber.IsInWindow(fragment.StartSequence, receiver.ReliableSequence)) return CommandOutcome.Ignored(DropReason.OutsideWindow);
        if (!FragmentShape.TryDerive(fragment, context.MaximumPacketBytes, out FragmentShape shape)) return CommandOutcome.Refused(DropReason.InvalidFragment);
        // Requirement: FRG-016
        if (header.ReliableSequence != SequenceNumber.Add(fragment.StartSequence, (int)fragment.FragmentNumber)) return CommandOutcome.Refused(DropReason.InvalidFragment);

        int index = receiver.FindEarly(fragment.StartSequence);
        if (index >= 0)
        {
            int assembly = context.Stores.Commands[index].Assembly;
            // Requirement: FRG-013, FRG-015
            if (assembly < 0) return IgnoreIfComplete(context.Stores.Commands[index].SequenceCount, fragment);
            // Requirement: FRG-013
            if (context.Stores.Assembly(assembly).Shape != shape) return CommandOutcome.Refused(DropReason.ContradictingFragment);
            // Requirement: FRG-015, FRG-019
            if (context.Stores.Assembly(assembly).Has((int)fragment.FragmentNumber)) return CommandOutcome.IgnoredButStored(DropReason.DuplicateFragment);
        }

        if (DropsReceived) return CommandOutcome.Refused(DropReason.WrongState);
        if (index < 0)
        {
            // Requirement: FRG-014
            if (fragment.StartSequence == receiver.ReliableSequence) return CommandOutcome.Refused(DropReason.Duplicate);
            // Requirement: LIM-016
            if (Inbox.Assemblies >= Inbox.AssemblyLimit) return CommandOutcome.Refused(DropReason.TooManyAssemblies);
            index = receiver.TryBeginAssembly(fragment.StartSequence, shape, header.ChannelId, context.Stores, ref Inbox);
            while (index < 0 && GivesWay(receiver, fragment, context)) index = receiver.TryBeginAssembly(fragment.StartSequence, shape, header.ChannelId, context.Stores, ref Inbox);
            if (index < 0) return CommandOutcome.Refused(DropReason.OverBudget);
        }

        bool completes = Completes(index, context);
        if (completes && receiver.IsStopped && receiver.IsNext(fragment.StartSequence)) return CommandOutcome.LeftOut(DropReason.NotRead);
        if (completes && IsOneTooMany(context, isAwaited: receiver.IsNext(fragment.StartSequence))) return CommandOutcome.Refused(DropReason.TooManyMessages);
        bool isAdded = receiver.TryAddFragment(index, (int)fragment.FragmentNumber, payload, context.Stores, ref Inbox);
        while (!isAdded && GivesWay(receiver, fragment, context)) isAdded = receiver.TryAddFragment(index, (int)fragment.FragmentNumber, payload, context.Stores, ref Inbox);
        if (!isAdded) return completes ? NoRoom(context) : CommandOutcome.Refused(DropReason.OverBudget);

        // Requirement: FRG-019, DEV-024
        return CommandOutcome.Stored;
    }

    private CommandOutcome HandleUnreliableFragment(in CommandHeader header, in SendFragmentCommand fragment, ReadOnlySpan<byte> payload, ReceptionContext context)
    {
        if (payload.Length == 0) return RefuseEmptyFragment(context);
        ChannelReceiver receiver = Channels[header.ChannelId];
        // Requirement: CMD-120
        ushort reliable = header.ReliableSequence;
        // Requirement: FRG-011
        if (!SequenceNumber.IsInWindow(reliable, receiver.ReliableSequence)) return CommandOutcome.Ignored(DropReason.OutsideWindow);
        if (reliable == receiver.ReliableSequence && fragment.StartSequence <= receiver.UnreliableSequence) return CommandOutcome.Ignored(DropReason.TooOld);
        if (!FragmentShape.TryDerive(fragment, context.MaximumPacketBytes, out FragmentShape shape)) return CommandOutcome.Refused(DropReason.InvalidFragment);

        // Requirement: FRG-013
        int index = receiver.FindUnreliableAssembly(reliable, fragment.StartSequence, context.Stores);
        if (index >= 0)
        {
            FragmentAssembly assembly = context.Stores.Assembly(context.Stores.Commands[index].Assembly);
            if (assembly.Shape != shape) return CommandOutcome.Refused(DropReason.ContradictingFragment);
            // Requirement: FRG-015
            if (assembly.Has((int)fragment.FragmentNumber)) return CommandOutcome.Ignored(DropReason.DuplicateFragment);
        }
        else
        {
            if (DropsReceived) return CommandOutcome.Refused(DropReason.WrongState);
            index = receiver.TryBeginUnreliableAssembly(reliable, fragment.StartSequence, shape, header.ChannelId, context.Stores, ref Inbox);
            if (index < 0) return CommandOutcome.Refused(DropReason.OverBudget);
        }

        bool completes = Completes(index, context);
        if (completes && receiver.IsStopped) return CommandOutcome.LeftOut(DropReason.NotRead);
        if (completes && IsOneTooMany(context, isAwaited: false)) return CommandOutcome.Ignored(DropReason.TooManyMessages);
        if (receiver.TryAddUnreliableFragment(index, (int)fragment.FragmentNumber, payload, context.Stores, ref Inbox)) return CommandOutcome.Taken;
        return completes ? NoRoom(context) : CommandOutcome.Refused(DropReason.OverBudget);
    }

    // Straight to the application where it takes packets as they come and none waits before this one; else a copy waits as an event.
    private bool TryDeliver<TSink>(object connection, byte channelId, ENetPacketFlags flags, ReadOnlySpan<byte> payload, ReceptionContext context, ref TSink sink)
        where TSink : struct, IPacketSink
    {
        if (Inbox.IsDrained && sink.TryDeliver(connection, channelId, flags, payload))
        {
            CountDelivered(flags, context);
            return true;
        }

        // Requirement: LIM-016
        bool isQueued = Inbox.TryQueue(payload, flags, channelId, context.Stores);
        while (!isQueued && Channels.TryGiveUpUnreliable(context.Stores, ref Inbox)) isQueued = Inbox.TryQueue(payload, flags, channelId, context.Stores);
        return isQueued;
    }

    /// <summary>Called now and then: tables that one burst made large become smaller.</summary>
    public void EndInterval(ReceptionContext context) => Channels.EndInterval(context.Stores.Ledger, ref Inbox);

    /// <summary>Counts what it holds besides packets.</summary>
    public readonly void Measure(ref MemoryMeasure measure)
    {
        measure.TableBytes += _unsequenced.SizeBytes;
        Channels.Measure(ref measure);
    }

    private void CountDelivered(ENetPacketFlags flags, ReceptionContext context)
    {
        context.Counters.CountDelivered(flags);
        DeliveredPackets++;
    }

    // A packet that is whole counts when it comes, also when it is to wait. One too many is dropped for itself where nobody repeats it; a reliable one ends the datagram, unacknowledged, as where
    // there is no room.
    // Requirement: LIM-041, LIM-042
    private static bool IsOneTooMany(ReceptionContext context, bool isAwaited) => context.MessageRates is { } rates && !rates.TryTake(isAwaited);

    private static CommandOutcome NoRoom(ReceptionContext context)
    {
        context.MessageRates?.PutBack();
        return CommandOutcome.Refused(DropReason.OverBudget);
    }

    // An incomplete unreliable packet was given up for a reliable one that is next.
    // Requirement: LIM-016
    private bool GivesWay(ChannelReceiver receiver, in SendFragmentCommand fragment, ReceptionContext context) =>
        receiver.IsNext(fragment.StartSequence) && Channels.TryGiveUpUnreliable(context.Stores, ref Inbox);

    // The fragment at hand is the last that its packet waits for.
    private static bool Completes(int index, ReceptionContext context) => context.Stores.Assembly(context.Stores.Commands[index].Assembly).Missing == 1;

    // Requirement: FRG-010, CMD-080
    private static CommandOutcome RefuseEmptyFragment(ReceptionContext context) =>
        context.AcknowledgesEmptyFragments ? CommandOutcome.Ignored(DropReason.InvalidFragment) : CommandOutcome.Refused(DropReason.InvalidFragment);

    private static CommandOutcome IgnoreIfComplete(int count, in SendFragmentCommand fragment) =>
        fragment.FragmentCount == (uint)count ? CommandOutcome.IgnoredButStored(DropReason.DuplicateFragment) : CommandOutcome.Refused(DropReason.ContradictingFragment);
}
