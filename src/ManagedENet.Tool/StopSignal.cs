using System;
using System.Runtime.InteropServices;

namespace ManagedENet.Tool;

/// <summary>Ctrl-C and the polite kill, as a flag that a loop looks at: the loop then ends as it ends anyway, with its goodbyes.</summary>
internal sealed class StopSignal : IDisposable
{
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private volatile bool _isRaised;

    public StopSignal()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
    }

    public bool IsRaised => _isRaised;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        // The second one ends the process at once, for the case that the loop hangs.
        context.Cancel = !_isRaised;
        _isRaised = true;
    }
}
