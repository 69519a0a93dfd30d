using System;
using System.IO;
using System.Threading;

namespace ManagedENet.Worker;

/// <summary>A worker's talk with the process that started it: it says "ready", and answers each line "run" with a line of results.</summary>
internal sealed class WorkerTalk
{
    private readonly TextReader _input;
    private readonly TextWriter _output;
    private int _pendingRuns;
    private volatile bool _isEnded;

    public WorkerTalk(TextReader input, TextWriter output)
    {
        _input = input;
        _output = output;
    }

    /// <summary>True when nobody asks any more.</summary>
    public bool IsEnded => _isEnded && Volatile.Read(ref _pendingRuns) == 0;

    public void SayReady(int port = 0) => Say(port == 0 ? "ready" : FormattableString.Invariant($"ready port={port}"));

    public void Say(Sample sample) => Say(sample.ToLine());

    /// <summary>Waits for the next run; false when there is none.</summary>
    public bool WaitForRun() => _input.ReadLine() is not null;

    /// <summary>From now on runs are asked for with <see cref="TakeRun"/>, for workloads that must keep connections alive meanwhile.</summary>
    public void ListenInBackground()
    {
        var thread = new Thread(Listen) { IsBackground = true, Name = "commands" };
        thread.Start();
    }

    /// <summary>True when a run was asked for.</summary>
    public bool TakeRun()
    {
        if (Volatile.Read(ref _pendingRuns) == 0) return false;
        Interlocked.Decrement(ref _pendingRuns);
        return true;
    }

    private void Listen()
    {
        while (WaitForRun()) Interlocked.Increment(ref _pendingRuns);
        _isEnded = true;
    }

    private void Say(string line)
    {
        _output.WriteLine(line);
        _output.Flush();
    }
}
