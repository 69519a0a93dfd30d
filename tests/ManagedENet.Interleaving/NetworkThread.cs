using System.Threading;
using ManagedENet.Interleaving;

namespace ManagedENet.Internal;

/// <summary>In place of the library's: the scheduler of the test has the threads, and decides in each gap which of them goes on.</summary>
internal static class NetworkThread
{
    public static void Start(ThreadStart run, string name) => Scheduler.Current.Spawn(run, name);

    public static void Gap() => Scheduler.Gap();
}
