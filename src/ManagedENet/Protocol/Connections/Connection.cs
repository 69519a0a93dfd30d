using System;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Reception;
using ManagedENet.Protocol.Recovery;
using ManagedENet.Protocol.Sending;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Connections;

/// <summary>
/// One connection, from the first question to its end; the next one in its slot is another object. It has no reference to its host: what all connections share comes as
/// <see cref="Surroundings"/>. Stands for <c>ENetPeer</c>.
/// </summary>
/// <remarks>
/// <code>
///   facts     ConnectionStatus         what may be read, also after the end
///   settings  ConnectionSettings       what is set for its channels
///   inputs    Connection.Inputs.cs    the commands of a datagram
///   wishes    Connection.Wishes.cs    what the application asks for
///   outputs   this file               datagrams, events, the next deadline
/// </code>
/// </remarks>
internal sealed partial class Connection : ConnectionSettings
{
    /// <summary>The session id before a slot's first connection.</summary>
    public const byte NoSession = 0xFF;

    /// <summary>A connection in a slot whose last connection used these session ids.</summary>
    public Connection(int slot, Surroundings surroundings, int incomingSessionId, int outgoingSessionId)
        : base(slot, surroundings, incomingSessionId, outgoingSessionId)
    {
    }

    /// <summary>When a send pass must look at it, ms; <see cref="ProtocolTime.Never"/> when only a datagram or a wish can bring work.</summary>
    public long NextDeadlineUs
    {
        get
        {
            if (ConnectionPhases.IsDeaf(Phase)) return ProtocolTime.Never;
            long heldUntilUs = Math.Min(_path.Recovery.HeldUntilUs, _outbox.CopyDueUs);
            if (!_outbox.InFlight.IsEmpty) return Math.Min(heldUntilUs, _path.Recovery.NextTimeoutUs);
            return Phase == ENetPeerState.Connected && heldUntilUs == ProtocolTime.Never ? NextPingUs : heldUntilUs;
        }
    }

    /// <summary>Puts the commands of the next datagram into the writer. False when there is nothing to send; the connection may be over then.</summary>
    /// <param name="writer">Room for the commands.</param>
    /// <param name="isIncomplete">More waits than this datagram holds.</param>
    public bool TryWrite(ref DatagramWriter writer, out bool isIncomplete)
    {
        SendingContext sending = _surroundings.Sending;
        // Requirement: DGM-051, REL-006
        if (_acknowledgements.WriteTo(ref writer, out isIncomplete)) FinishGoodbye();
        // Requirement: REL-031
        bool isDue = _surroundings.ChecksTimeouts && LossRepair.IsDue(_outbox, _path.Recovery, sending);
        if (isDue && !LossRepair.OnTimeout(ref _outbox, ref _path.Recovery, WindowBytes, _path.MtuBytes, ConnectionPhases.IsConnected(Phase), sending))
        {
            EndWith(ENetDisconnectReason.Timeout);
            isIncomplete = false;
            return false;
        }

        if (Phase == ENetPeerState.Connected && PathProber.TryWrite(ref _outbox, ref _path.Recovery, ref writer, ref isIncomplete, sending)) return true;
        var result = default(PacketizerResult);
        long inFlight = _path.Recovery.BytesInFlight;
        if (_outbox.HasQueued && MayUseLine) WriteQueued(ref writer, ref result);
        // Requirement: REL-050
        if (!result.WroteReliable && IsPingDue && writer.Fits(CommandLayout.PingBytes))
        {
            // By its own state: the datagram of a "disconnect now" takes a due ping along, as native's does.
            // Requirement: DIS-011, DIS-016
            if (Phase == ENetPeerState.Connected) _outbox.QueueControl(CommandKind.Ping, sending);
            WriteQueued(ref writer, ref result);
        }

        LossRepair.Finish(ref _outbox, ref _path.Recovery, inFlight, ref writer, ref result, sending);
        isIncomplete |= result.IsIncomplete;
        // Requirement: DGM-054
        if (writer.CommandCount == 0) return false;
        // Requirement: REL-060
        if (_path.Recovery.Losses.Update(sending.NowUs)) EndInterval();
        if (result.WroteUnreliable) LeaveWhenDrained();
        return true;
    }

    /// <summary>Counts a datagram that <see cref="TryWrite"/> has filled.</summary>
    public void CountSent(int bytes)
    {
        _path.Traffic.CountSent(bytes);
        _path.Recovery.Controller?.PathMtu.NoteSent(_surroundings.NowUs, bytes);
    }

    /// <summary>The next event of this connection, and whether it stands in line for another.</summary>
    public bool TryTakeEvent(out ConnectionEvent e)
    {
        bool isZombie = Phase == ENetPeerState.Zombie;
        bool mayReceive = isZombie || Phase is ENetPeerState.Connected or ENetPeerState.DisconnectLater or ENetPeerState.AcknowledgingDisconnect;
        if (mayReceive && TryReceive(out byte channelId, out ENetPacket packet))
        {
            // Requirement: CHN-061
            if (isZombie || !_receiver.Inbox.IsDrained) _surroundings.Events.Add(this);
            e = new ConnectionEvent(this, channelId, packet);
            return true;
        }

        // Requirement: DIS-021, DIS-023
        if (isZombie)
        {
            _surroundings.MustAnnounceLimits = true;
            e = new ConnectionEvent(ENetEventType.Disconnect, this, EventData, EndReason);
            Reset();
            return true;
        }

        e = default;
        return false;
    }

    /// <summary>Frees everything without a word.</summary>
    // Requirement: DIS-018
    public void Reset()
    {
        if (Phase == ENetPeerState.Disconnected) return;
        ChangePhase(ENetPeerState.Disconnected);
        IsLeavingAtOnce = false;
        Drop(keepDelivered: false);
        _path.Recovery.BytesInFlight = 0;
        _surroundings.Events.Remove(this);
        _surroundings.Owner.OnEnded(this);
    }

    /// <summary>The other end has begun anew: whatever was meant for this connection is lost with it.</summary>
    public void EndReplaced() => EndWith(ENetDisconnectReason.Replaced);

    private bool IsPingDue => _outbox.InFlight.IsEmpty && _surroundings.NowUs >= NextPingUs && MayUseLine;

    private void WriteQueued(ref DatagramWriter writer, ref PacketizerResult result)
    {
        SendingContext sending = _surroundings.Sending;
        var rules = new SendingRules(ConnectionPhases.IsConnected(Phase) ? CongestionControl : ENetCongestionControl.Native, LossTolerance, IncomingBandwidth);
        var window = new SendWindow(LossRepair.WindowBytes(ref _outbox, ref _path.Recovery, rules, WindowBytes, _path.MtuBytes, sending), ChannelCount, LossRepair.IsFarAhead(_outbox, _path.Recovery, sending));
        result.Add(Packetizer.Write(ref _outbox, ref _path.Recovery, window, ref writer, sending));
        if (!result.WroteUnreliable) LeaveWhenDrained();
    }

    // The acknowledgement of the other side's DISCONNECT is in this datagram: the connection is over once it has left.
    // Requirement: DIS-020, HSK-031
    private void FinishGoodbye()
    {
        if (IsEstablished) BecomeZombie(EndReason);
        else IsLeavingAtOnce = true;
    }

    // Requirement: DIS-013
    private void LeaveWhenDrained()
    {
        if (Phase == ENetPeerState.DisconnectLater && !HasOutgoingCommands && !IsLeavingAtOnce) SayGoodbye(EventData, keepDelivered: true);
    }

    // Requirement: HSK-046
    private void Establish()
    {
        _surroundings.MustAnnounceLimits = true;
        IsEstablished = true;
        ChangePhase(ENetPeerState.Connected);
        _surroundings.Owner.OnEstablished(this);
        _surroundings.Events.Raise(new ConnectionEvent(ENetEventType.Connect, this, EventData, ENetDisconnectReason.None));
    }

    // Requirement: DIS-030, HSK-030
    private void EndWith(ENetDisconnectReason reason)
    {
        if (Phase >= ENetPeerState.ConnectionPending) _surroundings.MustAnnounceLimits = true;
        // Of whom the application has left at once it is told nothing any more.
        if (IsLeavingAtOnce || (Phase != ENetPeerState.Connecting && Phase < ENetPeerState.ConnectionSucceeded))
        {
            Reset();
            return;
        }

        // Requirement: DIS-023, DEV-053
        if (!_receiver.Inbox.IsDrained && !_surroundings.DisconnectDropsReceived)
        {
            // What was acknowledged must reach the application, even when it is late in taking it.
            Drop(keepDelivered: true);
            EventData = 0;
            BecomeZombie(reason);
            return;
        }

        // Requirement: DIS-025, DIS-040
        EndReason = reason;
        EventData = 0;
        _surroundings.Events.Raise(new ConnectionEvent(ENetEventType.Disconnect, this, 0, reason));
        Reset();
    }

    private void BecomeZombie(ENetDisconnectReason reason)
    {
        // Requirement: DIS-040
        EndReason = reason;
        ChangePhase(ENetPeerState.Zombie);
        _surroundings.Events.Add(this);
    }

    // The counts of connected and limited connections follow the two states that count as connected.
    private void ChangePhase(ENetPeerState phase)
    {
        bool was = ConnectionPhases.IsConnected(Phase);
        bool becomes = ConnectionPhases.IsConnected(phase);
        if (was != becomes)
        {
            int step = becomes ? 1 : -1;
            _surroundings.ConnectedCount += step;
            if (IncomingBandwidth != 0) _surroundings.LimitedCount += step;
        }

        Phase = phase;
        MarkReady();
    }

    /// <summary>Drops everything that is queued in either direction. The connection itself keeps its state.</summary>
    private void Drop(bool keepDelivered)
    {
        _acknowledgements.Clear(_surroundings.Reception.Stores.Ledger, ref _receiver.Inbox.Account);
        _outbox.Clear(_surroundings.Sending);
        // A goodbye goes by native's rules.
        LossRepair.ReturnController(ref _outbox, ref _path.Recovery, _surroundings.Sending);
        _receiver.Clear(_surroundings.Reception, keepDelivered);
        if (_receiver.Inbox.IsDrained) _surroundings.Events.Remove(this);
    }

    // Tables that one burst made large become smaller.
    private void EndInterval()
    {
        _acknowledgements.EndInterval(_surroundings.Reception.Stores.Ledger, ref _receiver.Inbox.Account);
        _outbox.EndInterval(_surroundings.Sending);
        _receiver.EndInterval(_surroundings.Reception);
    }

    private void MarkReady() => _surroundings.Ready.Add(Slot);
}
