using System.Diagnostics;
using System.Threading;

namespace ManagedENet.Internal;

/// <summary>
/// The thread of a runner, and the places where another thread may come in between. Those places are nothing here; a test that compiles these sources with another file in place of this one decides at each of them which
/// thread goes on.
/// </summary>
internal sealed class NetworkThread
{
    private readonly Thread _thread;

    /// <summary>One that has not begun.</summary>
    public NetworkThread(ThreadStart run, string name) => _thread = new Thread(run) { IsBackground = true, Name = name };

    /// <summary>The calling thread is this one.</summary>
    public bool IsCurrent => Thread.CurrentThread == _thread;

    /// <summary>Begins.</summary>
    public void Start() => _thread.Start();

    /// <summary>Returns when it has ended, or if it has never begun.</summary>
    public void Join()
    {
        if (_thread.IsAlive) _thread.Join();
    }

    /// <summary>Another thread may come in between.</summary>
    [Conditional("INTERLEAVING")]
    public static void Gap()
    {
    }
}
