using System;
using System.Threading;
using ManagedENet.Protocol.Wire;

namespace ManagedENet;

/// <content>What both faces share: the passes over the transport, and the wait between them.</content>
public sealed partial class ENetHost
{
    private const long InfiniteMs = -1;
    private const long AtOnceMs = long.MinValue;
    private const int DatagramsPerRound = ProtocolConstants.DatagramsPerReceivePass;

    // A process that was stopped, or busy with something else, for longer than this must not drop peers whose acknowledgements are in the socket.
    private const long PauseMs = 1000;

    // Timers of some systems are a little early. A transport that comes back this often while the clock stands still cannot wait, and would be asked for ever.
    private const int WaitAttempts = 3;

    private static readonly TimeSpan LeastWait = TimeSpan.FromMilliseconds(1);

    private bool _isHandlingDatagram;
    private bool _isFlushWanted;
    private int _batchNext;
    private int _batchCount;
    private bool _isDrained;
    private long _passMs;
    private long _roundMs;

    /// <summary>The send pass of a command that native flushes at once, such as <c>enet_peer_disconnect_now</c>.</summary>
    internal void FlushCommands()
    {
        // A handler runs in the middle of a datagram, and the core finishes that first.
        _isFlushWanted = _isHandlingDatagram;
        if (_isHandlingDatagram) return;
        bool hasEntered = _gate.TryEnter();
        try
        {
            ReadClock();
            SendPass(checkTimeouts: false);
        }
        finally
        {
            if (hasEntered) Leave();
        }
    }

    private static long VerifyTimeout(TimeSpan timeout)
    {
        if (timeout == Timeout.InfiniteTimeSpan) return InfiniteMs;
        if (timeout < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "Pass zero not to wait, Timeout.InfiniteTimeSpan to wait without an end, or a positive time.");
        }

        return (timeout.Ticks / TimeSpan.TicksPerMillisecond) + (timeout.Ticks % TimeSpan.TicksPerMillisecond == 0 ? 0 : 1);
    }

    private long EndOf(long timeoutMs) => timeoutMs switch
    {
        InfiniteMs => long.MaxValue,
        0 => AtOnceMs,
        _ => ReadClock() + timeoutMs,
    };

    private void EnterService()
    {
        VerifyAccess();
        if (!_gate.TryEnter()) throw new InvalidOperationException("A handler cannot service the host that calls it, or take its events; do it after Service has returned.");
    }

    /// <summary>
    /// Starts a round. False when the application has not serviced for so long that time-outs are only judged once the round has read what waits.
    /// </summary>
    // Requirement: REL-071
    private bool BeginRound()
    {
        _isDrained = false;
        long lastMs = _roundMs;
        _roundMs = ReadClock();
        _core.AdvanceTime(_roundMs);
        return _roundMs - lastMs < PauseMs;
    }

    /// <summary>Writes what is due into the transport and flushes once. True when an event ended the pass, as in native.</summary>
    private bool SendPass(bool checkTimeouts)
    {
        _passMs = _nowMs;
        _core.BeginSendPass(_nowMs, checkTimeouts);
        bool hasSlot;
        while ((hasSlot = TryGetSendSlot(out Span<byte> slot)) && _core.TryWriteDatagram(slot, out int length, out ENetAddress to))
        {
            _transport.CommitSend(new DatagramPath(to), length, default);
        }

        // Whoever lends no slot has just been flushed in vain.
        if (hasSlot) _transport.Flush();
        if (Notice is not null) NoteRefusals();
        return checkTimeouts && _core.HasRaisedEvent;
    }

    /// <summary>False when the transport takes nothing now: what the core would write stays in the core, and what is staged stays staged.</summary>
    private bool TryGetSendSlot(out Span<byte> slot)
    {
        if (_transport.TryGetSendSlot(out slot)) return true;
        _transport.Flush();
        return _transport.TryGetSendSlot(out slot);
    }

    /// <summary>
    /// The next datagram of the batch at hand, or of a new one. An event can end a round in the middle of a batch; the next round goes on there.
    /// </summary>
    private bool TryNextDatagram(ref int budget, out Span<byte> datagram, out ENetAddress from)
    {
        // Requirement: DGM-028
        while (budget-- > 0 && (_batchNext < _batchCount || TryNextBatch()))
        {
            datagram = _transport.GetReceived(_batchNext++, out DatagramPath path);
            from = path.Remote;
            if (Options.Interceptor is not { } interceptor || !IsKept(interceptor, from, datagram)) return true;
        }

        datagram = default;
        from = default;
        return false;
    }

    private bool IsKept(IDatagramInterceptor interceptor, in ENetAddress from, ReadOnlySpan<byte> datagram)
    {
        bool isKept = true;
        try
        {
            isKept = interceptor.Intercept(this, from, datagram);
        }
        finally
        {
            // As in native, what was kept is counted with the rest. What the core gets to see it counts itself.
            if (isKept) _core.CountIntercepted(datagram.Length);
        }

        return isKept;
    }

    // A transport that has seen the end of what arrived is not asked again in the same round: what has come since then is found by the next one, or ends the wait.
    private bool TryNextBatch()
    {
        _batchNext = 0;
        _batchCount = _isDrained ? 0 : _transport.Receive();
        _isDrained = _transport.IsDrained;
        return _batchCount > 0;
    }

    /// <summary>Waits for a datagram, for the next deadline of the core or for the end of the call, whichever comes first. False at the end.</summary>
    private bool WaitForWork(long endMs)
    {
        // Without a wait the clock need not be asked either: a busy loop does little else.
        if (endMs == AtOnceMs || _gate.IsToBeClosed) return false;
        long nowMs = ReadClock();
        if (nowMs >= endMs) return false;

        // A round that used up its budget left datagrams in the batch, where no wait would see them.
        if (_batchNext < _batchCount) return true;

        // Requirement: REL-070, DEV-061
        // What was due in the millisecond of the last pass has been done by it.
        long untilMs = Math.Min(endMs, Math.Max(_core.NextDeadlineMs, _passMs + 1));
        if (untilMs <= nowMs) return true;
        TimeSpan wait = UntilTransportDeadline(untilMs == long.MaxValue ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(untilMs - nowMs));
        for (int attempt = 0; attempt < WaitAttempts; attempt++)
        {
            if (_transport.Wait(wait)) return !_gate.IsToBeClosed;
            long laterMs = ReadClock();
            if (laterMs > nowMs) return laterMs < endMs;
        }

        return false;
    }

    /// <summary>The wait, cut down to what the transport can do without a call.</summary>
    private TimeSpan UntilTransportDeadline(TimeSpan wait)
    {
        TimeSpan until = _transport.TimeUntilDeadline;
        if (until == Timeout.InfiniteTimeSpan) return wait;

        // What was due has been done by the round before this wait, or cannot be done now.
        if (until < LeastWait) until = LeastWait;
        return wait == Timeout.InfiniteTimeSpan || until < wait ? until : wait;
    }
}
