using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Ordering;
using ManagedENet.Protocol.Recovery;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Sending;

/// <summary>
/// What a connection has to say: commands that wait to be written, and reliable ones that were written and wait for their acknowledgement. The packetizer takes from it,
/// the retransmitter puts back into it.
/// </summary>
/// <remarks>
/// <code>
///   Queue...  -->  queued: reliable payloads | all others      one order over both; or, where channels take turns, also
///                        |                                   what each of them sends for the first time
///                        |  packetizer                ^
///                        v                            |  retransmitter
///                  in flight (reliable commands)  ----+
///                        |  acknowledgement
///                        v
///                      freed
/// </code>
/// </remarks>
internal partial struct Outbox
{
    public SlabList Others;
    public SlabList Reliable;
    public SlabList InFlight;
    public SenderTable Senders;
    public OutgoingTotal Total;
    public ChannelTurns Turns;

    /// <summary>What the application asks beyond ENet; null where it asks nothing.</summary>
    public SendingWishes? Wishes;

    /// <summary>Channels take turns; false is native's way, in which what was queued first goes first, whatever its channel.</summary>
    public readonly bool TakesTurns;

    /// <summary>What the connection's queued data takes.</summary>
    public Account Account;
    private readonly SequenceRing _control;

    /// <summary>Number of the newest command of the connection itself.</summary>
    public ushort ControlSequence;

    /// <summary>Number of the newest unsequenced packet.</summary>
    public ushort UnsequencedGroup;

    /// <summary>An empty outbox. The default value is not one.</summary>
    /// <param name="takesTurns">Channels take turns.</param>
    public static Outbox Create(bool takesTurns) => new(new SequenceRing(), takesTurns);

    private Outbox(SequenceRing control, bool takesTurns)
    {
        this = default;
        TakesTurns = takesTurns;
        _control = control;
        Others = SlabList.Empty;
        Reliable = SlabList.Empty;
        InFlight = SlabList.Empty;
    }

    /// <summary>Packets that the application has queued.</summary>
    public long SentPackets { get; private set; }

    /// <summary>Reliable commands that were sent again.</summary>
    public long Retransmissions { get; set; }

    /// <summary>Sendings that counted as lost by what was acknowledged behind them.</summary>
    public long Lost { get; set; }

    /// <summary>Sendings that were repeated too soon: they arrived.</summary>
    public long Spurious { get; set; }

    /// <summary>Commands that were sent again because nothing came back.</summary>
    public long Probes { get; set; }

    /// <summary>Queued packets that may be given up before they are sent (<see cref="SendTerms"/>).</summary>
    public readonly int WithTerms => Wishes is null ? 0 : Wishes.WithTerms;

    /// <summary>Sends small reliable commands more than once; null where nobody asked for it.</summary>
    public readonly Copier? Copier => Wishes?.Copier;

    /// <summary>When a copy is to leave; <see cref="ProtocolTime.Never"/> when none is.</summary>
    public readonly long CopyDueUs => Copier is { } copier ? copier.DueUs : ProtocolTime.Never;

    /// <summary>Unreliable packets that the throttle dropped.</summary>
    public long ThrottledPackets { get; set; }

    /// <summary>True while something waits to be written.</summary>
    public readonly bool HasQueued => !Others.IsEmpty || !Reliable.IsEmpty || Turns.First is not null;

    /// <summary>True when nothing waits but what one channel has to send for the first time.</summary>
    public readonly bool HasLoneTurn => Turns.First is { NextInTurn: null } && Others.IsEmpty && Reliable.IsEmpty;

    /// <summary>True while something waits to be written or acknowledged.</summary>
    public readonly bool HasCommands => HasQueued || !InFlight.IsEmpty;

    /// <summary>The command that was written with this number on this channel and is not acknowledged, or -1.</summary>
    public readonly int Find(byte channelId, ushort sequence)
    {
        if (channelId == ProtocolConstants.ControlChannel) return _control.Find(sequence);
        return Senders.Find(channelId) is { } sender ? sender.Find(sequence) : -1;
    }

    /// <summary>Of all that was written and is not acknowledged, under way or waiting to be sent again, the command that was queued first, or -1.</summary>
    public readonly int FindOldest(Slab<OutgoingCommand> slab)
    {
        int control = _control.FindOldest(ControlSequence);
        int oldest = Senders.FindOldest(slab);
        return oldest < 0 || (control >= 0 && OutgoingCommand.WasQueuedBefore(slab[control], slab[oldest])) ? control : oldest;
    }

    /// <summary>Remembers a reliable command that is written for the first time.</summary>
    // Requirement: CHN-010
    public void Track(ChannelSender? sender, in OutgoingCommand command, int index, LedgerSide ledger)
    {
        if (sender is not null) sender.TryTrack(command.ReliableSequence, index, ledger, ref Account);
        else if (command.ChannelId == ProtocolConstants.ControlChannel) _control.TrySet(command.ReliableSequence, index, ledger, ref Account, Claim.Must);
    }

    /// <summary>Forgets a reliable command that has arrived, and tells what it was.</summary>
    // Requirement: REL-017
    public CommandKind Acknowledge(byte channelId, ushort sequence, int index, ref LossRecovery recovery, SendingContext context)
    {
        if (channelId == ProtocolConstants.ControlChannel) _control.Remove(sequence);
        else Senders.Find(channelId)?.Acknowledge(sequence);
        ref OutgoingCommand command = ref context.Commands[index];
        CommandKind kind = command.Kind;

        // A command whose time ran out waits among the queued again, and its bytes are no longer counted as in flight.
        if (command.IsInFlight)
        {
            InFlight.Remove(context.Commands, index);
            if (command.CarriesPayload) recovery.BytesInFlight -= command.Length;
        }
        else
        {
            QueueOf(ref this, command, context).Remove(context.Commands, index);
        }

        // Requirement: CHN-017
        if (Wishes?.Receipts is { } receipts && receipts.TryComplete(command.QueueOrder, out ulong id)) context.Receipts.Add(id, ENetReceiptState.Delivered);
        Free(index, context);
        SetNextTimeout(ref recovery, context);
        return kind;
    }

    /// <summary>Starts the timer of the oldest command in flight.</summary>
    public readonly void SetNextTimeout(ref LossRecovery recovery, SendingContext context)
    {
        if (InFlight.IsEmpty) return;
        ref OutgoingCommand oldest = ref context.Commands[InFlight.Head];
        recovery.NextTimeoutUs = recovery.Controller is { } controller
            ? controller.NextTimeoutUs(oldest.SentTimeUs, recovery.LastAcknowledgedUs, recovery.RoundTrip)
            : oldest.SentTimeUs + oldest.RetransmitAfterUs;
    }

    /// <summary>Drops everything.</summary>
    public void Clear(SendingContext context)
    {
        FreeAll(ref Others, context);
        while (Turns.First is { } sender)
        {
            FreeAll(ref sender.Waiting, context);
            Turns.Leave(sender);
        }

        FreeAll(ref Reliable, context);
        FreeAll(ref InFlight, context);
        _control.Clear(context.Ledger, ref Account);
        Senders.Release(context.Stores, ref Account);
        if (Wishes is null) return;
        Wishes.WithTerms = 0;
        EndReceipts(context);
        if (Wishes.Copier is not { } copier) return;
        copier.Reset();
        context.Stores.Copiers.Return(copier, context.Ledger, ref Account, Claim.Next);
        Wishes.Copier = null;
    }

    /// <summary>Frees a command that is in no list any more.</summary>
    public void Free(int index, SendingContext context) => context.Stores.Release(index, ref Account);

    /// <summary>Called now and then: tables that one burst made large become smaller.</summary>
    public void EndInterval(SendingContext context)
    {
        _control.EndInterval(context.Ledger, ref Account);
        Wishes?.Receipts?.EndInterval(context.Ledger, ref Account);
        Senders.EndInterval(context.Ledger, ref Account);
    }

    /// <summary>Counts what it holds besides commands and their payloads.</summary>
    public readonly void Measure(ref MemoryMeasure measure)
    {
        measure.TableBytes += _control.SizeBytes;
        if (Copier is not null) measure.ObjectBytes += Copier.ObjectBytes;
        measure.TableBytes += Wishes?.Receipts?.SizeBytes ?? 0;
        Senders.Measure(ref measure);
    }

    private void EndReceipts(SendingContext context)
    {
        if (Wishes!.Receipts is not { } receipts) return;
        for (ulong id = receipts.TakeAny(); id != 0; id = receipts.TakeAny()) context.Receipts.Add(id, ENetReceiptState.Ended);
        receipts.Release(context.Ledger, ref Account);
        Wishes.Receipts = null;
    }

    private void FreeAll(ref SlabList list, SendingContext context)
    {
        while (!list.IsEmpty)
        {
            int index = list.Head;
            list.Remove(context.Commands, index);
            Free(index, context);
        }
    }
}
