using System;

namespace ManagedENet.Internal;

/// <summary>A task that somebody awaits, as whoever will complete it keeps it.</summary>
internal readonly struct Pending<T> : IWaiting
{
    private readonly PooledSource<T>? _source;
    private readonly int _ticket;

    public Pending(PooledSource<T> source)
    {
        _source = source;
        _ticket = source.Ticket;
    }

    /// <summary>There is somebody, and nobody has completed it yet.</summary>
    public bool IsOpen => _source is not null && _source.IsOpen(_ticket);

    /// <summary>The caller completes it by <see cref="SetResult"/>; false when somebody was faster.</summary>
    public bool TryClaim() => _source is not null && _source.TryClaim(_ticket);

    /// <summary>Completes what was claimed.</summary>
    public void SetResult(T result) => _source!.SetResult(result);

    /// <summary>Completes what was claimed where it is to go on already; nothing where there is nobody.</summary>
    public void PublishResult(T result) => _source?.PublishResult(result);

    /// <summary>Completes it, if nobody was faster.</summary>
    public void TrySetResult(T result) => _source?.TrySetResult(_ticket, result);

    /// <summary>Completes it with an exception, if nobody was faster.</summary>
    public void TrySetException(Exception exception) => _source?.TrySetException(_ticket, exception);
}
