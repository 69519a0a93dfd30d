using System.Threading;

namespace ManagedENet.LongRuns.Network;

/// <summary>What the line has seen of one flow. One thread counts, others read.</summary>
internal sealed class FlowCounter
{
    private long _arrivedBytes;
    private long _accepted;
    private long _dropped;
    private (long ArrivedBytes, long Accepted, long Dropped) _start;
    private (long ArrivedBytes, long Accepted, long Dropped) _end;

    /// <summary>Bytes that arrived so far, with all headers.</summary>
    public long ArrivedBytes => Volatile.Read(ref _arrivedBytes);

    /// <summary>Packets dropped so far.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Bytes that arrived while it was measured.</summary>
    public long MeasuredBytes => _end.ArrivedBytes - _start.ArrivedBytes;

    /// <summary>The part of its packets that was dropped while it was measured.</summary>
    public double Loss
    {
        get
        {
            long dropped = _end.Dropped - _start.Dropped;
            long all = dropped + _end.Accepted - _start.Accepted;
            return all > 0 ? (double)dropped / all : 0;
        }
    }

    public void AddArrived(int bytes) => Volatile.Write(ref _arrivedBytes, _arrivedBytes + bytes);

    public void AddAccepted() => Volatile.Write(ref _accepted, _accepted + 1);

    public void AddDropped() => Volatile.Write(ref _dropped, _dropped + 1);

    public void Restart() => _start = Read();

    public void Stop() => _end = Read();

    private (long ArrivedBytes, long Accepted, long Dropped) Read() => (ArrivedBytes, Volatile.Read(ref _accepted), Dropped);
}
