using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using ManagedENet.Internal;

namespace ManagedENet;

/// <content>From the network thread to whoever receives.</content>
public sealed partial class ENetConnection
{
    private const int EmptyEnough = 2;

    private readonly Channel<ENetMessage> _incoming;
    private Share[] _shares = Array.Empty<Share>();
    private int _isToBeResumed;

    /// <summary>Takes the next message that waits, of whatever channel, in the order of arrival.</summary>
    /// <param name="message">The message, yours to dispose.</param>
    /// <returns>False when none waits.</returns>
    public bool TryReceive(out ENetMessage message)
    {
        if (!_incoming.Reader.TryRead(out message)) return false;
        NoteTaken(message);
        return true;
    }

    /// <summary>Waits for the next message, of whatever channel, in the order of arrival. Several may wait at a time; each message goes to one of them.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The message, yours to dispose.</returns>
    /// <exception cref="ENetDisconnectedException">The connection is over, and all that was received before has been taken.</exception>
    public ValueTask<ENetMessage> ReceiveAsync(CancellationToken cancellationToken = default) =>
        !cancellationToken.IsCancellationRequested && TryReceive(out ENetMessage message) ? new ValueTask<ENetMessage>(message) : WaitForMessage(cancellationToken);

    /// <summary>All messages, until the connection is left by either side; each is yours to dispose.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ENetDisconnectedException">The connection has ended otherwise: by a time-out, for example.</exception>
    public async IAsyncEnumerable<ENetMessage> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await _incoming.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            while (TryReceive(out ENetMessage message)) yield return message;
        }

        if (Ending is { Reason: not (ENetDisconnectReason.Remote or ENetDisconnectReason.Local) } ending) throw new ENetDisconnectedException(ending);
    }

#if NET
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    private async ValueTask<ENetMessage> WaitForMessage(CancellationToken cancellationToken)
    {
        while (await _incoming.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (TryReceive(out ENetMessage message)) return message;
        }

        throw Gone;
    }

    private void NoteTaken(in ENetMessage message)
    {
        Share share = _shares[message.Channel];
        share.Count(-1, -message.Length);
        if (!share.IsPaused || !share.IsBelow(_runner.Options.ReceiveQueueLength / EmptyEnough, _runner.Options.ReceiveQueueBytes / EmptyEnough)) return;
        if (Interlocked.Exchange(ref _isToBeResumed, 1) == 0) _runner.Signal(this);
    }

    /// <summary>What waits of one channel. The network thread adds, whoever receives takes.</summary>
    private sealed class Share
    {
        private int _messages;
        private long _bytes;
        private int _isPaused;

        /// <summary>The peer is not read on this channel.</summary>
        public bool IsPaused
        {
            get => Volatile.Read(ref _isPaused) != 0;
            set => Interlocked.Exchange(ref _isPaused, value ? 1 : 0);
        }

        public void Count(int messages, int bytes)
        {
            Interlocked.Add(ref _bytes, bytes);
            Interlocked.Add(ref _messages, messages);
        }

        public bool IsBelow(int messages, long bytes) => Volatile.Read(ref _messages) <= messages && Interlocked.Read(ref _bytes) <= bytes;
    }
}
