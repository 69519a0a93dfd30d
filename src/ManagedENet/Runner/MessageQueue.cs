using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace ManagedENet.Internal;

/// <summary>
/// Messages that wait to be received, of all channels in the order of arrival. One thread adds, any number take. What a datagram brings is collected first and shown as a whole, so that who waits goes on once for it.
/// A stream that takes its channel over takes what waits of it out of the middle; what stood before it stands in front then, so that nobody sees another order.
/// </summary>
internal sealed class MessageQueue
{
    // What bursts have made large is given up when no burst was a quarter as long for so many times.
    private const int KeptPlaces = 64;
    private const int ShrinksAfter = 64;
    private const int ShrinksBelow = 4;

    private readonly CompletionQueue _completions;
    private readonly Gate _gate = new();
    private readonly WaitingLine<Pending<bool>> _waiting = new();
    private Queue<ENetMessage> _messages = new();
    private int _longest;
    private int _longestOfLate;
    private int _emptied;
    private bool _isComplete;

    // The network thread's.
    private readonly List<ENetMessage> _collected = new();

    public MessageQueue(CompletionQueue completions) => _completions = completions;

    /// <summary>A message has come, and nobody sees it before the next <see cref="Show"/>. True for the first one since then.</summary>
    public bool Collect(in ENetMessage message)
    {
        _collected.Add(message);
        return _collected.Count == 1;
    }

    /// <summary>Shows what was collected.</summary>
    public void Show()
    {
        int count = _collected.Count;
        lock (_gate)
        {
            foreach (ENetMessage message in _collected) _messages.Enqueue(message);
            NoteLength();
        }

        _collected.Clear();
        if (_collected.Capacity > KeptPlaces) _collected.Capacity = 0;
        NetworkThread.Gap();
        // As many go on as there is something for. Whoever does may take all of it, and may wait again.
        for (; count > 0 && TryTakeWaiting(out Pending<bool> waiting); count--) waiting.PublishResult(true);
    }

    /// <summary>A message has come.</summary>
    public void Add(in ENetMessage message)
    {
        Pending<bool> waiting = default;
        lock (_gate)
        {
            _messages.Enqueue(message);
            NoteLength();
            if (_waiting.Count == 0) return;
            waiting = TakeWaiting();
        }

        waiting.PublishResult(true);
    }

    /// <summary>None will come any more.</summary>
    public void Complete()
    {
        lock (_gate) _isComplete = true;
        while (true)
        {
            Pending<bool> waiting;
            lock (_gate)
            {
                if (_waiting.Count == 0) return;
                waiting = TakeWaiting();
            }

            waiting.PublishResult(false);
        }
    }

    /// <summary>Waits until one may be there; false when none will come any more. Look before it, and once more when the answer is false.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return new ValueTask<bool>(Task.FromCanceled<bool>(cancellationToken));
        PooledSource<bool> source;
        ValueTask<bool> task;
        lock (_gate)
        {
            if (_messages.Count > 0) return new ValueTask<bool>(true);
            if (_isComplete) return default;
            source = PooledSource<bool>.Take(_completions);
            task = source.Task;
            _waiting.Add(new Pending<bool>(source));
        }

        NetworkThread.Gap();
        source.CancelWith(cancellationToken);
        return task;
    }

    /// <summary>Takes the next one. What belongs to a stream that is about to take it over is given to that.</summary>
    public bool TryTake(ConnectionStreams? streams, out ENetMessage message)
    {
        lock (_gate)
        {
            while (_messages.TryDequeue(out message))
            {
                if (streams?.Of(message.Channel) is not { } stream) return true;
                stream.AddEarly(message);
            }

            if (++_emptied == ShrinksAfter) Shrink();
            return false;
        }
    }

    /// <summary>Takes out what waits of the channel of a stream, for the thread that adds.</summary>
    // Requirement: STR-003
    public List<ENetMessage> TakeAll(StreamChannel stream)
    {
        lock (_gate)
        {
            List<ENetMessage> early = stream.TakeEarly();
            for (int left = _messages.Count; left > 0; left--)
            {
                ENetMessage message = _messages.Dequeue();
                if (message.Channel == stream.Id) early.Add(message);
                else _messages.Enqueue(message);
            }

            return early;
        }
    }

    private void Shrink()
    {
        if (_longest > KeptPlaces && _longestOfLate < _longest / ShrinksBelow) (_messages, _longest) = (new Queue<ENetMessage>(), 0);
        _longest = Math.Max(_longest, _longestOfLate);
        (_emptied, _longestOfLate) = (0, 0);
    }

    private bool TryTakeWaiting(out Pending<bool> waiting)
    {
        lock (_gate)
        {
            bool isWanted = _messages.Count > 0 && _waiting.Count > 0;
            waiting = isWanted ? TakeWaiting() : default;
            return isWanted;
        }
    }

    private void NoteLength() => _longestOfLate = Math.Max(_longestOfLate, _messages.Count);

    // Somebody of those who wait, whom nobody completes meanwhile; the default value when all of them have given up.
    private Pending<bool> TakeWaiting()
    {
        while (_waiting.TryTake(out Pending<bool> waiting))
        {
            if (waiting.TryClaim()) return waiting;
        }

        return default;
    }
}
