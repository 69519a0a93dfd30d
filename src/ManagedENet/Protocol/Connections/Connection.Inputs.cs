using System;
using System.Runtime.CompilerServices;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Reception;
using ManagedENet.Protocol.Sending;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Connections;

/// <content>The commands of a datagram.</content>
internal sealed partial class Connection
{
    /// <summary>Begins with a CONNECT that was let in; others have the same end and use session ids.</summary>
    // Requirement: HSK-022
    public void Accept(in ENetAddress from, in ConnectCommand proposal, in SessionsInUse others)
    {
        Phase = ENetPeerState.AcknowledgingConnect;
        WasAccepted = true;
        _path.Address = from;
        EventData = proposal.Data;
        _outbox.QueueHandshake(CommandKind.VerifyConnect, _terms.Accept(Name, proposal, ref _path, _surroundings, others), _surroundings.Sending);
        MarkReady();
    }

    /// <summary>Begins with somebody who has proved its address by an answer to what left at that time: it is connected at once.</summary>
    // Requirement: HSK-022, HSK-028
    public void Accept(in HalfOpen proved, long sentUs)
    {
        Phase = ENetPeerState.AcknowledgingConnect;
        WasAccepted = true;
        EventData = proved.Proposal.Data;
        _terms.Accept(proved, ref _path, _surroundings);
        _outbox.ControlSequence = proved.Sequence;
        _path.Recovery.OnAcknowledgedSince(_surroundings.NowUs, sentUs, _surroundings.Sending.PauseEndUs);
        Establish();
    }

    /// <summary>Notes a datagram that is this connection's.</summary>
    public void NoteArrival(in ENetAddress from, int bytes)
    {
        // Only who waits for an answer has an address to learn.
        // Requirement: DGM-017, HSK-015
        if (_path.Address != from) _path.Address = from;
        _path.Traffic.CountReceived(bytes);
    }

    /// <summary>
    /// Carries out the commands of a datagram. An error ends it: what came before was executed, what comes behind is lost, and native senders count on neither.
    /// </summary>
    /// <param name="hasSentTime">The datagram carries its sent time.</param>
    /// <param name="sentTime">That time.</param>
    /// <param name="commands">The commands, uncompressed.</param>
    /// <param name="sink">Is offered packets that are next in order.</param>
    public DropReason Handle<TSink>(bool hasSentTime, ushort sentTime, ReadOnlySpan<byte> commands, ref TSink sink)
        where TSink : struct, IPacketSink
    {
        // Whatever the commands ask for, and even when the application's handler throws among them: what they leave to be sent is due.
        MarkReady();
        // Requirement: DGM-018, DGM-023
        var reader = new DatagramReader(commands);
        DropReason reason = DropReason.None;
        while (true)
        {
            reader.Skip(ReadRun(hasSentTime, sentTime, reader.Rest, ref sink));
            ReadStatus status = reader.TryRead();
            if (status == ReadStatus.End) break;
            if (status != ReadStatus.Command)
            {
                reason = DatagramReader.ReasonOf(status);
                break;
            }

            CommandHeader command = reader.Header;
            // Requirement: DGM-021, DGM-022
            CommandOutcome outcome = command.Kind == CommandKind.Connect
                ? CommandOutcome.Refused(DropReason.ConnectFromPeer)
                : Execute(command, reader.Command, reader.Payload, hasSentTime, ref sink);
            if (!outcome.IsTaken)
            {
                reason = outcome.Reason;
                // Requirement: DGM-019
                if (outcome.EndsDatagram) break;
                if (reason != DropReason.None) _surroundings.Counters.Count(reason);
                reason = DropReason.None;
                if (outcome.IsUnanswered) command = default;
            }

            _path.Recovery.LastReceivedUs = _surroundings.NowUs;
            if (!command.WantsAcknowledgement) continue;
            // Requirement: DGM-020
            if (!hasSentTime)
            {
                reason = DropReason.MissingSentTime;
                break;
            }

            DropReason whyNot = Acknowledge(command, sentTime, outcome.IsStored);
            if (whyNot != DropReason.None) _surroundings.Counters.Count(whyNot);
        }

        if (_path.Recovery.Controller is { HasNews: true } controller
            && !LossRepair.Settle(ref _outbox, ref _path.Recovery, controller, WindowBytes, _surroundings.Sending)) EndWith(ENetDisconnectReason.Timeout);
        // A handler may have ended this connection, and another one sits in the slot.
        if (!ConnectionPhases.IsDeaf(State)) MarkReady();
        if (!_receiver.Inbox.IsDrained && ConnectionPhases.IsConnected(Phase)) _surroundings.Events.Add(this);
        return reason;
    }

    /// <summary>Reads a run of commands of the usual kinds from the front; answers how many bytes they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int ReadRun<TSink>(bool hasSentTime, ushort sentTime, ReadOnlySpan<byte> commands, ref TSink sink)
        where TSink : struct, IPacketSink
    {
        if (commands.Length < CommandLayout.SendReliableBytes || State != ENetPeerState.Connected || _surroundings.Sending.UsesGeneralWay) return 0;
        int read = 0;
        if (commands[0] == (byte)CommandKind.Acknowledge)
        {
            read = AcknowledgementReader.Read(ref _outbox, ref _path.Recovery, commands, _surroundings.Sending);
        }
        else if (commands[0] == Receiver.RunKind && hasSentTime)
        {
            read = _receiver.ReadRun(this, sentTime, commands, ChannelCount, ref _acknowledgements, _surroundings.Reception, ref sink, out int acknowledged);
            if (acknowledged > 0) _outbox.Total.Add((long)acknowledged * CommandLayout.AcknowledgeBytes, _surroundings.Sending.BandwidthRound);
        }

        if (read > 0) _path.Recovery.LastReceivedUs = _surroundings.NowUs;
        return read;
    }

    private CommandOutcome Execute<TSink>(in CommandHeader header, ReadOnlySpan<byte> command, ReadOnlySpan<byte> payload, bool canBeAcknowledged, ref TSink sink)
        where TSink : struct, IPacketSink
    {
        // Requirement: HSK-050
        switch (ConnectionPhases.For(State, header.Kind))
        {
            case CommandAction.Refuse:
                return CommandOutcome.Refused(DropReason.WrongState);
            case CommandAction.Ignore:
                return CommandOutcome.Ignored(DropReason.WrongState);
        }

        switch (header.Kind)
        {
            case CommandKind.Acknowledge:
                return HandleAcknowledge(header, AcknowledgeCommand.Read(command));
            case CommandKind.VerifyConnect:
                return HandleVerifyConnect(VerifyConnectCommand.Read(command).Terms);
            case CommandKind.Disconnect:
                return IsGoodbyeToAnother(header) ? CommandOutcome.Refused(DropReason.WrongState) : HandleDisconnect(header.WantsAcknowledgement && canBeAcknowledged, DisconnectCommand.Read(command));
            case CommandKind.Ping:
                _remotePings.Note(_surroundings.NowUs, header.ReliableSequence, _outbox.SentPackets);
                return CommandOutcome.Taken;
            case CommandKind.BandwidthLimit:
                return HandleBandwidthLimit(BandwidthLimitCommand.Read(command));
            case CommandKind.ThrottleConfigure:
                ThrottleConfigureCommand configuration = ThrottleConfigureCommand.Read(command);
                // Requirement: FLW-040
                _path.Recovery.Throttle.Set(configuration.IntervalMs, configuration.Acceleration, configuration.Deceleration);
                return CommandOutcome.Taken;
            default:
                // Requirement: CHN-020
                if (header.ChannelId >= ChannelCount) return CommandOutcome.Refused(DropReason.InvalidChannel);
                return _receiver.Handle(this, header, command, payload, _surroundings.Reception, ref sink);
        }
    }

    private CommandOutcome HandleAcknowledge(in CommandHeader header, in AcknowledgeCommand acknowledgement)
    {
        // Nobody acknowledges a CONNECT: VERIFY_CONNECT does. Whoever pretends to have taken it would end the asking, and with it the time-out.
        // Requirement: ADM-010
        if (Phase == ENetPeerState.Connecting && !_surroundings.ConnectMayBeAcknowledged) return CommandOutcome.Refused(DropReason.UnexpectedAcknowledgement);
        if (!AcknowledgementReader.TryTake(ref _outbox, ref _path.Recovery, header, acknowledgement, _surroundings.Sending, out CommandKind kind))
        {
            return CommandOutcome.Ignored(DropReason.ImpossibleSentTime);
        }

        if (kind == CommandKind.Ping) _remotePings.NoteAnswer();

        switch (Phase)
        {
            case ENetPeerState.AcknowledgingConnect:
                // Requirement: HSK-028, HSK-029
                if (kind != CommandKind.VerifyConnect) return CommandOutcome.Refused(DropReason.UnexpectedAcknowledgement);
                Establish();
                return CommandOutcome.Taken;

            case ENetPeerState.Disconnecting:
                // Requirement: DIS-004
                if (kind != CommandKind.Disconnect) return CommandOutcome.Refused(DropReason.UnexpectedAcknowledgement);
                EndWith(ENetDisconnectReason.Local);
                return CommandOutcome.Taken;

            case ENetPeerState.DisconnectLater:
                // Requirement: DIS-013
                LeaveWhenDrained();
                break;
        }

        return kind == CommandKind.None ? CommandOutcome.Ignored(DropReason.UnknownAcknowledgement) : CommandOutcome.Taken;
    }

    private CommandOutcome HandleVerifyConnect(in ConnectCommand terms)
    {
        // Requirement: HSK-041, DEV-068
        if (terms.ConnectId != ConnectId && !_surroundings.ForeignVerifyEndsAttempt)
        {
            // An answer to an earlier attempt of this slot, or somebody's guess: the attempt that runs is not harmed by it.
            return CommandOutcome.Refused(DropReason.ForeignVerify);
        }

        // Requirement: HSK-042
        if (!_terms.TryAgree(terms, ref _path))
        {
            EventData = 0;
            BecomeZombie(ENetDisconnectReason.ProtocolError);
            return CommandOutcome.Refused(DropReason.InvalidVerify);
        }

        AcknowledgementReader.TakeVerify(ref _outbox, ref _path.Recovery, CongestionControl != ENetCongestionControl.Native, _surroundings.Sending);
        // Requirement: HSK-045
        Establish();
        // Requirement: FLW-040, DEV-078
        if (_terms.ProposedThrottle is not null) AnnounceThrottle();
        return CommandOutcome.Taken;
    }

    // Requirement: REL-005, FRG-018
    private DropReason Acknowledge(in CommandHeader header, ushort sentTime, bool isStored)
    {
        if (IsLeavingAtOnce || !ConnectionPhases.Acknowledges(Phase, header.Kind)) return DropReason.None;
        // Requirement: FRG-019, DEV-024
        bool mustAnswer = isStored && !_surroundings.StoredFragmentMayBeUnacknowledged;
        if (!mustAnswer && header.ChannelId < ChannelCount && ConnectionPhases.IsConnected(Phase))
        {
            ushort newest = _receiver.Channels.Find(header.ChannelId)?.ReliableSequence ?? 0;
            // Requirement: CHN-023
            if (!SequenceNumber.IsAcknowledged(header.ReliableSequence, newest)) return DropReason.None;
        }

        // Requirement: LIM-017
        if (!_acknowledgements.TryAdd(header.ChannelId, header.ReliableSequence, sentTime, header.Kind, _surroundings.Reception.Stores.Ledger, ref _receiver.Inbox.Account)) return DropReason.AcknowledgementsFull;
        // Requirement: FLW-051
        _outbox.Total.Add(CommandLayout.AcknowledgeBytes, _surroundings.Sending.BandwidthRound);
        return DropReason.None;
    }

    // Requirement: FLW-050, LIM-024
    private CommandOutcome HandleBandwidthLimit(in BandwidthLimitCommand limit)
    {
        if (IncomingBandwidth != 0) _surroundings.LimitedCount--;
        _terms.SetBandwidths(limit, _surroundings);
        if (IncomingBandwidth != 0) _surroundings.LimitedCount++;
        return CommandOutcome.Taken;
    }

    // A goodbye that asks for an acknowledgement but gives no time to echo cannot get one. Native waits for the chance to send it, and holds the slot for ever.
    // Requirement: DIS-020, DIS-040
    private CommandOutcome HandleDisconnect(bool isAnswered, in DisconnectCommand disconnect)
    {
        ENetPeerState before = Phase;
        // Who has said its own goodbye after everything else still holds what it acknowledged until then.
        bool mayHold = ConnectionPhases.IsConnected(before) || before == ENetPeerState.Disconnecting;
        // Requirement: DIS-022, DIS-023, DEV-053
        Drop(keepDelivered: mayHold && !_surroundings.DisconnectDropsReceived);
        switch (ConnectionPhases.AfterGoodbye(before, isAnswered, _surroundings))
        {
            case ENetPeerState.AcknowledgingDisconnect:
                if (before != ENetPeerState.AcknowledgingConnect) EndReason = ENetDisconnectReason.Remote;
                ChangePhase(ENetPeerState.AcknowledgingDisconnect);
                break;

            case ENetPeerState.Zombie:
                BecomeZombie(before == ENetPeerState.Connecting ? _surroundings.ReasonOfRefusal(disconnect.Data) : ENetDisconnectReason.Remote);
                break;

            default:
                // Requirement: HSK-030
                if (before == ENetPeerState.ConnectionPending) _surroundings.MustAnnounceLimits = true;
                Reset();
                return CommandOutcome.Taken;
        }

        // Requirement: DIS-025
        EventData = disconnect.Data;
        return CommandOutcome.Taken;
    }
}
