using System;
using System.Collections.Concurrent;
using System.Threading;

namespace ManagedENet.Interleaving;

/// <summary>A thread of the machine that goes on when it is told to, and is used again.</summary>
internal sealed class Worker
{
    private static readonly ConcurrentBag<Worker> Idle = new();

    private readonly SemaphoreSlim _go = new(0);
    private Action? _job;

    private Worker() => new Thread(Loop) { IsBackground = true, Name = "worker of the scheduler" }.Start();

    /// <summary>One that does a job when it is told to go on for the first time.</summary>
    public static Worker Take(Action job)
    {
        if (!Idle.TryTake(out Worker? worker)) worker = new Worker();
        worker._job = job;
        return worker;
    }

    /// <summary>It may go on.</summary>
    public void Go() => _go.Release();

    /// <summary>On its own thread: waits until it may.</summary>
    public void Wait() => _go.Wait();

    private void Loop()
    {
        while (true)
        {
            _go.Wait();
            Action job = _job!;
            _job = null;
            job();
            Idle.Add(this);
        }
    }
}
