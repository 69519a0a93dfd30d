using System;
using System.Collections.Generic;

namespace ManagedENet.Internal;

/// <summary>
/// Those who wait for the same thing, in the order in which they came. Who gives up is found when it would be its turn, or when the line has become twice as long as it was without such ones: whoever asks and gives up
/// again and again takes no memory for it.
/// </summary>
internal sealed class WaitingLine<T>
    where T : struct, IWaiting
{
    private const int LeastLooked = 16;

    private readonly Queue<T> _line = new();
    private int _lookAt = LeastLooked;

    /// <summary>How many stand in it, those who have given up since it was looked at included.</summary>
    public int Count => _line.Count;

    /// <summary>Puts one at the end.</summary>
    public void Add(in T waiting)
    {
        if (_line.Count >= _lookAt) DropClosed();
        _line.Enqueue(waiting);
    }

    /// <summary>The first one, which stays.</summary>
    public bool TryPeek(out T first) => _line.TryPeek(out first);

    /// <summary>Takes the first one out.</summary>
    public bool TryTake(out T first) => _line.TryDequeue(out first);

    private void DropClosed()
    {
        for (int left = _line.Count; left > 0; left--)
        {
            T waiting = _line.Dequeue();
            if (waiting.IsOpen) _line.Enqueue(waiting);
        }

        _lookAt = Math.Max(LeastLooked, 2 * _line.Count);
    }
}
