using System;
using System.Threading;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Transports;

namespace ManagedENet.Internal;

/// <summary>Turns the steps of the core's service round into calls of a transport, and waits between rounds. Both faces stand on it.</summary>
internal sealed class Driver
{
    /// <summary>The end of a call that does not wait.</summary>
    public const long AtOnceUs = long.MinValue;

    private const long Infinite = -1;
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMillisecond / ProtocolTime.UsPerMs;

    // Timers of some systems are a little early. A transport that comes back this often while the clock stands still cannot wait, and would be asked for ever.
    private const int WaitAttempts = 3;

    // Whoever comes back this soon, this many times in a row, does so again.
    private const long PromptUs = 500;
    private const int PromptCalls = 8;

    private static readonly TimeSpan LeastWait = TimeSpan.FromMilliseconds(1);

    private readonly Host _core;
    private readonly Round _round;
    private readonly TransportSeat _seat;
    private readonly HostClock _clock;
    private readonly Intake _intake;
    private long _passUs;
    private bool _isNewCall;
    private int _promptCalls;

    /// <summary>A driver.</summary>
    /// <param name="core">The host.</param>
    /// <param name="seat">Its transport.</param>
    /// <param name="clock">Its time.</param>
    /// <param name="receiveTimeLimit">How long a round takes datagrams.</param>
    public Driver(Host core, TransportSeat seat, HostClock clock, TimeSpan receiveTimeLimit)
    {
        _core = core;
        _round = core.Round;
        _seat = seat;
        _clock = clock;
        _intake = new Intake(core, seat, clock, receiveTimeLimit);
    }

    /// <summary>The round that is driven.</summary>
    public Round Round => _round;

    /// <summary>Microseconds of a time-out, a part of one counted as a whole one, or what stands for "without an end".</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative and not <see cref="Timeout.InfiniteTimeSpan"/>.</exception>
    public static long MicrosecondsOf(TimeSpan timeout)
    {
        if (timeout == Timeout.InfiniteTimeSpan) return Infinite;
        if (timeout < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "Pass zero not to wait, Timeout.InfiniteTimeSpan to wait without an end, or a positive time.");
        }

        return (timeout.Ticks / TicksPerMicrosecond) + (timeout.Ticks % TicksPerMicrosecond == 0 ? 0 : 1);
    }

    /// <summary>When a call that starts with the round at hand is over.</summary>
    public long EndOf(long timeoutUs) => timeoutUs switch
    {
        Infinite => long.MaxValue,
        0 => AtOnceUs,
        _ => _core.NowUs + timeoutUs,
    };

    /// <summary>Begins a service call.</summary>
    /// <param name="endsAtEvents">True for the poll face: an event ends a round, as in native.</param>
    /// <param name="ignoresEvents">True when the rounds go on although nobody takes the events.</param>
    public void Start(bool endsAtEvents, bool ignoresEvents)
    {
        _round.End();
        _round.EndsAtEvents = endsAtEvents;
        _round.IgnoresEvents = ignoresEvents;
        _isNewCall = true;
    }

    /// <summary>The next step; the clock is read once for a round.</summary>
    public RoundStep Next()
    {
        long nowUs = _round.NeedsTime ? _clock.NowUs : 0;
        if (_isNewCall && nowUs != 0) NoteCall(nowUs);
        RoundStep step = _round.Next(nowUs);
        if (step == RoundStep.Receive) _intake.Begin();
        return step;
    }

    /// <summary>The call is about to end with something for the application: where that comes back at once, acknowledgements wait for what it says.</summary>
    // Requirement: REL-073
    public void HoldAcknowledgements() => _round.HoldsAcknowledgements = _promptCalls == PromptCalls;

    /// <summary>Sends what is queued and looks neither at time-outs nor at what has arrived.</summary>
    public void Flush()
    {
        _round.BeginFlush(_clock.NowUs);
        Send();
    }

    /// <summary>Writes what the pass has into the transport and flushes once.</summary>
    public void Send()
    {
        _passUs = _core.NowUs;
        IDatagramTransport transport = _seat.Current;
        bool hasSlot;
        while ((hasSlot = TryGetSendSlot(out Span<byte> slot)) && _round.TryWrite(slot, out int length, out DatagramPath path, out DatagramSendOptions options))
        {
            transport.CommitSend(path, length, options);
        }

        // Whoever lends no slot has just been flushed in vain.
        if (hasSlot) transport.Flush();
    }

    /// <summary>False when the transport takes nothing now: what the core would write stays in the core, and what is staged stays staged.</summary>
    public bool TryGetSendSlot(out Span<byte> slot)
    {
        IDatagramTransport transport = _seat.Current;
        if (transport.TryGetSendSlot(out slot)) return true;
        transport.Flush();
        return transport.TryGetSendSlot(out slot);
    }

    /// <summary>The transport is about to be another one: what has been read of it is given up.</summary>
    public void Forget() => _intake.Forget();

    /// <summary>The next datagram that the round takes.</summary>
    public bool TryNextDatagram(out Span<byte> datagram, out DatagramPath path) => _intake.TryNext(out datagram, out path);

    /// <summary>Waits for a datagram, for the next deadline of the core or for the end of the call, whichever comes first. False at the end.</summary>
    public bool WaitForWork(long endUs, HostGate gate)
    {
        // Without a wait the clock need not be asked either: a busy loop does little else.
        if (endUs == AtOnceUs || gate.IsToBeClosed) return false;
        long nowUs = _clock.NowUs;
        if (nowUs >= endUs) return false;

        // A round that used up its budget left datagrams where no wait would see them.
        if (_intake.HasLeftOver) return true;

        // Requirement: REL-070, DEV-061
        // What was due in the millisecond of the last pass has been done by it.
        long untilUs = Math.Min(endUs, Math.Max(_core.NextDeadlineUs, _passUs + ProtocolTime.UsPerMs));
        if (untilUs <= nowUs) return true;
        _round.RestsUntil(untilUs);
        TimeSpan wait = UntilTransportDeadline(untilUs == long.MaxValue ? Timeout.InfiniteTimeSpan : untilUs == endUs ? Microseconds(untilUs - nowUs) : WholeMilliseconds(untilUs - nowUs));
        long hasWaitedUs = Math.Min(untilUs, nowUs + ProtocolTime.UsPerMs);
        for (int attempt = 0; attempt < WaitAttempts; attempt++)
        {
            if (_seat.Current.Wait(wait)) return !gate.IsToBeClosed;
            long laterUs = _clock.NowUs;
            if (laterUs >= hasWaitedUs) return laterUs < endUs;
        }

        return false;
    }

    private void NoteCall(long nowUs)
    {
        _isNewCall = false;
        _promptCalls = nowUs - _round.StartedUs > PromptUs ? 0 : Math.Min(_promptCalls + 1, PromptCalls);
    }

    private static TimeSpan Microseconds(long us) => us > TimeSpan.MaxValue.Ticks / TicksPerMicrosecond ? TimeSpan.MaxValue : TimeSpan.FromTicks(us * TicksPerMicrosecond);

    // Timers of the protocol count in milliseconds; whoever comes back earlier has nothing to do yet.
    private static TimeSpan WholeMilliseconds(long us) => TimeSpan.FromMilliseconds((us + ProtocolTime.UsPerMs - 1) / ProtocolTime.UsPerMs);

    /// <summary>The wait, cut down to what the transport can do without a call.</summary>
    private TimeSpan UntilTransportDeadline(TimeSpan wait)
    {
        TimeSpan until = _seat.Current.TimeUntilDeadline;
        if (until == Timeout.InfiniteTimeSpan) return wait;

        // What was due has been done by the round before this wait, or cannot be done now.
        if (until < LeastWait) until = LeastWait;
        return wait == Timeout.InfiniteTimeSpan || until < wait ? until : wait;
    }
}
