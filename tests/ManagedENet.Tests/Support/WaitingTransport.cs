using System;
using System.Collections.Generic;
using System.Threading;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Support;

/// <summary>In front of another transport: a wait for which nothing comes lasts as long as it is asked for, in virtual time.</summary>
internal sealed class WaitingTransport : ForwardingTransport
{
    private readonly ManualClock _clock;

    public WaitingTransport(IDatagramTransport inner, ManualClock clock)
        : base(inner) => _clock = clock;

    /// <summary>When each datagram was sent.</summary>
    public List<long> SentAtMs { get; } = new();

    public override void CommitSend(in DatagramPath path, int length, in DatagramSendOptions options)
    {
        SentAtMs.Add(_clock.NowMs);
        Inner.CommitSend(path, length, options);
    }

    public override bool Wait(TimeSpan timeout)
    {
        if (Inner.Wait(TimeSpan.Zero)) return true;
        if (timeout == Timeout.InfiniteTimeSpan) throw new InvalidOperationException("Nothing would ever end this wait.");
        _clock.NowMs += (long)timeout.TotalMilliseconds;
        return false;
    }
}
