using System.Diagnostics;
using System.Threading;

namespace ManagedENet.Internal;

/// <summary>
/// The thread of a runner, and the places where another thread may come in between. Those places are nothing here; a test that compiles these sources with another file in place of this one decides at each of them which
/// thread goes on.
/// </summary>
internal static class NetworkThread
{
    /// <summary>Starts it.</summary>
    public static void Start(ThreadStart run, string name) => new Thread(run) { IsBackground = true, Name = name }.Start();

    /// <summary>Another thread may come in between.</summary>
    [Conditional("INTERLEAVING")]
    public static void Gap()
    {
    }
}
