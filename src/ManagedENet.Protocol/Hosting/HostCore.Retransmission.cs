using System;
using ManagedENet.Protocol.Channels;
using ManagedENet.Protocol.Peers;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Hosting;

/// <summary>Reliable commands whose acknowledgement is overdue.</summary>
public sealed partial class HostCore
{
    private const long LongestConnectIntervalMs = 1000;

    /// <summary>
    /// Puts overdue commands back in front of the queues, with twice the patience, or gives the peer up. False when the peer is gone.
    /// </summary>
    // Requirement: REL-031, REL-032
    private bool TryRetransmit(PeerCore peer)
    {
        Buffers.Slab<OutgoingCommand> slab = _stores.Outgoing;
        int otherPosition = peer.Outgoing.Head;
        int reliablePosition = peer.OutgoingReliable.Head;
        int next;
        for (int index = peer.InFlight.Head; index >= 0; index = next)
        {
            ref OutgoingCommand command = ref slab[index];
            next = command.Next;
            if (_nowMs - command.SentTimeMs < command.RetransmitAfterMs) continue;
            if (IsOver(peer, command))
            {
                NotifyDisconnect(peer, ENetDisconnectReason.Timeout);
                return false;
            }

            // Requirement: REL-061
            peer.Losses.Lost++;
            Counters.Retransmissions++;
            peer.Traffic.Retransmissions++;
            bool wasOldest = peer.InFlight.Head == index;
            peer.InFlight.Remove(slab, index);
            command.IsInFlight = false;
            command.RetransmitAfterMs = Patience(command);
            if (command.CarriesPayload) peer.ReliableBytesInTransit -= command.Length;
            bool isApart = command.CarriesPayload && !Has(NativeQuirks.OneQueue);
            QueueOf(peer, command).InsertBefore(slab, isApart ? reliablePosition : otherPosition, index);

            if (wasOldest) SetNextTimeout(peer);
        }

        return true;
    }

    // Requirement: REL-033, HSK-014, DEV-018
    private bool IsOver(PeerCore peer, in OutgoingCommand command)
    {
        peer.Liveness.NoteTimeout(command.SentTimeMs);
        uint limit = Has(NativeQuirks.TimeoutLimitOfFirstSending) ? command.TimeoutLimit : peer.Liveness.TimeoutLimit;
        if (command.Kind != CommandKind.Connect || Has(NativeQuirks.ConnectBacksOff)) return peer.Liveness.IsOver(_nowMs, command.SendAttempts, limit);
        // Whoever set a time-out for this peer after asking for the connection means the attempt as well, as in native.
        return _nowMs - peer.Liveness.EarliestTimeoutMs >= Math.Min(Options.ConnectTimeoutMs, peer.Liveness.TimeoutMaximumMs);
    }

    // A server that starts late is found within a second, not after half a minute.
    // Requirement: REL-030, HSK-014, DEV-018
    private long Patience(in OutgoingCommand command)
    {
        long doubled = command.RetransmitAfterMs * 2;
        bool isCapped = command.Kind == CommandKind.Connect && !Has(NativeQuirks.ConnectBacksOff);
        return isCapped ? Math.Min(doubled, LongestConnectIntervalMs) : doubled;
    }
}
