using System;
using System.Collections.Concurrent;

namespace ManagedENet.Internal;

/// <summary>Brings what is completed to where it shall go on: at once, or where the application pumps.</summary>
internal sealed class CompletionQueue
{
    private readonly ConcurrentQueue<Entry>? _waiting;

    /// <summary>A queue for this way.</summary>
    public CompletionQueue(ENetCompletions way)
    {
        IsAsynchronous = way == ENetCompletions.ThreadPool;
        if (way == ENetCompletions.Pumped) _waiting = new ConcurrentQueue<Entry>();
    }

    /// <summary>Whoever awaits goes on on the thread pool.</summary>
    public bool IsAsynchronous { get; }

    /// <summary>Whoever awaits it goes on where the application pumps.</summary>
    public bool IsPumped => _waiting is not null;

    /// <summary>Something waits to be pumped.</summary>
    public bool HasWaiting => _waiting is { IsEmpty: false };

    /// <summary>Something is completed: tells its target, now or when it is pumped.</summary>
    public void Add(ICompletionTarget target, in ENetMessage message = default)
    {
        if (_waiting is null) target.Publish(message);
        else _waiting.Enqueue(new Entry(target, message));
    }

    /// <summary>Tells those who wait, so many at most; answers how many there were.</summary>
    public int Pump(int maximum)
    {
        if (_waiting is null) throw new InvalidOperationException($"This runner completes its tasks by itself. Start it with {nameof(ENetRunnerOptions)}.{nameof(ENetRunnerOptions.Completions)} set to {nameof(ENetCompletions.Pumped)} to pump it.");
        int told = 0;
        for (; told < maximum && _waiting.TryDequeue(out Entry next); told++) next.Target.Publish(next.Message);
        return told;
    }

    private readonly struct Entry
    {
        public readonly ICompletionTarget Target;
        public readonly ENetMessage Message;

        public Entry(ICompletionTarget target, in ENetMessage message)
        {
            Target = target;
            Message = message;
        }
    }
}
