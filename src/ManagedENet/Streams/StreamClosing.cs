using System;
using System.Threading;
using System.Threading.Tasks;

namespace ManagedENet.Internal;

/// <summary>The end of one direction of a stream, for whoever awaits it. Completed once, where the runner completes its tasks.</summary>
internal sealed class StreamClosing : ICompletionTarget
{
    private readonly CompletionQueue _queue;
    private readonly TaskCompletionSource<bool> _source;
    private Exception? _exception;
    private int _isDecided;

    public StreamClosing(CompletionQueue queue)
    {
        _queue = queue;
        _source = new TaskCompletionSource<bool>(queue.IsAsynchronous ? TaskCreationOptions.RunContinuationsAsynchronously : TaskCreationOptions.None);
    }

    /// <summary>What is told of the end as well; null for nobody.</summary>
    public StreamTrace? Trace { get; set; }

    /// <summary>Completed at the end.</summary>
    public Task Task => _source.Task;

    /// <summary>It is over, with an exception or in order. The first word counts.</summary>
    public void Complete(Exception? exception)
    {
        if (Interlocked.Exchange(ref _isDecided, 1) != 0) return;
        _exception = exception;
        Trace?.EndDirection(exception);
        _queue.Add(this);
    }

    /// <inheritdoc/>
    public void Publish(in ENetMessage message)
    {
        if (_exception is null)
        {
            _source.TrySetResult(true);
            return;
        }

        // Nobody needs to look at it.
        _source.TrySetException(_exception);
        _ = _source.Task.Exception;
    }

    /// <summary>Waits for the end, or for a token.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled && !Task.IsCompleted)
        {
            var cancelled = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            using CancellationTokenRegistration registration = cancellationToken.Register(static source => ((TaskCompletionSource<bool>)source!).TrySetResult(true), cancelled);
            if (await System.Threading.Tasks.Task.WhenAny(Task, cancelled.Task).ConfigureAwait(false) != Task) throw new OperationCanceledException(cancellationToken);
        }

        await Task.ConfigureAwait(false);
    }
}
