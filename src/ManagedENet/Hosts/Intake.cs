using System;
using System.Threading;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Transports;

namespace ManagedENet.Internal;

/// <summary>
/// Which datagram a round handles next. As long as the host keeps up with the network it is the next one that has arrived. When it does not, what waits there is read ahead
/// and senders take turns, so that nobody waits for what another has sent.
/// </summary>
/// <remarks>
/// <code>
///   keeps up       network --------------------------------------> round
///
///   falls behind   network --- read all ---+--- first of each ----> round
///                                          +--- ReadAhead, turns --> round
/// </code>
/// </remarks>
// Requirement: LIM-045, DEV-089
internal sealed class Intake
{
    // A host that keeps up seldom has as many waiting. With one connection alone there is nobody who could wait for another.
    private const int BehindFrom = 512;

    // Of one look at the network; what comes between two looks is kept by the system.
    private const int LongestLook = 2_048;
    private const long LookIntervalUs = 250;

    private const int DatagramsPerLookAtClock = 16;

    // A flooder's datagrams are full. Whoever is not one has waited no longer than this when its answer leaves.
    private const long LongestRoundBehindUs = 1_000;

    // The tables stay for a while: who floods once floods again.
    private const long TablesStayUs = 5_000_000;

    private readonly Host _core;
    private readonly Round _round;
    private readonly ReadAhead _ahead;
    private readonly TransportSeat _seat;
    private readonly HostClock _clock;
    private readonly long _limitUs;
    private int _batchNext;
    private int _batchCount;
    private bool _isDrained;
    private int _undrained;
    private bool _isBehind;
    private int _lookLeft;
    private long _lookUs;
    private long _tablesUntilUs = long.MaxValue;
    private int _untilClock;
    private long _endUs;

    /// <summary>The way in of a host.</summary>
    /// <param name="core">The host.</param>
    /// <param name="seat">Where datagrams come from.</param>
    /// <param name="clock">The host's time.</param>
    /// <param name="limit">How long a round takes datagrams.</param>
    public Intake(Host core, TransportSeat seat, HostClock clock, TimeSpan limit)
    {
        _core = core;
        _round = core.Round;
        _ahead = core.Stores.ReadAhead;
        _seat = seat;
        _clock = clock;
        _limitUs = limit == Timeout.InfiniteTimeSpan ? long.MaxValue : Math.Max(limit.Ticks / (TimeSpan.TicksPerMillisecond / ProtocolTime.UsPerMs), 1);
    }

    /// <summary>Datagrams have been read that no round has handled.</summary>
    public bool HasLeftOver => _batchNext < _batchCount || _ahead.Count > 0;

    /// <summary>A round begins to take datagrams.</summary>
    public void Begin()
    {
        _isDrained = false;
        _untilClock = DatagramsPerLookAtClock + 1;
        long limitUs = _isBehind ? Math.Min(_limitUs, LongestRoundBehindUs) : _limitUs;
        // From now on, and not from the start of the round: what sending takes of it would be missing for receiving, of which a busy server has all the more to do.
        _endUs = limitUs == long.MaxValue ? long.MaxValue : _clock.NowUs + limitUs;

        if (_core.NowUs > _tablesUntilUs)
        {
            _ahead.End();
            _tablesUntilUs = long.MaxValue;
        }

        // Of the poll face's rounds each takes an event: many of them share one look.
        if (_isBehind && (_ahead.Count == 0 || _core.NowUs - _lookUs >= LookIntervalUs)) Look();
    }

    /// <summary>Gives up the batch at hand.</summary>
    public void Forget()
    {
        _batchNext = 0;
        _batchCount = 0;
    }

    /// <summary>The next datagram that the round takes; false when it takes no more, or has all that has arrived.</summary>
    public bool TryNext(out Span<byte> datagram, out DatagramPath path)
    {
        if (_round.WantsDatagram && !IsTimeOver())
        {
            return _isBehind ? TryNextInTurn(out datagram, out path) : TryRead(out datagram, out path);
        }

        datagram = default;
        path = default;
        return false;
    }

    private bool TryRead(out Span<byte> datagram, out DatagramPath path)
    {
        if (_batchNext < _batchCount || TryNextBatch())
        {
            datagram = _seat.Current.GetReceived(_batchNext++, out path);
            if (++_undrained >= BehindFrom && !_isBehind && _core.ConnectedPeers > 1) FallBehind();
            return true;
        }

        datagram = default;
        path = default;
        return false;
    }

    // A transport that has seen the end of what arrived is not asked again in the same round: what has come since then is found by the next one, or ends the wait.
    private bool TryNextBatch()
    {
        _batchNext = 0;
        IDatagramTransport transport = _seat.Current;
        _batchCount = _isDrained ? 0 : transport.Receive();
        _isDrained = transport.IsDrained;
        if (_isDrained || _batchCount == 0) _undrained = 0;
        return _batchCount > 0;
    }

    private void FallBehind()
    {
        _isBehind = true;
        _tablesUntilUs = long.MaxValue;
        _ahead.Begin();
        Look();
    }

    private void CatchUp()
    {
        _tablesUntilUs = _core.NowUs + TablesStayUs;
        _core.Stores.NoteEnd(_core.NowUs);
    }

    private void Look()
    {
        _lookLeft = LongestLook;
        _lookUs = _core.NowUs;
        _ahead.BeginLook();
    }

    private bool TryNextInTurn(out Span<byte> datagram, out DatagramPath path)
    {
        if (TryFirstOfSender(out datagram, out path) || _ahead.TryTake(out datagram, out path)) return true;

        // Nothing is kept. Where the look has come to the end of what had arrived the host has caught up.
        _isBehind = !_isDrained || _batchNext < _batchCount;
        if (_isBehind) _round.StopReceiving();
        else CatchUp();
        return false;
    }

    /// <summary>Goes on reading, and keeps what is beyond the turn of its sender.</summary>
    private bool TryFirstOfSender(out Span<byte> datagram, out DatagramPath path)
    {
        while (_lookLeft > 0)
        {
            if (!TryRead(out datagram, out path))
            {
                _lookLeft = 0;
                _isDrained = true;
                break;
            }

            _lookLeft--;
            int slot = _core.SlotOf(path.Remote, datagram);
            if (_ahead.MayPass(slot)) return true;
            if (!_ahead.TryKeep(slot, path, datagram)) _core.DropUnread(datagram.Length);
        }

        datagram = default;
        path = default;
        return false;
    }

    /// <summary>True when the round has taken datagrams for as long as it may. A datagram is handled before it is asked again, so each round gets on.</summary>
    // Requirement: LIM-046, DEV-094
    private bool IsTimeOver()
    {
        if (--_untilClock > 0 || _endUs == long.MaxValue) return false;
        _untilClock = DatagramsPerLookAtClock;
        if (_clock.NowUs < _endUs) return false;
        _round.StopReceiving();
        return true;
    }
}
