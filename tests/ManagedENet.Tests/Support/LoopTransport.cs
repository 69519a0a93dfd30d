using System;
using System.Collections.Generic;
using System.Threading;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Support;

/// <summary>
/// In front of another transport, on virtual time: counts what a host calls, can be full, can hand over a batch of any size, and ends a test whose host goes round
/// without letting time pass.
/// </summary>
internal sealed class LoopTransport : ForwardingTransport
{
    private const int MostCallsAtOnce = 5_000;
    private static readonly byte[] Junk = [0];

    private readonly ManualClock _clock;
    private long _lastCallUs;
    private int _callsAtOnce;
    private int _junk;
    private bool _isJunkGiven;

    public LoopTransport(IDatagramTransport inner, ManualClock clock)
        : base(inner) => _clock = clock;

    /// <summary>The network takes nothing.</summary>
    public bool IsFull { get; set; }

    /// <summary>What a wait answers when the network is still full after the millisecond that such a wait takes.</summary>
    public bool IsFullWorthATry { get; init; } = true;

    /// <summary>Datagrams that no host can make sense of, all in the next batch.</summary>
    public int JunkInNextBatch { get; set; }

    public int Flushes { get; set; }

    public int Receives { get; set; }

    public List<double> Waits { get; } = new();

    /// <summary>Is called when a wait begins.</summary>
    public Action? OnWait { get; set; }

    public override bool IsDrained => true;

    public override bool TryGetSendSlot(out Span<byte> slot)
    {
        CountCall();
        slot = default;
        return !IsFull && Inner.TryGetSendSlot(out slot);
    }

    public override int Flush()
    {
        CountCall();
        Flushes++;
        return IsFull ? 0 : Inner.Flush();
    }

    public override int Receive()
    {
        CountCall();
        Receives++;
        _junk = JunkInNextBatch;
        _isJunkGiven = _junk > 0;
        JunkInNextBatch = 0;
        return _isJunkGiven ? _junk : Inner.Receive();
    }

    public override Span<byte> GetReceived(int index, out DatagramPath path)
    {
        if (!_isJunkGiven) return Inner.GetReceived(index, out path);
        path = new DatagramPath(ENetAddress.FromIPv4(0x7F000001, 9));
        return Junk;
    }

    public override bool Wait(TimeSpan timeout)
    {
        OnWait?.Invoke();
        if (Inner.Wait(TimeSpan.Zero)) return true;
        if (timeout == Timeout.InfiniteTimeSpan) throw new InvalidOperationException("Nothing would ever end this wait.");
        bool isRetry = IsFull && IsFullWorthATry;
        double milliseconds = isRetry ? 1 : timeout.TotalMilliseconds;
        Waits.Add(milliseconds);
        _clock.NowUs += (long)(milliseconds * 1000);
        return isRetry;
    }

    private void CountCall()
    {
        if (_clock.NowUs != _lastCallUs) _callsAtOnce = 0;
        _lastCallUs = _clock.NowUs;
        if (++_callsAtOnce > MostCallsAtOnce) throw new InvalidOperationException("The host goes round and round without letting time pass.");
    }
}
