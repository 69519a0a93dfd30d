using System;
using System.Threading;

namespace ManagedENet.Worker.LiteNet;

/// <summary>Counts what one thread tells another, which waits for it.</summary>
internal sealed class LiteSignal
{
    private readonly object _monitor = new();
    private long _count;

    public void Release()
    {
        lock (_monitor)
        {
            _count++;
            Monitor.Pulse(_monitor);
        }
    }

    /// <summary>Takes one; false when none came in time.</summary>
    public bool Wait(TimeSpan patience)
    {
        lock (_monitor)
        {
            while (_count == 0)
            {
                if (!Monitor.Wait(_monitor, patience)) return false;
            }

            _count--;
            return true;
        }
    }
}
