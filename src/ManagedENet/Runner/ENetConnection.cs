using System;
using System.Collections.Generic;
using System.Net;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Internal;

namespace ManagedENet;

/// <summary>
/// A connection of an <see cref="ENetHostRunner"/>: any thread may send, receive, await and leave. Dispose it when you are done with it: what waits in it goes back to its pool then.
/// </summary>
/// <remarks>
/// <code>
///   TrySend, SendAsync   -->  [ outgoing ]  -->  network thread  -->  peer
///   ReceiveAsync         &lt;--  [ incoming ]  &lt;--  network thread  &lt;--  peer      each channel has its share; one that is full is not read for a while
/// </code>
/// </remarks>
public sealed partial class ENetConnection : IAsyncDisposable, ICompletionTarget
{
    private const int EmptyEnough = 2;

    private readonly ENetHostRunner _runner;
    private readonly MessageQueue _incoming;
    private readonly CancellationTokenSource _closed = new();
    private ChannelShare[] _shares = Array.Empty<ChannelShare>();
    private int _isToBeResumed;
    private ConnectionStreams? _streams;
    private Ended? _ended;
    private int _isUp;

    internal ENetConnection(ENetHostRunner runner, IPEndPoint remote)
    {
        _runner = runner;
        RemoteEndPoint = remote;
        _incoming = new MessageQueue(runner.Completions);
        _outgoing = new OutgoingQueue(runner.Options.SendQueueBytes);
    }

    /// <summary>Address and port of the remote.</summary>
    public IPEndPoint RemoteEndPoint { get; private set; }

    /// <summary>The number that the remote passed to its connect; 0 when this side asked.</summary>
    public uint ConnectData { get; private set; }

    /// <summary>Channels that both sides have agreed on, 1 to 255.</summary>
    public int ChannelCount { get; private set; }

    /// <summary>Yours; null in a new connection.</summary>
    public object? Tag { get; set; }

    /// <summary>How it ended; null while it is there.</summary>
    public ENetEnding? Ending => Volatile.Read(ref _ended)?.Ending;

    /// <summary>Cancelled when the connection is over, so that what you do for it can end.</summary>
    public CancellationToken Closed => _closed.Token;

    /// <summary>Takes the next message that waits, of whatever channel, in the order of arrival.</summary>
    /// <param name="message">The message, yours to dispose.</param>
    /// <returns>False when none waits.</returns>
    public bool TryReceive(out ENetMessage message)
    {
        if (!_incoming.TryTake(Volatile.Read(ref _streams), out message)) return false;
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
    public IAsyncEnumerable<ENetMessage> ReadAllAsync(CancellationToken cancellationToken = default) => new MessageSequence(this, cancellationToken);

    /// <summary>
    /// Opens a stream over a channel, which it has for itself until the connection ends: what the other end has sent on it before, and nobody has received, is its beginning, and messages can no longer be sent on it. The
    /// other end opens one on the same channel, at whatever time.
    /// </summary>
    /// <param name="channel">The channel, 0 to <see cref="ChannelCount"/> - 1.</param>
    /// <param name="options">How it works; null takes the defaults.</param>
    /// <returns>The stream. Dispose it when you are done with it; the connection goes on.</returns>
    /// <exception cref="ArgumentException">There is no such channel, or an option is out of its range; the message says which and what to do.</exception>
    /// <exception cref="InvalidOperationException">The channel has, or had, a stream: a channel has one only. Or <see cref="ENetHostOptions.MaximumPacketBytes"/> is below what a frame takes.</exception>
    /// <remarks>It opens on a connection that is over, too: what was received before can be read.</remarks>
    public ENetChannelStream OpenStream(byte channel, ENetStreamOptions? options = null)
    {
        options ??= new ENetStreamOptions();
        options.Validate();
        if (channel >= ChannelCount) throw (ArgumentException)ExceptionOf(ENetSendResult.InvalidChannel, channel, 0);
        if (!options.IsRaw && _runner.LongestMessage < StreamFrame.NumberBytes) throw new InvalidOperationException($"A frame has up to {StreamFrame.NumberBytes} bytes beside its data, and this host allows messages of {_runner.LongestMessage}: raise MaximumPacketBytes.");
        ConnectionStreams streams = Volatile.Read(ref _streams) ?? Interlocked.CompareExchange(ref _streams, new ConnectionStreams(ChannelCount), null) ?? _streams!;
        var stream = new StreamChannel(_runner, this, channel, options);
        if (!streams.TryAdd(stream)) throw new InvalidOperationException($"Channel {channel} has had its stream: a channel has one while the connection lasts. Take another channel, or write to the stream that is there.");
        stream.BeginTrace();
        // Without a network thread nobody else touches what it had.
        if (!_runner.TryDo(static (_, attached) => attached.Connection.Attach(attached), stream))
        {
            _runner.WaitForTheEnd();
            Attach(stream);
        }

        return new ENetChannelStream(stream);
    }

    /// <summary>
    /// Leaves, and waits until that is done: the remote has acknowledged it, or was given up. Received messages that wait can still be read. Does nothing when the connection is over.
    /// </summary>
    /// <param name="data">A number for the remote.</param>
    /// <param name="how">When, and how the remote is told.</param>
    /// <param name="cancellationToken">Ends the waiting, not the leaving.</param>
    public ValueTask DisconnectAsync(uint data = 0, ENetLeave how = ENetLeave.Drain, CancellationToken cancellationToken = default)
    {
        if (how is < ENetLeave.Drain or > ENetLeave.Abruptly) throw new ArgumentOutOfRangeException(nameof(how), how, "There is no such way to leave; take Drain, Immediately or Abruptly.");
        PooledSource<bool> source = PooledSource<bool>.Take(_runner.Completions);
        ValueTask task = source.TaskWithoutResult;
        var left = new Pending<bool>(source);
        // A runner that has stopped has left everybody.
        if (!_runner.TryDo(static (_, wish) => wish.Connection.Leave(wish.How, wish.Data, wish.Left), (Connection: this, How: how, Data: data, Left: left))) left.TrySetResult(true);
        source.CancelWith(cancellationToken);
        return task;
    }

    /// <summary>Leaves immediately (<see cref="ENetLeave.Immediately"/>) unless that was done before, and gives up what was received and not read.</summary>
    public async ValueTask DisposeAsync()
    {
        await DisconnectAsync(0, ENetLeave.Immediately).ConfigureAwait(false);
        while (_incoming.TryTake(streams: null, out ENetMessage message)) message.Dispose();
    }

    /// <summary>Its remote and its state, for a log.</summary>
    public override string ToString() => $"{nameof(ENetConnection)} {RemoteEndPoint} {(Ending is { } ending ? $"ended: {ending}" : "connected")}";

    /// <summary>Messages and bytes can be sent.</summary>
    internal bool IsUp => Volatile.Read(ref _isUp) != 0;

    /// <summary>Waits until a message may be there; false when none will come any more.</summary>
    internal ValueTask<bool> WaitForMoreAsync(CancellationToken cancellationToken) => _incoming.WaitAsync(cancellationToken);

    /// <summary>Throws when the connection has ended otherwise than by being left.</summary>
    internal void VerifyLeft()
    {
        if (Ending is { Reason: not (ENetDisconnectReason.Remote or ENetDisconnectReason.Local) } ending) throw new ENetDisconnectedException(ending);
    }

    void ICompletionTarget.Publish(in ENetMessage message)
    {
        if (!message.IsNone)
        {
            if (!TryGiveToStream(message)) _incoming.Add(message);
            return;
        }

        _incoming.Complete();
        if (_runner.Completions.IsAsynchronous) _ = Task.Run(_closed.Cancel);
        else _closed.Cancel();
    }

    private Exception Gone => new ENetDisconnectedException(Ending ?? new ENetEnding(ENetDisconnectReason.Local, 0));

#if NET
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    private async ValueTask<ENetMessage> WaitForMessage(CancellationToken cancellationToken)
    {
        while (true)
        {
            bool isOpen = await _incoming.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (TryReceive(out ENetMessage message)) return message;
            if (!isOpen) throw Gone;
        }
    }

    private void NoteTaken(in ENetMessage message)
    {
        ChannelShare share = _shares[message.Channel];
        share.Take(message.Length);
        NetworkThread.Gap();
        if (!share.IsPaused || !IsEmptyEnough(share)) return;
        if (Interlocked.Exchange(ref _isToBeResumed, 1) == 0) _runner.Signal(this);
    }

    private sealed record Ended(ENetEnding Ending);
}
