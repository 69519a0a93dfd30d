using System;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Peers;
using ManagedENet.Protocol.Windows;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Hosting;

/// <summary>A send pass: the peers that are ready or due, in the order of their slots, one datagram at a time.</summary>
public sealed partial class HostCore
{
    private const long LongestRoundMs = 1000;

    private readonly SlotSet _continue;
    private long _lastRoundMs;
    private bool _wasReprieved;
    private int _cursor;
    private int _burst;
    private int _pass;
    private bool _isFirstRound;
    private bool _checkTimeouts;

    // With native's limit of commands the datagrams of all peers take turns as native's do; else a peer's datagrams come one after another, which is what
    // segmentation offload wants, up to a number that keeps the other peers from waiting.
    // Requirement: DGM-054
    private int BurstLimit => Options.MaximumCommandsPerDatagram == ProtocolConstants.NativeCommandsPerDatagram ? 1 : 64;

    // Requirement: DGM-053, LIM-015
    private int CommandLimit => Options.MaximumCommandsPerDatagram == 0 ? int.MaxValue : Options.MaximumCommandsPerDatagram;

    /// <summary>Starts a send pass.</summary>
    /// <param name="nowMs">The time.</param>
    /// <param name="checkTimeouts">True in a service round; false for a flush, which retransmits nothing and gives nobody up.</param>
    public void BeginSendPass(long nowMs, bool checkTimeouts)
    {
        SetTime(nowMs);
        _continue.MoveTo(_ready);
        if (checkTimeouts) checkTimeouts = !IsReprieved();
        if (checkTimeouts) _deadlines.Collect(_nowMs, _ready);
        _checkTimeouts = checkTimeouts;
        _cursor = 0;
        _burst = 0;
        _isFirstRound = true;
        _pass++;
    }

    // After a pause - a debugger, a suspended machine, a clock that jumped - the acknowledgements that everybody seems to owe us may all wait in the socket. So the
    // first pass of a round that comes late judges nobody; the second one of the same round does, when the socket has been read.
    // Requirement: REL-071, DEV-070
    private bool IsReprieved()
    {
        bool isLate = _nowMs - _lastRoundMs > LongestRoundMs && !Has(NativeQuirks.JudgesBeforeReading);
        _lastRoundMs = _nowMs;
        _wasReprieved = isLate && !_wasReprieved;
        return _wasReprieved;
    }

    /// <summary>
    /// Writes the next datagram of the pass. False when the pass is over, or when an event has ended it early (<see cref="HasRaisedEvent"/>): the rest stays due.
    /// </summary>
    /// <param name="destination">At least as long as the largest MTU, 4,096 bytes.</param>
    /// <param name="length">Bytes written.</param>
    /// <param name="to">Where the datagram goes.</param>
    public bool TryWriteDatagram(Span<byte> destination, out int length, out ENetAddress to)
    {
        while (!HasRaisedEvent)
        {
            PeerCore? peer = NextPeer();
            if (peer is null) break;
            to = peer.Address;
            bool isIncomplete = false;
            bool isWritten;
            try
            {
                isWritten = TryBuild(peer, destination, out length, out isIncomplete);
            }
            finally
            {
                // Requirement: LIM-030
                // Also when a codec of the application throws: the datagram is lost as if the network had dropped it, and the peer goes on.
                Leave(peer, isIncomplete);
            }

            if (!isWritten) continue;
            Counters.SentDatagrams++;
            Counters.SentBytes += length;
            peer.Traffic.CountSent(length);
            return true;
        }

        length = 0;
        to = default;
        return false;
    }

    private void Leave(PeerCore peer, bool isIncomplete)
    {
        if (isIncomplete) _continue.Add(peer.Slot);
        else _burst = 0;
        if (peer.IsLeavingAtOnce && !isIncomplete) ResetPeer(peer);
        else UpdateDeadline(peer);
    }

    // Requirement: DGM-054
    private PeerCore? NextPeer()
    {
        while (true)
        {
            SlotSet members = _isFirstRound ? _ready : _continue;
            if (_burst > 0 && _continue.Contains(_cursor - 1))
            {
                _burst--;
                _continue.Remove(_cursor - 1);
                return _peers[_cursor - 1];
            }

            int slot = members.NextFrom(_cursor);
            if (slot < 0)
            {
                if (_continue.IsEmpty) return null;
                _isFirstRound = false;
                _cursor = 0;
                // The last slot of the round may have been that of somebody who is gone, and has not used its turn.
                _burst = 0;
                continue;
            }

            members.Remove(slot);
            _cursor = slot + 1;
            _burst = BurstLimit - 1;
            PeerCore peer = _peers[slot]!;
            if (!PeerTransitions.IsDeaf(peer.Phase)) return peer;
        }
    }

    private bool TryBuild(PeerCore peer, Span<byte> destination, out int length, out bool isIncomplete)
    {
        length = 0;
        // Requirement: DGM-050, DEV-002
        int countedChecksum = Has(NativeQuirks.ChecksumOutsideMtu) ? 0 : _checksumBytes;
        var writer = new DatagramWriter(
            destination,
            ProtocolConstants.HeaderBytes + _checksumBytes,
            peer.MtuBytes - ProtocolConstants.HeaderBytes - countedChecksum,
            CommandLimit);

        // Requirement: DGM-051, REL-006
        if (peer.Acknowledgements.WriteTo(ref writer, out isIncomplete)) FinishGoodbye(peer);
        // Requirement: REL-031
        bool isDue = _checkTimeouts && !peer.InFlight.IsEmpty && _nowMs >= peer.Liveness.NextTimeoutMs;
        if (isDue && !TryRetransmit(peer))
        {
            isIncomplete = false;
            return false;
        }

        bool sentUnreliable = false;
        bool mayPing = !peer.HasQueuedCommands || WriteQueued(peer, ref writer, ref sentUnreliable, ref isIncomplete);
        // Requirement: REL-050
        if (mayPing && IsPingDue(peer) && writer.Fits(CommandLayout.PingBytes))
        {
            // By its own state: the datagram of a "disconnect now" takes a due ping along, as native's does.
            // Requirement: DIS-011, DIS-016
            if (peer.Phase == ENetPeerState.Connected) EnqueueControl(peer, NewCommand(CommandKind.Ping, ProtocolConstants.ControlChannel));
            WriteQueued(peer, ref writer, ref sentUnreliable, ref isIncomplete);
        }

        // Requirement: DGM-054
        if (writer.CommandCount == 0) return false;
        // Requirement: REL-060
        if (peer.Losses.Update(_nowMs)) peer.EndInterval(_stores);
        length = Wrap(peer, destination, writer.Length, writer.HasSentTime);
        if (sentUnreliable) LeaveWhenDrained(peer);
        return true;
    }

    // The acknowledgement of the other side's DISCONNECT is in this datagram: the connection is over once it has left.
    // Requirement: DIS-020, HSK-031
    private void FinishGoodbye(PeerCore peer)
    {
        if (peer.IsEstablished) BecomeZombie(peer, peer.EndReason);
        else peer.IsLeavingAtOnce = true;
    }

    // Requirement: DIS-013
    private void LeaveWhenDrained(PeerCore peer)
    {
        if (peer.Phase == ENetPeerState.DisconnectLater && !peer.HasOutgoingCommands) Disconnect(peer, peer.EventData);
    }

    private void UpdateDeadline(PeerCore peer)
    {
        long deadline = ProtocolTime.Never;
        if (!PeerTransitions.IsDeaf(peer.Phase))
        {
            if (!peer.InFlight.IsEmpty) deadline = peer.Liveness.NextTimeoutMs;
            else if (peer.Phase == ENetPeerState.Connected) deadline = NextPingMs(peer);

            // What was due has just been looked at; a flush leaves it to the next service round.
            if (deadline != ProtocolTime.Never && _checkTimeouts) deadline = Math.Max(deadline, _nowMs + 1);
        }

        _deadlines.Set(peer.Slot, deadline);
    }
}
