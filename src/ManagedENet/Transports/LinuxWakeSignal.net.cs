using System;
using System.Runtime.InteropServices;
using System.Threading;
using Microsoft.Win32.SafeHandles;

namespace ManagedENet.Transports;

/// <summary>Something to wait for beside a socket: an eventfd. The handle counts who uses it, so that a late <see cref="Raise"/> never writes into what has its number now.</summary>
internal sealed unsafe class LinuxWakeSignal : IDisposable
{
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;

    private readonly SafeFileHandle _handle;
    private int _isPending;

    private LinuxWakeSignal(int descriptor)
    {
        _handle = new SafeFileHandle(descriptor, ownsHandle: true);
        Descriptor = descriptor;
    }

    /// <summary>Readable from <see cref="Raise"/> until <see cref="Clear"/>. For the thread that waits, which does not wait after the end.</summary>
    public int Descriptor { get; }

    /// <summary>Opens one; null where the kernel or a sandbox refuses.</summary>
    public static LinuxWakeSignal? TryOpen()
    {
        int descriptor = LinuxLibrary.CreateEvent(0, CloseOnExec | NonBlocking);
        return descriptor < 0 ? null : new LinuxWakeSignal(descriptor);
    }

    /// <summary>From any thread, also after the end.</summary>
    public void Raise()
    {
        // One write wakes as well as many.
        if (Interlocked.Exchange(ref _isPending, 1) != 0) return;
        ulong one = 1;
        try
        {
            LinuxLibrary.Write(_handle, &one, sizeof(ulong));
        }
        catch (ObjectDisposedException)
        {
            // Nobody waits any more.
        }
    }

    /// <summary>Takes the signal back, once the wait has ended. By the thread that waits.</summary>
    public void Clear()
    {
        ulong count;
        LinuxLibrary.Read(_handle, &count, sizeof(ulong));

        // Only now, when the event has been reset: the other way round one that came in between would be reset with it, and nobody would write another.
        Interlocked.Exchange(ref _isPending, 0);
    }

    public void Dispose() => _handle.Dispose();
}
