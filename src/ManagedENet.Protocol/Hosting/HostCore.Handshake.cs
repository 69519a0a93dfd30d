using System;
using ManagedENet.Protocol.Channels;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Peers;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Hosting;

/// <summary>CONNECT and VERIFY_CONNECT: what is proposed, what is agreed.</summary>
public sealed partial class HostCore
{
    private const int SessionMask = ProtocolConstants.HeaderSessionMask >> ProtocolConstants.HeaderSessionShift;

    private Verdict HandleConnect(in ENetAddress from, ReadOnlySpan<byte> command, ref PeerCore? peer)
    {
        // Requirement: DGM-021, DGM-022
        if (peer is not null) return Verdict.Refused(DropReason.ConnectFromPeer);
        ConnectCommand proposal = ConnectCommand.Read(command);
        // Requirement: HSK-020, LIM-020
        if (proposal.ChannelCount is < ProtocolConstants.MinimumChannelCount or > ProtocolConstants.MaximumChannelCount)
            return Verdict.Refused(DropReason.InvalidChannelCount);
        // Requirement: LIM-020
        if (proposal.OutgoingPeerId > ProtocolConstants.MaximumPeerId) return Verdict.Refused(DropReason.InvalidPeerId);
        // Requirement: LIM-021
        if (!from.CanBeAnswered) return Verdict.Refused(DropReason.InvalidSource);
        // Requirement: HSK-020
        if (_peers.Knows(from, proposal.ConnectId)) return Verdict.Refused(DropReason.DuplicateConnect);
        // Requirement: HSK-020, LIM-013
        if (_peers.CountFrom(from) >= Options.DuplicatePeerLimit) return Verdict.Refused(DropReason.TooManyFromAddress);
        // Requirement: HSK-020
        if (!_peers.HasFree) return Verdict.Refused(DropReason.HostFull);

        // Asked before a slot is taken: an approver that throws leaves nothing behind.
        uint refusal = 0;
        // Requirement: HSK-047
        bool isApproved = Options.Approver is not { } approver || approver.Approve(from, (int)proposal.ChannelCount, proposal.Data, out refusal);
        PeerCore newcomer = _peers.TryTake(_mtuBytes)!;
        // Requirement: HSK-022
        newcomer.Phase = ENetPeerState.AcknowledgingConnect;
        newcomer.Address = from;
        newcomer.ConnectId = proposal.ConnectId;
        newcomer.OutgoingPeerId = proposal.OutgoingPeerId;
        // Requirement: HSK-047
        if (!isApproved)
        {
            AgreeOnSessions(newcomer, proposal);
            QueueGoodbye(newcomer, refusal, CommandFlags.Unsequenced);
            newcomer.IsLeavingAtOnce = true;
            return Verdict.Refused(DropReason.NotApproved);
        }

        peer = newcomer;
        Agree(newcomer, proposal);
        _peers.Count(newcomer);
        return Verdict.Taken;
    }

    // Requirement: HSK-022
    private void Agree(PeerCore peer, in ConnectCommand proposal)
    {
        peer.ChannelCount = Math.Min((int)proposal.ChannelCount, _channelLimit);
        peer.IncomingBandwidth = proposal.IncomingBandwidth;
        peer.OutgoingBandwidth = proposal.OutgoingBandwidth;
        peer.Throttle.IntervalMs = proposal.ThrottleInterval;
        peer.Throttle.Acceleration = proposal.ThrottleAcceleration;
        peer.Throttle.Deceleration = proposal.ThrottleDeceleration;
        peer.EventData = proposal.Data;
        (byte incomingSession, byte outgoingSession) = AgreeOnSessions(peer, proposal);

        int proposedMtu = ClampMtu(proposal.Mtu);
        // Requirement: HSK-024
        peer.MtuBytes = Has(NativeQuirks.VerifyEchoesClientMtu) ? proposedMtu : Math.Min(peer.MtuBytes, proposedMtu);
        // Requirement: HSK-025
        peer.WindowBytes = WindowNegotiation.Between(_outgoingBandwidth, proposal.IncomingBandwidth);
        // Requirement: HSK-026
        uint remoteWindow = WindowNegotiation.Clamp(Math.Min(UnclampedWindow(_incomingBandwidth), proposal.WindowBytes));

        // Requirement: HSK-027
        QueueHandshake(peer, CommandKind.VerifyConnect, proposal with
        {
            OutgoingPeerId = (ushort)peer.Slot,
            IncomingSessionId = incomingSession,
            OutgoingSessionId = outgoingSession,
            Mtu = (uint)peer.MtuBytes,
            WindowBytes = remoteWindow,
            ChannelCount = (uint)peer.ChannelCount,
            IncomingBandwidth = _incomingBandwidth,
            OutgoingBandwidth = _outgoingBandwidth,
        });
    }

    // Each direction's session moves on by one, and by one more where it would repeat what this slot used last: late datagrams of an earlier connection
    // then miss. The names are the client's: its incoming session is what we put into our datagrams.
    // Requirement: HSK-023
    private static (byte Incoming, byte Outgoing) AgreeOnSessions(PeerCore peer, in ConnectCommand proposal)
    {
        byte incoming = NextSession(proposal.IncomingSessionId, peer.OutgoingSessionId);
        peer.OutgoingSessionId = incoming;
        byte outgoing = NextSession(proposal.OutgoingSessionId, peer.IncomingSessionId);
        peer.IncomingSessionId = outgoing;
        return (incoming, outgoing);
    }

    // Requirement: HSK-023, LIM-020
    private static byte NextSession(byte proposed, int lastUsed)
    {
        int session = ((proposed == PeerCore.NoSession ? lastUsed : proposed) + 1) & SessionMask;
        if (session == lastUsed) session = (session + 1) & SessionMask;
        return (byte)session;
    }

    private Verdict HandleVerifyConnect(PeerCore peer, in ConnectCommand terms)
    {
        // Requirement: HSK-041, DEV-068
        if (terms.ConnectId != peer.ConnectId && !Has(NativeQuirks.ForeignVerifyEndsAttempt))
        {
            // An answer to an earlier attempt of this slot, or somebody's guess: the attempt that runs is not harmed by it.
            return Verdict.Refused(DropReason.ForeignVerify);
        }

        // Requirement: HSK-042, LIM-020
        bool repeatsProposal = terms.ChannelCount is >= ProtocolConstants.MinimumChannelCount and <= ProtocolConstants.MaximumChannelCount
            && terms.OutgoingPeerId < ProtocolConstants.MaximumPeerId
            && terms.ThrottleInterval == peer.Throttle.IntervalMs
            && terms.ThrottleAcceleration == peer.Throttle.Acceleration
            && terms.ThrottleDeceleration == peer.Throttle.Deceleration
            && terms.ConnectId == peer.ConnectId;
        if (!repeatsProposal)
        {
            peer.EventData = 0;
            BecomeZombie(peer, ENetDisconnectReason.ProtocolError);
            return Verdict.Refused(DropReason.InvalidVerify);
        }

        int connect = peer.Control.Find(1);
        // Requirement: HSK-043
        if (connect >= 0) RemoveInFlight(peer, sender: null, 1, connect);
        // Requirement: HSK-044
        peer.ChannelCount = Math.Min(peer.ChannelCount, (int)terms.ChannelCount);
        peer.OutgoingPeerId = terms.OutgoingPeerId;
        peer.IncomingSessionId = terms.IncomingSessionId & SessionMask;
        peer.OutgoingSessionId = terms.OutgoingSessionId & SessionMask;
        peer.MtuBytes = Math.Min(peer.MtuBytes, ClampMtu(terms.Mtu));
        peer.WindowBytes = Math.Min(peer.WindowBytes, WindowNegotiation.Clamp(terms.WindowBytes));
        peer.IncomingBandwidth = terms.IncomingBandwidth;
        peer.OutgoingBandwidth = terms.OutgoingBandwidth;
        // Requirement: HSK-045
        NotifyConnect(peer);
        return Verdict.Taken;
    }

    // Requirement: LIM-020
    private static int ClampMtu(uint mtu) => (int)Math.Min(Math.Max(mtu, ProtocolConstants.MinimumMtu), ProtocolConstants.MaximumMtu);

    // Requirement: HSK-026
    private static uint UnclampedWindow(uint bandwidth) =>
        bandwidth == 0 ? ProtocolConstants.MaximumWindowBytes : bandwidth / ProtocolConstants.WindowScale * ProtocolConstants.MinimumWindowBytes;
}
