using System;
using ManagedENet.Protocol.Channels;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Peers;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Hosting;

/// <summary>The commands that steer a connection: acknowledgements, limits, goodbyes.</summary>
public sealed partial class HostCore
{
    private Verdict HandleAcknowledge(PeerCore peer, in CommandHeader header, in AcknowledgeCommand acknowledgement)
    {
        ChannelSender? sender = header.ChannelId == ProtocolConstants.ControlChannel ? null : peer.ExistingChannel(header.ChannelId)?.Sender;
        ushort sequence = acknowledgement.ReceivedReliableSequence;
        int index = sender is not null ? sender.Find(sequence)
            : header.ChannelId == ProtocolConstants.ControlChannel ? peer.Control.Find(sequence) : -1;

        // Requirement: REL-010, REL-018
        long sentTimeMs = SentTimeOf(index, acknowledgement.ReceivedSentTime);
        if (sentTimeMs > _nowMs) return Verdict.Ignored(DropReason.ImpossibleSentTime);
        // Requirement: REL-011
        Measure(peer, (uint)Math.Max(_nowMs - sentTimeMs, 1));
        // Requirement: LIM-022
        CommandKind kind = index < 0 ? CommandKind.None : RemoveInFlight(peer, sender, sequence, index);

        switch (peer.Phase)
        {
            case ENetPeerState.AcknowledgingConnect:
                // Requirement: HSK-028, HSK-029
                if (kind != CommandKind.VerifyConnect) return Verdict.Refused(DropReason.UnexpectedAcknowledgement);
                NotifyConnect(peer);
                return Verdict.Taken;

            case ENetPeerState.Disconnecting:
                // Requirement: DIS-004
                if (kind != CommandKind.Disconnect) return Verdict.Refused(DropReason.UnexpectedAcknowledgement);
                NotifyDisconnect(peer, ENetDisconnectReason.Local);
                return Verdict.Taken;

            case ENetPeerState.DisconnectLater:
                // Requirement: DIS-013
                if (!peer.HasOutgoingCommands) Disconnect(peer, peer.EventData);
                break;
        }

        return kind == CommandKind.None ? Verdict.Ignored(DropReason.UnknownAcknowledgement) : Verdict.Taken;
    }

    private void Measure(PeerCore peer, uint roundTripMs)
    {
        if (peer.Liveness.LastReceiveMs > 0)
        {
            // Requirement: FLW-021
            peer.Throttle.Adapt(roundTripMs, peer.RoundTrip);
            peer.RoundTrip.Add(roundTripMs);
        }
        else
        {
            peer.RoundTrip.Start(roundTripMs);
        }

        // Requirement: REL-015
        if (peer.Throttle.TryEndEpoch(_nowMs)) peer.RoundTrip.EndEpoch();
        // Requirement: REL-016, REL-035
        peer.Liveness.LastReceiveMs = Math.Max(_nowMs, 1);
        peer.Liveness.EarliestTimeoutMs = 0;
    }

    /// <summary>
    /// When the acknowledged command was sent, where it is known: 16 bits alone are guessed wrong after about half a minute, and an acknowledgement that waited while
    /// this process was paused is older than that.
    /// </summary>
    // Requirement: REL-018, DEV-044
    private long SentTimeOf(int index, ushort echoed)
    {
        if (index >= 0)
        {
            ref OutgoingCommand command = ref _outgoing[index];
            if (command.IsInFlight && ProtocolTime.ToWire(command.SentTimeMs) == echoed) return command.SentTimeMs;
        }

        return ProtocolTime.FromWire(echoed, _nowMs);
    }

    /// <summary>Forgets a reliable command that has arrived, and tells what it was.</summary>
    // Requirement: REL-017
    private CommandKind RemoveInFlight(PeerCore peer, ChannelSender? sender, ushort sequence, int index)
    {
        if (sender is not null) sender.Acknowledge(sequence);
        else peer.Control.Remove(sequence);
        ref OutgoingCommand command = ref _outgoing[index];
        CommandKind kind = command.Kind;
        if (kind == CommandKind.Ping) peer.RemotePings.NoteAnswer();

        // A command whose time ran out waits among the outgoing again, and its bytes are no longer counted as in transit.
        if (command.IsInFlight)
        {
            peer.InFlight.Remove(_outgoing, index);
            if (command.CarriesPayload) peer.ReliableBytesInTransit -= command.Length;
        }
        else
        {
            QueueOf(peer, command).Remove(_outgoing, index);
        }

        Release(peer, index);
        SetNextTimeout(peer);
        return kind;
    }

    private void SetNextTimeout(PeerCore peer)
    {
        if (peer.InFlight.IsEmpty) return;
        ref OutgoingCommand oldest = ref _outgoing[peer.InFlight.Head];
        peer.Liveness.NextTimeoutMs = oldest.SentTimeMs + oldest.RetransmitAfterMs;
    }

    // Requirement: REL-005, FRG-018
    private DropReason Acknowledge(PeerCore peer, in CommandHeader header, ushort sentTime, bool isStored)
    {
        if (peer.IsLeavingAtOnce || !PeerTransitions.Acknowledges(peer.Phase, header.Kind)) return DropReason.None;
        // Requirement: FRG-019, DEV-024
        bool mustAnswer = isStored && !Has(NativeQuirks.StoredFragmentMayBeUnacknowledged);
        if (!mustAnswer && header.ChannelId < peer.ChannelCount)
        {
            ushort newest = peer.ExistingChannel(header.ChannelId)?.Receiver.ReliableSequence ?? 0;
            // Requirement: CHN-023
            if (!SequenceNumber.IsAcknowledged(header.ReliableSequence, newest)) return DropReason.None;
        }

        // Requirement: LIM-017
        if (!peer.Acknowledgements.TryAdd(header.ChannelId, header.ReliableSequence, sentTime, header.Kind, _stores.Ledger.Incoming, ref peer.Inbox.Account)) return DropReason.AcknowledgementsFull;
        // Requirement: FLW-051
        peer.Totals.AddOutgoing(CommandLayout.AcknowledgeBytes, _bandwidthRound);
        return DropReason.None;
    }

    // Requirement: FLW-050, LIM-024
    private Verdict HandleBandwidthLimit(PeerCore peer, in BandwidthLimitCommand limit)
    {
        if (peer.IncomingBandwidth != 0) _limitedPeers--;
        peer.IncomingBandwidth = limit.IncomingBandwidth;
        peer.OutgoingBandwidth = limit.OutgoingBandwidth;
        if (peer.IncomingBandwidth != 0) _limitedPeers++;
        peer.WindowBytes = WindowNegotiation.Between(_outgoingBandwidth, peer.IncomingBandwidth);
        return Verdict.Taken;
    }

    // Requirement: FLW-040
    private static Verdict HandleThrottleConfigure(PeerCore peer, in ThrottleConfigureCommand configuration)
    {
        peer.Throttle.IntervalMs = configuration.IntervalMs;
        peer.Throttle.Acceleration = configuration.Acceleration;
        peer.Throttle.Deceleration = configuration.Deceleration;
        return Verdict.Taken;
    }

    // A goodbye that asks for an acknowledgement but gives no time to echo cannot get one. Native waits for the chance to send it, and holds the slot for ever.
    // Requirement: DIS-020, DIS-040
    private Verdict HandleDisconnect(PeerCore peer, bool isAnswered, in DisconnectCommand disconnect)
    {
        ENetPeerState before = peer.Phase;
        bool wasConnected = PeerTransitions.IsConnected(before);
        // Requirement: DIS-022, DIS-023, DEV-053
        ResetQueues(peer, keepDelivered: wasConnected && !Has(NativeQuirks.DisconnectDropsReceived));
        switch (before)
        {
            case ENetPeerState.Connecting:
                BecomeZombie(peer, ENetDisconnectReason.Rejected);
                break;

            case ENetPeerState.Disconnecting or ENetPeerState.ConnectionSucceeded:
                BecomeZombie(peer, ENetDisconnectReason.Remote);
                break;

            case ENetPeerState.Connected or ENetPeerState.DisconnectLater when isAnswered:
                peer.EndReason = ENetDisconnectReason.Remote;
                ChangePhase(peer, ENetPeerState.AcknowledgingDisconnect);
                break;

            case ENetPeerState.Connected or ENetPeerState.DisconnectLater:
                BecomeZombie(peer, ENetDisconnectReason.Remote);
                break;

            // Requirement: HSK-031, DEV-067
            case ENetPeerState.AcknowledgingConnect when isAnswered && !Has(NativeQuirks.HalfOpenGoodbyeIsUnanswered):
                // It believes itself connected and waits for our answer; the application has never heard of it and never will.
                ChangePhase(peer, ENetPeerState.AcknowledgingDisconnect);
                break;

            default:
                // Requirement: HSK-030
                if (before == ENetPeerState.ConnectionPending) RecalculateBandwidth();
                ResetPeer(peer);
                return Verdict.Taken;
        }

        // Requirement: DIS-025
        peer.EventData = disconnect.Data;
        return Verdict.Taken;
    }
}
