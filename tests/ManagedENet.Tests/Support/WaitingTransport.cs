using System;
using System.Collections.Generic;
using System.Net;
using System.Threading;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Support;

/// <summary>In front of another transport: a wait for which nothing comes lasts as long as it is asked for, in virtual time.</summary>
internal sealed class WaitingTransport : IDatagramTransport
{
    private readonly IDatagramTransport _inner;
    private readonly ManualClock _clock;

    public WaitingTransport(IDatagramTransport inner, ManualClock clock)
    {
        _inner = inner;
        _clock = clock;
    }

    /// <summary>When each datagram was sent.</summary>
    public List<long> SentAtMs { get; } = new();

    public string Name => "waiting " + _inner.Name;

    public IPEndPoint LocalEndPoint => _inner.LocalEndPoint;

    public TransportStatistics Statistics => _inner.Statistics;

    public bool TryGetSendSlot(out Span<byte> slot) => _inner.TryGetSendSlot(out slot);

    public void CommitSend(in ENetAddress to, int length)
    {
        SentAtMs.Add(_clock.NowMs);
        _inner.CommitSend(to, length);
    }

    public int Flush() => _inner.Flush();

    public int Receive() => _inner.Receive();

    public Span<byte> GetReceived(int index, out ENetAddress from) => _inner.GetReceived(index, out from);

    public bool Wait(TimeSpan timeout)
    {
        if (_inner.Wait(TimeSpan.Zero)) return true;
        if (timeout == Timeout.InfiniteTimeSpan) throw new InvalidOperationException("Nothing would ever end this wait.");
        _clock.NowMs += (long)timeout.TotalMilliseconds;
        return false;
    }

    public void Dispose() => _inner.Dispose();
}
