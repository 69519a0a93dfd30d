using System;
using ManagedENet.Protocol.Channels;
using ManagedENet.Protocol.Peers;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Hosting;

/// <summary>Reliable commands whose acknowledgement is overdue.</summary>
public sealed partial class HostCore
{
    private const long LongestConnectIntervalMs = 1000;
    private const long LongestIntervalOfLittleMs = 300;
    private const int TriesBeforeThat = 10;

    /// <summary>
    /// Puts overdue commands back in front of the queues, with twice the patience, or gives the peer up. False when the peer is gone.
    /// </summary>
    // Requirement: REL-031, REL-032
    private bool TryRetransmit(PeerCore peer)
    {
        Buffers.Slab<OutgoingCommand> slab = _stores.Outgoing;
        int otherPosition = peer.Outgoing.Head;
        int reliablePosition = peer.OutgoingReliable.Head;
        bool isLittle = peer.ReliableBytesInTransit <= peer.MtuBytes && IsSpared(peer);
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
            command.RetransmitAfterMs = Patience(peer, command, isLittle);
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
        long silentMs = _nowMs - peer.Liveness.EarliestTimeoutMs;
        // Whoever set a time-out for this peer after asking for the connection means the attempt as well, as in native.
        if (command.Kind == CommandKind.Connect && !Has(NativeQuirks.ConnectBacksOff)) return silentMs >= Math.Min(Options.ConnectTimeoutMs, peer.Liveness.TimeoutMaximumMs);
        // Requirement: REL-037, DEV-072
        if (IsHeard(peer)) return silentMs >= peer.Liveness.TimeoutMaximumMs || command.SendAttempts >= TriesOfLittle(peer);
        uint limit = Has(NativeQuirks.TimeoutLimitOfFirstSending) ? command.TimeoutLimit : peer.Liveness.TimeoutLimit;
        if (!peer.Liveness.IsOver(_nowMs, command.SendAttempts, limit)) return false;
        // What is tried that often has used its tries up sooner than by doubling; the time that doubling takes is due to it all the same.
        return !IsSpared(peer) || silentMs >= Math.Min(((2L * limit) - 1) * peer.RoundTrip.RetransmitAfterMs, peer.Liveness.TimeoutMaximumMs);
    }

    // A peer may acknowledge everything but one command, which the clock of giving up never notices: enough tries for the maximum must be enough for any.
    private static long TriesOfLittle(PeerCore peer) => TriesBeforeThat + (peer.Liveness.TimeoutMaximumMs / LongestIntervalOfLittleMs);

    // A server that starts late is found within a second, not after half a minute. And where the network loses much, what little is under way is tried often enough to get
    // through before the longest time-out; a whole window would only make a slow line slower.
    // Requirement: REL-030, REL-037, HSK-014, DEV-018, DEV-072
    private long Patience(PeerCore peer, in OutgoingCommand command, bool isLittle)
    {
        long doubled = command.RetransmitAfterMs * 2;
        if (command.Kind == CommandKind.Connect) return Has(NativeQuirks.ConnectBacksOff) ? doubled : Math.Min(doubled, LongestConnectIntervalMs);
        return isLittle ? Math.Min(doubled, Math.Max(LongestIntervalOfLittleMs, peer.RoundTrip.RetransmitAfterMs)) : doubled;
    }

    // Only who is connected: whoever has merely asked has not proved its address, and others must not be sent more on its word than native would send.
    private bool IsSpared(PeerCore peer) => PeerTransitions.IsConnected(peer.Phase) && !Has(NativeQuirks.GivesUpOnHeardPeers);

    /// <summary>True while datagrams come from a connected peer: it is there, and what is missing are our datagrams or its acknowledgements.</summary>
    private bool IsHeard(PeerCore peer) => IsSpared(peer) && _nowMs - peer.Liveness.LastHeardMs < peer.Liveness.TimeoutMinimumMs;
}
