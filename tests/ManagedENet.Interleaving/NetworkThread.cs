using System.Threading;
using ManagedENet.Interleaving;

namespace ManagedENet.Internal;

/// <summary>In place of the library's: the scheduler of the test has the threads, and decides in each gap which of them goes on.</summary>
internal sealed class NetworkThread(ThreadStart run, string name)
{
    private VirtualThread? _thread;

    public bool IsCurrent => _thread is not null && Scheduler.Current.Running == _thread;

    public static void Gap() => Scheduler.Gap();

    public void Start() => _thread = Scheduler.Current.Spawn(run, name);

    public void Join()
    {
        if (_thread is { IsOver: false } thread) Scheduler.Current.WaitFor(() => thread.IsOver, Timeout.InfiniteTimeSpan, "waits for the end of the network thread");
    }
}
