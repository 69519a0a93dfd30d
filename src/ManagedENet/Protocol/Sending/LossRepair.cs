using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Recovery;

namespace ManagedENet.Protocol.Sending;

/// <summary>Puts back what is lost, where a <see cref="CongestionController"/> decides over that; <see cref="Retransmitter"/> does it by native's rules.</summary>
internal static class LossRepair
{
    // A probe is one datagram.
    private const int RoomForHeaders = 64;

    /// <summary>A received datagram is read: what its acknowledgements show to be lost is queued again. False when the connection is to be given up.</summary>
    public static bool Settle(ref Outbox outbox, ref LossRecovery recovery, CongestionController controller, long floorBytes, SendingContext context)
    {
        controller.Settle(ref recovery, context, floorBytes);
        bool goesOn = RequeueLost(ref outbox, ref recovery, controller, floorBytes, context);
        outbox.SetNextTimeout(ref recovery, context);
        return goesOn;
    }

    /// <summary>Time is up for something that is under way. False when the connection is to be given up.</summary>
    public static bool OnTimeout(ref Outbox outbox, ref LossRecovery recovery, long floorBytes, int mtuBytes, bool isEstablished, SendingContext context) =>
        recovery.Controller is { } controller && isEstablished
            ? OnTimeout(ref outbox, ref recovery, controller, floorBytes, mtuBytes, context)
            : Retransmitter.TryRequeueOverdue(ref outbox, ref recovery, mtuBytes, isEstablished, context);

    /// <summary>A controller for a connection that is about to send; null when the ledger refuses it.</summary>
    public static CongestionController? TakeController(ref Outbox outbox, long floorBytes, int mtuBytes, SendingContext context)
    {
        CongestionController? controller = context.Stores.Controllers.TryTake(context.Ledger, ref outbox.Account, Claim.Next);
        if (controller is null) return null;
        controller.Begin(context.NowUs, floorBytes, mtuBytes);
        // What is under way already was sent before the first datagram that has a number.
        for (int index = outbox.InFlight.Head; index >= 0; index = context.Commands[index].Next) context.Commands[index].Mark = 0;
        return controller;
    }

    /// <summary>Native's rules hold again.</summary>
    public static void ReturnController(ref Outbox outbox, ref LossRecovery recovery, SendingContext context)
    {
        if (recovery.Controller is not { } controller) return;
        recovery.Controller = null;
        context.Stores.Controllers.Return(controller, context.Ledger, ref outbox.Account, Claim.Next);
    }

    private static bool OnTimeout(ref Outbox outbox, ref LossRecovery recovery, CongestionController controller, long floorBytes, int mtuBytes, SendingContext context)
    {
        if (!RequeueLost(ref outbox, ref recovery, controller, floorBytes, context)) return false;
        if (!outbox.InFlight.IsEmpty)
        {
            long oldestUs = context.Commands[outbox.InFlight.Head].SentTimeUs;
            if (context.NowUs >= controller.ProbeDueUs(oldestUs, recovery.LastAcknowledgedUs, recovery.RoundTrip))
            {
                if (context.Policy.IsSilentTooLong(recovery, recovery.NoteOverdue(context.NowUs, oldestUs), context.NowUs)) return false;
                Probe(ref outbox, ref recovery, controller, mtuBytes, context);
            }
        }

        outbox.SetNextTimeout(ref recovery, context);
        return true;
    }

    // In the order of sending: behind the first that was sent after the newest acknowledged, or that may still come, nothing is lost.
    private static bool RequeueLost(ref Outbox outbox, ref LossRecovery recovery, CongestionController controller, long floorBytes, SendingContext context)
    {
        Slab<OutgoingCommand> slab = context.Commands;
        long nowUs = context.NowUs;
        long dueUs = ProtocolTime.Never;
        var place = new FrontPlace(outbox);
        int next;
        for (int index = outbox.InFlight.Head; index >= 0; index = next)
        {
            ref OutgoingCommand command = ref slab[index];
            next = command.Next;
            if (controller.IsAhead(command.Mark)) break;
            long lostAtUs = controller.LostAtUs(command.Mark, command.SentTimeUs, command.SendAttempts);
            if (lostAtUs > nowUs)
            {
                if (lostAtUs < dueUs) dueUs = lostAtUs;
                if (command.SendAttempts <= LossDetector.QuickAttempts) break;
                continue;
            }

            if (command.SendAttempts >= context.Policy.MostSendings(recovery)) return false;
            controller.OnLoss(command.SentTimeUs, nowUs, floorBytes);
            outbox.LostSendings++;
            Requeue(ref outbox, ref recovery, place, index, ref command, context);
        }

        controller.WatchReordering(dueUs);
        return true;
    }

    // What was queued first, because a receiver that is full takes nothing but what is next; and what was sent first, because its acknowledgement tells of the others.
    private static void Probe(ref Outbox outbox, ref LossRecovery recovery, CongestionController controller, int mtuBytes, SendingContext context)
    {
        Slab<OutgoingCommand> slab = context.Commands;
        var place = new FrontPlace(outbox);
        int oldest = FindOldest(outbox, slab);
        ref OutgoingCommand first = ref slab[oldest];
        long bytes = first.Length;
        if (first.IsInFlight)
        {
            outbox.Probes++;
            Requeue(ref outbox, ref recovery, place, oldest, ref first, context);
        }
        else if (outbox.Reliable.Head != oldest)
        {
            outbox.Reliable.Remove(slab, oldest);
            outbox.Reliable.InsertBefore(slab, outbox.Reliable.Head, oldest);
        }

        int next;
        for (int index = outbox.InFlight.Head; index >= 0 && place.Reliable != oldest; index = next)
        {
            ref OutgoingCommand command = ref slab[index];
            next = command.Next;
            bytes += command.Length;
            if (bytes > mtuBytes - RoomForHeaders) break;
            outbox.Probes++;
            Requeue(ref outbox, ref recovery, place, index, ref command, context);
        }

        controller.OnProbe(context.NowUs, mtuBytes);
    }

    // Among what is under way, and what is lost and waits to be sent again.
    private static int FindOldest(in Outbox outbox, Slab<OutgoingCommand> slab)
    {
        int oldest = outbox.InFlight.Head;
        for (int index = outbox.InFlight.Head; index >= 0; index = slab[index].Next) oldest = Older(slab, index, oldest);
        for (int index = outbox.Reliable.Head; index >= 0 && slab[index].SendAttempts > 0; index = slab[index].Next) oldest = Older(slab, index, oldest);
        return oldest;
    }

    private static int Older(Slab<OutgoingCommand> slab, int one, int other) => (int)(slab[one].QueueOrder - slab[other].QueueOrder) < 0 ? one : other;

    private static void Requeue(ref Outbox outbox, ref LossRecovery recovery, in FrontPlace place, int index, ref OutgoingCommand command, SendingContext context)
    {
        context.Counters.Retransmissions++;
        outbox.Retransmissions++;
        outbox.InFlight.Remove(context.Commands, index);
        command.Stage = OutgoingStage.Numbered;
        recovery.OnTimeout(command.CarriesPayload ? command.Length : 0);
        bool isApart = command.CarriesPayload && !context.QueuesTogether;
        Outbox.QueueOf(ref outbox, command, context).InsertBefore(context.Commands, isApart ? place.Reliable : place.Other, index);
    }

    // What is put back goes before what waited, in its own order.
    private readonly struct FrontPlace
    {
        public FrontPlace(in Outbox outbox)
        {
            Reliable = outbox.Reliable.Head;
            Other = outbox.Others.Head;
        }

        public int Reliable { get; }

        public int Other { get; }
    }
}
