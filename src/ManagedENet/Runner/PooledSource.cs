using System;
using System.Threading;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;
using Microsoft.Extensions.ObjectPool;

namespace ManagedENet.Internal;

/// <summary>
/// A task that is completed once, by whoever comes first: the network thread, or a cancellation. It goes back to its pool when it has been awaited, so that each use of it has a ticket: whoever still holds it from
/// an earlier use completes nothing.
/// </summary>
internal sealed class PooledSource<T> : IValueTaskSource<T>, IValueTaskSource, ICompletionTarget
{
    private const int Kept = 1_024;

    private static readonly DefaultObjectPool<PooledSource<T>> Pool = new(new DefaultPooledObjectPolicy<PooledSource<T>>(), Kept);

    private ManualResetValueTaskSourceCore<T> _core;
    private CancellationTokenRegistration _cancellation;
    private CancellationToken _token;
    private CompletionQueue? _queue;
    private T _result = default!;
    private Exception? _exception;

    // Even while it may be completed, odd when somebody does; the next use has the next even number.
    private int _state;

    /// <summary>What this use of it is known by.</summary>
    public int Ticket => Volatile.Read(ref _state) & ~1;

    /// <summary>The task of it.</summary>
    public ValueTask<T> Task => new(this, _core.Version);

    /// <summary>The task of it, without a result.</summary>
    public ValueTask TaskWithoutResult => new(this, _core.Version);

    /// <summary>One that is not completed.</summary>
    public static PooledSource<T> Take(CompletionQueue queue)
    {
        PooledSource<T> source = Pool.Get();
        source._queue = queue;
        source._core.RunContinuationsAsynchronously = queue.IsAsynchronous;
        return source;
    }

    /// <summary>Lets a token cancel it from now on; it stands already where it will be completed.</summary>
    public void CancelWith(CancellationToken token)
    {
        if (!token.CanBeCanceled) return;
        _token = token;
        NetworkThread.Gap();
        _cancellation = token.Register(static source => ((PooledSource<T>)source!).Cancel(), this);
    }

    /// <summary>True while nobody completes this use of it.</summary>
    public bool IsOpen(int ticket) => Volatile.Read(ref _state) == ticket;

    /// <summary>The caller completes it, and nobody else does: it must call <see cref="SetResult"/> or <see cref="SetException"/>. False when somebody was faster.</summary>
    public bool TryClaim(int ticket) => Interlocked.CompareExchange(ref _state, ticket + 1, ticket) == ticket;

    /// <summary>Completes it.</summary>
    public void SetResult(T result)
    {
        NetworkThread.Gap();
        _result = result;
        _queue!.Add(this);
    }

    /// <summary>Completes it on the thread on which it is to go on.</summary>
    public void PublishResult(T result)
    {
        NetworkThread.Gap();
        _result = result;
        Publish(default);
    }

    /// <summary>Completes it with an exception.</summary>
    public void SetException(Exception exception)
    {
        NetworkThread.Gap();
        _exception = exception;
        _queue!.Add(this);
    }

    /// <summary>Completes it, if nobody was faster.</summary>
    public void TrySetResult(int ticket, T result)
    {
        if (TryClaim(ticket)) SetResult(result);
    }

    /// <summary>Completes it with an exception, if nobody was faster.</summary>
    public void TrySetException(int ticket, Exception exception)
    {
        if (TryClaim(ticket)) SetException(exception);
    }

    /// <inheritdoc/>
    public void Publish(in ENetMessage message)
    {
        if (_exception is { } exception) _core.SetException(exception);
        else _core.SetResult(_result);
    }

    /// <inheritdoc/>
    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    /// <inheritdoc/>
    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => _core.OnCompleted(continuation, state, token, flags);

    /// <inheritdoc/>
    public T GetResult(short token)
    {
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            Return();
        }
    }

    void IValueTaskSource.GetResult(short token) => GetResult(token);

    // The registration is gone before the next use begins.
    private void Cancel() => TrySetException(Ticket, new OperationCanceledException(_token));

    private void Return()
    {
        // Waits for a cancellation that is under way: nothing touches it any more.
        _cancellation.Dispose();
        (_cancellation, _token, _queue, _result, _exception) = (default, default, null, default!, null);
        _core.Reset();
        NetworkThread.Gap();
        Volatile.Write(ref _state, unchecked(_state + 1));
        Pool.Return(this);
    }
}
