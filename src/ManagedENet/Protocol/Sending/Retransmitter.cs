using System;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Recovery;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Sending;

/// <summary>Reliable commands whose acknowledgement is overdue.</summary>
internal static class Retransmitter
{
    /// <summary>Puts overdue commands back in front of the queues, with a longer interval. False when the connection is to be given up over one of them.</summary>
    // Requirement: REL-031, REL-032
    public static bool TryRequeueOverdue(ref Outbox outbox, ref LossRecovery recovery, int mtuBytes, bool isEstablished, SendingContext context)
    {
        Slab<OutgoingCommand> slab = context.Commands;
        RetransmissionPolicy policy = context.Policy;
        long nowUs = context.NowUs;
        var place = new LossRepair.FrontPlace(outbox);
        bool isProbe = recovery.BytesInFlight <= mtuBytes && policy.MayProbe(isEstablished);
        int next;
        for (int index = outbox.InFlight.Head; index >= 0; index = next)
        {
            ref OutgoingCommand command = ref slab[index];
            next = command.Next;
            if (nowUs - command.SentTimeUs < command.RetransmitAfterUs) continue;
            var entry = new SentEntry(command.SentTimeUs, command.RetransmitAfterUs, command.SendAttempts, command.Mark, command.Kind == CommandKind.Connect);
            if (policy.IsOver(ref recovery, entry, nowUs, isEstablished)) return false;
            bool wasOldest = outbox.InFlight.Head == index;
            command.RetransmitAfterUs = (uint)Math.Min(policy.NextIntervalUs(recovery, entry, isProbe), uint.MaxValue);
            LossRepair.Requeue(ref outbox, ref recovery, place, index, ref command, ENetLossTrigger.Timeout, context);
            if (wasOldest) outbox.SetNextTimeout(ref recovery, context);
        }

        return true;
    }
}
