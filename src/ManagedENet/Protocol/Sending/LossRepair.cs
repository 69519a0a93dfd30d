using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Recovery;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Sending;

/// <summary>Puts back what is lost, where a <see cref="CongestionController"/> decides over that; <see cref="Retransmitter"/> does it by native's rules.</summary>
internal static class LossRepair
{
    // A probe is one datagram.
    private const int RoomForHeaders = 32;
    private const int MostTried = 256;

    // However much the other end leaves unacknowledged, one datagram of it costs no more than this.
    private const int MostLookedAt = 256;

    /// <summary>A received datagram is read: what its acknowledgements show to be lost is queued again. False when the connection is to be given up.</summary>
    public static bool Settle(ref Outbox outbox, ref LossRecovery recovery, CongestionController controller, long floorBytes, SendingContext context)
    {
        controller.Settle(ref recovery, context.NowUs, context.WatchedUntilUs, context.PauseEndUs, floorBytes);
        bool goesOn = RequeueLost(ref outbox, ref recovery, controller, floorBytes, context);
        outbox.SetNextTimeout(ref recovery, context);
        return goesOn;
    }

    /// <summary>True when time is up for something that is under way. What goes by other rules than native's is judged only when the socket has been read: the answer may wait there.</summary>
    // Requirement: REL-031, CGC-005
    public static bool IsDue(in Outbox outbox, in LossRecovery recovery, SendingContext context) =>
        !outbox.InFlight.IsEmpty && context.NowUs >= recovery.NextTimeoutUs && (recovery.Controller is null || recovery.NextTimeoutUs <= context.ReadUntilUs);

    /// <summary>A datagram has what was queued; copies fill it up, and then it is noted.</summary>
    /// <param name="outbox">What is to be sent.</param>
    /// <param name="recovery">What is under way.</param>
    /// <param name="inFlight">Reliable payload bytes that were under way before.</param>
    /// <param name="writer">The datagram.</param>
    /// <param name="result">What the packetizer did.</param>
    /// <param name="context">What all senders share.</param>
    public static void Finish(ref Outbox outbox, ref LossRecovery recovery, long inFlight, ref DatagramWriter writer, ref PacketizerResult result, SendingContext context)
    {
        outbox.Copier?.Write(ref outbox, recovery.RoundTrip, recovery.Mark, context.ReadUntilUs, ref writer, ref result, context);
        if (recovery.Controller is not { } controller) return;
        var written = new WrittenDatagram(writer.Length, (int)(recovery.BytesInFlight - inFlight), result.WroteReliable, result.WroteUnreliable, result.IsWindowFull, result.IsIncomplete);
        controller.NoteWritten(context.NowUs, written, recovery.RoundTrip);
    }

    /// <summary>Time is up for something that is under way. False when the connection is to be given up.</summary>
    public static bool OnTimeout(ref Outbox outbox, ref LossRecovery recovery, long floorBytes, int mtuBytes, bool isEstablished, SendingContext context) =>
        recovery.Controller is { } controller && isEstablished
            ? OnTimeout(ref outbox, ref recovery, controller, floorBytes, mtuBytes, context)
            : Retransmitter.TryRequeueOverdue(ref outbox, ref recovery, mtuBytes, isEstablished, context);

    /// <summary>Reliable payload bytes that may be under way when the next datagram is written.</summary>
    public static long WindowBytes(ref Outbox outbox, ref LossRecovery recovery, in SendingRules rules, uint agreedBytes, int mtuBytes, SendingContext context)
    {
        if (recovery.Controller is null && rules.Control != ENetCongestionControl.Native) TakeController(ref outbox, ref recovery, rules, agreedBytes, mtuBytes, context);
        if (recovery.Controller is { } controller) controller.RemoteBandwidth = rules.RemoteBandwidth;
        return recovery.WindowBytes(agreedBytes, mtuBytes, context.NowUs);
    }

    /// <summary>True when what is missing at the other end keeps so much waiting there that nothing reliable may be sent for the first time.</summary>
    public static bool IsFarAhead(in Outbox outbox, in LossRecovery recovery, SendingContext context)
    {
        if (recovery.Controller is not { IsFarAhead: true } controller) return false;
        if (!IsFilled(outbox, controller.Hole, context.Commands)) return true;
        controller.Hole.Forget();
        return false;
    }

    /// <summary>Native's rules hold again.</summary>
    public static void ReturnController(ref Outbox outbox, ref LossRecovery recovery, SendingContext context)
    {
        if (recovery.Controller is not { } controller) return;
        recovery.Controller = null;
        if (controller.Model is { } model) context.Stores.Models.Return(model, context.Ledger, ref outbox.Account, Claim.Next);
        context.Stores.Controllers.Return(controller, context.Ledger, ref outbox.Account, Claim.Next);
        outbox.SetNextTimeout(ref recovery, context);
    }

    // Whoever has nothing to send needs none; without memory for it native's rules hold.
    private static void TakeController(ref Outbox outbox, ref LossRecovery recovery, in SendingRules rules, long floorBytes, int mtuBytes, SendingContext context)
    {
        if (outbox.SentPackets == 0 || context.Stores.Controllers.TryTake(context.Ledger, ref outbox.Account, Claim.Next) is not { } controller) return;
        recovery.Controller = controller;
        // Without memory for it those of CUBIC hold.
        LineModel? model = rules.Control == ENetCongestionControl.Model ? context.Stores.Models.TryTake(context.Ledger, ref outbox.Account, Claim.Next) : null;
        model?.Begin(context.NowUs, floorBytes, mtuBytes, rules.LossTolerance);
        controller.Begin(context.NowUs, floorBytes, mtuBytes, model, context.PathMtuSearch);
        if (recovery.RoundTrip.HasStarted) controller.PathMtu.NoteRoundTrip(recovery.RoundTrip.MeanUs);
        // What is under way already was sent before the first datagram that has a number.
        for (int index = outbox.InFlight.Head; index >= 0; index = context.Commands[index].Next) context.Commands[index].Mark = 0;
    }

    private static bool OnTimeout(ref Outbox outbox, ref LossRecovery recovery, CongestionController controller, long floorBytes, int mtuBytes, SendingContext context)
    {
        if (!RequeueLost(ref outbox, ref recovery, controller, floorBytes, context)) return false;
        if (!outbox.InFlight.IsEmpty)
        {
            long oldestUs = context.Commands[outbox.InFlight.Head].SentTimeUs;
            if (context.NowUs >= controller.ProbeDueUs(oldestUs, recovery.LastAcknowledgedUs, recovery.RoundTrip))
            {
                if (context.Policy.IsSilentTooLong(recovery, recovery.NoteOverdue(context.NowUs, oldestUs), controller.Probes + 1, context.NowUs)) return false;
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
        int passedOver = 0;
        int steps = MostLookedAt;
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
                if (command.SendAttempts <= LossDetector.QuickAttempts || ++passedOver == MostLookedAt) break;
                continue;
            }

            if (command.IsPathProbe)
            {
                // That is no sign of a full line. It comes again as the ping that it is, because whoever leaves waits until nothing is under way.
                controller.PathMtu.NoteTrialLost(nowUs, command.Mark);
                outbox.Lost++;
                Requeue(ref outbox, ref recovery, place, index, ref command, ENetLossTrigger.Overtaken, context);
                continue;
            }

            if (command.SendAttempts >= RetransmissionPolicy.MostAttempts(recovery.Timeouts)) return false;
            NoteHole(outbox, controller, ref command, slab);
            controller.OnLoss(command.SentTimeUs, command.CarriesPayload ? command.Length : 0, nowUs, floorBytes);
            controller.PathMtu.NoteLost(command.Place, command.Mark);
            outbox.Lost++;
            place = place.For(outbox, slab, index, ref steps);
            Requeue(ref outbox, ref recovery, place, index, ref command, ENetLossTrigger.Overtaken, context);
        }

        controller.WatchReordering(dueUs);
        return true;
    }

    // Requirement: CGC-008
    private static void NoteHole(in Outbox outbox, CongestionController controller, ref OutgoingCommand command, Slab<OutgoingCommand> slab)
    {
        if (!command.CarriesPayload) return;
        if (command.SendAttempts == 1) command.Third = command.Mark;
        ref FirstHole hole = ref controller.Hole;
        if (hole.IsKnown && IsFilled(outbox, hole, slab)) hole.Forget();
        hole.Note(command.ChannelId, command.ReliableSequence, command.Third);
    }

    // Another command may have its number since.
    private static bool IsFilled(in Outbox outbox, in FirstHole hole, Slab<OutgoingCommand> slab)
    {
        int index = outbox.Find(hole.ChannelId, hole.Sequence);
        return index < 0 || slab[index].Third != hole.Datagram;
    }

    // What was queued first and what follows it on its channel: a receiver that is full, or whose window is, takes nothing else, and one that is not has use for nothing sooner. It is not near either end of what is
    // under way: that stands in the order of the last sending.
    // Requirement: CGC-004
    private static void Probe(ref Outbox outbox, ref LossRecovery recovery, CongestionController controller, int mtuBytes, SendingContext context)
    {
        context.Log?.NoteProbe(context.NowUs);
        Slab<OutgoingCommand> slab = context.Commands;
        var place = new FrontPlace(outbox);
        int index = outbox.FindOldest(slab);
        if (index < 0) index = outbox.InFlight.Head;
        byte channelId = slab[index].ChannelId;
        ushort sequence = slab[index].ReliableSequence;
        int room = controller.PathMtu.Bytes - RoomForHeaders;
        for (int tried = 0; room > 0 && tried < MostTried; tried++, index = outbox.Find(channelId, ++sequence))
        {
            if (index < 0) continue;
            ref OutgoingCommand command = ref slab[index];
            room -= CommandLayout.SizeOf(command.Kind) + command.Length;
            if (room < 0 && tried > 0) break;
            if (command.IsInFlight)
            {
                outbox.Probes++;
                NoteHole(outbox, controller, ref command, slab);
                Requeue(ref outbox, ref recovery, place, index, ref command, ENetLossTrigger.Probe, context);
            }
            else if (place.Reliable != index && command.CarriesPayload)
            {
                ref SlabList queue = ref Outbox.QueueOf(ref outbox, command, context);
                queue.Remove(slab, index);
                queue.InsertBefore(slab, place.Reliable, index);
            }
        }

        controller.OnProbe(context.NowUs, mtuBytes);
    }

    private static int Older(Slab<OutgoingCommand> slab, int one, int other) => OutgoingCommand.WasQueuedBefore(slab[one], slab[other]) ? one : other;

    /// <summary>What was under way, and is missing, waits to be sent again.</summary>
    public static void Requeue(ref Outbox outbox, ref LossRecovery recovery, in FrontPlace place, int index, ref OutgoingCommand command, ENetLossTrigger trigger, SendingContext context)
    {
        context.Counters.Count(trigger);
        // Requirement: CGC-062
        if (context.Log is { } log) NoteLost(log, command, trigger, context.NowUs);
        outbox.Retransmissions++;
        outbox.InFlight.Remove(context.Commands, index);
        command.Stage = OutgoingStage.Numbered;
        // A probe of the path comes again as what it is otherwise.
        if (command.IsPathProbe) command.First = 0;
        recovery.OnTimeout(command.CarriesPayload ? command.Length : 0);
        bool isApart = command.CarriesPayload && !context.QueuesTogether;
        Outbox.QueueOf(ref outbox, command, context).InsertBefore(context.Commands, isApart ? place.Reliable : place.Other, index);
    }

    private static void NoteLost(SenderLog log, in OutgoingCommand command, ENetLossTrigger trigger, long nowUs) =>
        log.NoteLost(nowUs, trigger, command.CarriesPayload ? command.Length : 0, command.ChannelId, command.ReliableSequence, command.SendAttempts, command.SentTimeUs);

    /// <summary>What is put back goes before what waited, in its own order.</summary>
    internal readonly struct FrontPlace
    {
        private readonly int _last;

        public FrontPlace(in Outbox outbox)
            : this(outbox.Reliable.Head, outbox.Others.Head, last: -1)
        {
        }

        private FrontPlace(int reliable, int other, int last)
        {
            Reliable = reliable;
            Other = other;
            _last = last;
        }

        public int Reliable { get; }

        public int Other { get; }

        /// <summary>The place of one that is lost, among those that were before: the other end waits for the oldest. Its own come in the order of sending, and most are in order.</summary>
        // Requirement: CGC-007
        public FrontPlace For(in Outbox outbox, Slab<OutgoingCommand> slab, int index, ref int steps)
        {
            int at = _last >= 0 && Older(slab, _last, index) == _last ? Reliable : outbox.Reliable.Head;
            for (; at >= 0 && slab[at].SendAttempts > 0 && steps > 0 && Older(slab, at, index) == at; steps--) at = slab[at].Next;
            return new FrontPlace(at, Other, index);
        }
    }
}
