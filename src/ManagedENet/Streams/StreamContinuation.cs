using System;
using Microsoft.Extensions.ObjectPool;

namespace ManagedENet.Internal;

/// <summary>Code that goes on, on its way to where it does. Pooled.</summary>
internal sealed partial class StreamContinuation : ICompletionTarget
{
    private const int Kept = 1_024;

    private static readonly DefaultObjectPool<StreamContinuation> Pool = new(new DefaultPooledObjectPolicy<StreamContinuation>(), Kept);

    private Action<object?>? _action;
    private object? _state;

    public static StreamContinuation Take(Action<object?> action, object? state)
    {
        StreamContinuation continuation = Pool.Get();
        (continuation._action, continuation._state) = (action, state);
        return continuation;
    }

    /// <inheritdoc/>
    public void Publish(in ENetMessage message) => Run();

    private void Run()
    {
        (Action<object?> action, object? state) = (_action!, _state);
        (_action, _state) = (null, null);
        Pool.Return(this);
        action(state);
    }
}
