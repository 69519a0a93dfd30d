using System;
using System.IO.Pipelines;

namespace ManagedENet.Internal;

/// <summary>Lets whoever waits for a stream go on where the runner completes its tasks.</summary>
internal sealed class StreamScheduler : PipeScheduler
{
    private readonly CompletionQueue _queue;

    public StreamScheduler(CompletionQueue queue) => _queue = queue;

    /// <inheritdoc/>
    public override void Schedule(Action<object?> action, object? state)
    {
        StreamContinuation continuation = StreamContinuation.Take(action, state);
        if (_queue.IsAsynchronous) continuation.Queue();
        else _queue.Add(continuation);
    }
}
