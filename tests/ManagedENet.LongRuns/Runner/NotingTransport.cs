using System.Diagnostics;
using System.Threading;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.LongRuns.Runner;

/// <summary>In front of another transport, and notes when a datagram has gone to the system.</summary>
internal sealed class NotingTransport(IDatagramTransport inner) : ForwardingTransport(inner)
{
    private readonly SemaphoreSlim _noted = new(0);
    private bool _isArmed;
    private bool _isStaged;
    private long _leftAt;

    /// <summary>The next datagram is noted.</summary>
    public void Arm() => Volatile.Write(ref _isArmed, true);

    /// <summary>Waits for it, and answers the time stamp of its leaving.</summary>
    public long Await()
    {
        _noted.Wait();
        return Volatile.Read(ref _leftAt);
    }

    public override void CommitSend(in DatagramPath path, int length, in DatagramSendOptions options)
    {
        base.CommitSend(path, length, options);
        _isStaged = true;
    }

    public override int Flush()
    {
        int sent = base.Flush();
        if (!_isStaged) return sent;
        _isStaged = false;
        if (!Volatile.Read(ref _isArmed)) return sent;
        Volatile.Write(ref _isArmed, false);
        Volatile.Write(ref _leftAt, Stopwatch.GetTimestamp());
        _noted.Release();
        return sent;
    }
}
