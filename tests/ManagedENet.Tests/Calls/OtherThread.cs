using System;
using System.Threading;

namespace ManagedENet.Tests.Calls;

/// <summary>A thread that does what others ask of it, one thing at a time: to begin one for each of a hundred thousand calls takes longer than the calls.</summary>
internal sealed class OtherThread
{
    private readonly SemaphoreSlim _asked = new(0);
    private readonly SemaphoreSlim _done = new(0);
    private readonly object _turn = new();
    private Action? _action;

    public OtherThread() => new Thread(Work) { IsBackground = true, Name = "another thread" }.Start();

    /// <summary>Does it on that thread, and comes back when it is done. It must not throw.</summary>
    public void Run(Action action)
    {
        lock (_turn)
        {
            _action = action;
            _asked.Release();
            _done.Wait();
        }
    }

    private void Work()
    {
        while (true)
        {
            _asked.Wait();
            _action!();
            _action = null;
            _done.Release();
        }
    }
}
