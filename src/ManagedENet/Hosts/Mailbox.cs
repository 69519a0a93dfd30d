using System;
using System.Collections.Concurrent;
using System.Threading;
using Microsoft.Extensions.ObjectPool;

namespace ManagedENet.Internal;

/// <summary>What other threads want to be done on the host's thread, in their order, and whether a service call is to come back without waiting.</summary>
internal sealed class Mailbox
{
    private const int PooledLetters = 1_024;

    private readonly ConcurrentQueue<Letter> _letters = new();
    private int _isWoken;

    /// <summary>True while something waits to be done.</summary>
    public bool HasLetters => !_letters.IsEmpty;

    /// <summary>Any thread: something is to be done.</summary>
    public void Add<TState>(Action<ENetHost, TState> action, TState state) => _letters.Enqueue(Letter<TState>.Take(action, state));

    /// <summary>Any thread: the call that waits, or the next one, is to come back.</summary>
    public void Wake() => Interlocked.Exchange(ref _isWoken, 1);

    /// <summary>True once for any number of <see cref="Wake"/> before it.</summary>
    public bool TakeWake() => Volatile.Read(ref _isWoken) != 0 && Interlocked.Exchange(ref _isWoken, 0) != 0;

    /// <summary>
    /// Does what waits. What one throws comes out, and the rest waits for the next time. What is added meanwhile waits as well: whoever posts again from inside must not keep the network waiting.
    /// </summary>
    public void Run(ENetHost host)
    {
        for (int left = _letters.Count; left > 0 && _letters.TryDequeue(out Letter? letter); left--) letter.Run(host);
    }

    private abstract class Letter
    {
        public abstract void Run(ENetHost host);
    }

    private sealed class Letter<TState> : Letter
    {
        private static readonly DefaultObjectPool<Letter<TState>> Pool = new(new DefaultPooledObjectPolicy<Letter<TState>>(), PooledLetters);

        private Action<ENetHost, TState>? _action;
        private TState? _state;

        public static Letter<TState> Take(Action<ENetHost, TState> action, TState state)
        {
            Letter<TState> letter = Pool.Get();
            letter._action = action;
            letter._state = state;
            return letter;
        }

        public override void Run(ENetHost host)
        {
            Action<ENetHost, TState> action = _action!;
            TState state = _state!;
            _action = null;
            _state = default;
            Pool.Return(this);
            action(host, state);
        }
    }
}
