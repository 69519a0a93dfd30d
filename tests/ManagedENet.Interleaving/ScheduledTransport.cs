using System;
using System.Net;
using ManagedENet.Transports;

namespace ManagedENet.Interleaving;

/// <summary>A network in memory on which a host waits as a thread of the schedule.</summary>
internal sealed class ScheduledTransport : IDatagramTransport
{
    private readonly LoopbackTransport _inner;
    private readonly Scheduler _scheduler;
    private readonly int _lossPercent;
    private bool _isWoken;

    public ScheduledTransport(LoopbackTransport inner, Scheduler scheduler, int lossPercent)
    {
        _inner = inner;
        _scheduler = scheduler;
        _lossPercent = lossPercent;
    }

    public string Name => _inner.Name;

    public IPEndPoint LocalEndPoint => _inner.LocalEndPoint;

    public TransportStatistics Statistics => _inner.Statistics;

    public int OverheadBytes => _inner.OverheadBytes;

    public TimeSpan TimeUntilDeadline => _inner.TimeUntilDeadline;

    public bool IsDrained => _inner.IsDrained;

    public bool CanReach(in ENetAddress remote) => _inner.CanReach(remote);

    public bool TryGetSendSlot(out Span<byte> slot) => _inner.TryGetSendSlot(out slot);

    public void CommitSend(in DatagramPath path, int length, in DatagramSendOptions options)
    {
        // One that is lost is one that never leaves.
        if (_lossPercent == 0 || _scheduler.Next(100) >= _lossPercent) _inner.CommitSend(path, length, options);
    }

    public int Flush() => _inner.Flush();

    public bool TryTakeRefusal(out DatagramRefusal refusal) => _inner.TryTakeRefusal(out refusal);

    public int Receive()
    {
        Scheduler.Gap();
        return _inner.Receive();
    }

    public Span<byte> GetReceived(int index, out DatagramPath path) => _inner.GetReceived(index, out path);

    public bool Wait(TimeSpan timeout)
    {
        Scheduler.Gap();
        if (!IsReady()) _scheduler.WaitFor(IsReady, timeout, "waits for the network");
        bool isReady = IsReady();
        _isWoken = false;
        return isReady;
    }

    public void Wake()
    {
        Scheduler.Gap();
        _isWoken = true;
    }

    public void Dispose() => _inner.Dispose();

    private bool IsReady() => _isWoken || !_inner.IsDrained;
}
