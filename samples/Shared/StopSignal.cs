using System;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace Samples;

/// <summary>Ctrl+C and SIGTERM as a token: whoever watches it says goodbye to its peers, and ends as it would end anyway.</summary>
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _raised = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;

    public StopSignal()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
    }

    public CancellationToken Token => _stopping.Token;

    /// <summary>Completed when the program shall end.</summary>
    public Task Raised => _raised.Task;

    public bool IsRaised => _stopping.IsCancellationRequested;

    // The source is left alone: a signal may still be on its way here.
    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        // Without this the process would end at once, and its peers wait for a time-out.
        context.Cancel = true;
        _stopping.Cancel();
        _raised.TrySetResult();
    }
}
