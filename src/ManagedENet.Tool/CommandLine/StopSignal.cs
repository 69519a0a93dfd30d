using System;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading;

namespace ManagedENet.Tool.CommandLine;

/// <summary>Ctrl-C and the polite kill, as a flag that a loop looks at: the loop then ends as it ends anyway, with its goodbyes.</summary>
internal sealed class StopSignal : IDisposable
{
    // One press can arrive twice: at the process and at its group.
    private static readonly TimeSpan Echo = TimeSpan.FromSeconds(1);

    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private long _raisedAt;

    public StopSignal()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
    }

    public bool IsRaised => Volatile.Read(ref _raisedAt) != 0;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        // A second one ends the process at once, for the case that the loop hangs.
        long now = Stopwatch.GetTimestamp();
        long first = Interlocked.CompareExchange(ref _raisedAt, now, 0);
        context.Cancel = first == 0 || Stopwatch.GetElapsedTime(first, now) < Echo;
    }
}
