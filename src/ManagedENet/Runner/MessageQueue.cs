using System.Collections.Generic;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace ManagedENet.Internal;

/// <summary>
/// Messages that wait to be received, of all channels in the order of arrival. One thread adds, any number take. A stream that takes its channel over takes what waits of it out of the middle; what stood before it stands in
/// front then, so that nobody sees another order.
/// </summary>
internal sealed class MessageQueue
{
    private readonly Channel<ENetMessage> _messages;
    private readonly object _taking = new();
    private Queue<ENetMessage>? _front;

    public MessageQueue(bool isAsynchronous) => _messages = Channel.CreateUnbounded<ENetMessage>(new UnboundedChannelOptions { SingleWriter = true, AllowSynchronousContinuations = !isAsynchronous });

    /// <summary>A message has come.</summary>
    public void Add(in ENetMessage message) => _messages.Writer.TryWrite(message);

    /// <summary>None will come any more.</summary>
    public void Complete() => _messages.Writer.TryComplete();

    /// <summary>Waits until one may be there; false when none will come any more. Look before it, and once more when the answer is false.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _messages.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>Takes the next one. What belongs to a stream that is about to take it over is given to that.</summary>
    public bool TryTake(ConnectionStreams? streams, out ENetMessage message)
    {
        lock (_taking)
        {
            while (TryNext(out message))
            {
                if (streams?.Of(message.Channel) is not { } stream) return true;
                stream.AddEarly(message);
            }

            return false;
        }
    }

    /// <summary>Takes out what waits of the channel of a stream, for the thread that adds.</summary>
    // Requirement: STR-003
    public List<ENetMessage> TakeAll(StreamChannel stream)
    {
        Queue<ENetMessage> others = new();
        List<ENetMessage> early;
        lock (_taking)
        {
            early = stream.TakeEarly();
            while (TryNext(out ENetMessage message))
            {
                if (message.Channel == stream.Id) early.Add(message);
                else others.Enqueue(message);
            }

            _front = others.Count > 0 ? others : null;
        }

        // Whoever began to wait in between looks again.
        if (others.Count > 0) _messages.Writer.TryWrite(default);
        return early;
    }

    private bool TryNext(out ENetMessage message)
    {
        if (_front is not null)
        {
            if (_front.TryDequeue(out message)) return true;
            _front = null;
        }

        while (_messages.Reader.TryRead(out message))
        {
            // One that is none only says that something stands in front.
            if (!message.IsNone) return true;
        }

        return false;
    }
}
