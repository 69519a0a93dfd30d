using System;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Internal;

namespace ManagedENet;

/// <content>From any thread to the network thread.</content>
public sealed partial class ENetConnection
{
    // What a peer has to send, and what it has under way, with all that it takes beside its bytes, is so many of its windows at most: enough for a long line, and not what a budget of memory would let it be.
    private const int WindowsUnderWay = 8;

    private readonly OutgoingQueue _outgoing;
    private uint _directTurn;
    private int _directBytes;

    /// <summary>Sends a message from any thread, without waiting. What one thread sends on a channel arrives in that order, as far as its flags promise.</summary>
    /// <param name="channel">The channel, 0 to <see cref="ChannelCount"/> - 1.</param>
    /// <param name="payload">Its bytes, 0 or more; the span is not needed after the call.</param>
    /// <param name="flags">How it is to travel.</param>
    /// <returns>
    /// <see cref="ENetSendResult.Queued"/>; or, with nothing done: <see cref="ENetSendResult.QueueFull"/> when <see cref="ENetRunnerOptions.SendQueueBytes"/> are used up,
    /// <see cref="ENetSendResult.NotConnected"/>, <see cref="ENetSendResult.InvalidChannel"/>, <see cref="ENetSendResult.TooLarge"/>.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">There are no such <paramref name="flags"/>.</exception>
    /// <exception cref="InvalidOperationException">The channel carries a stream.</exception>
    public ENetSendResult TrySend(byte channel, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
    {
        ENetSendResult result = Check(channel, payload.Length, flags);
        if (result != ENetSendResult.Queued) return result;
        if (TrySendDirectly(channel, payload, flags)) return ENetSendResult.Queued;
        NetworkThread.Gap();
        result = _outgoing.TryAdd(channel, payload, flags, default, askedAt: 0);
        if (result == ENetSendResult.Queued) _runner.Signal(this);
        return result;
    }

    /// <inheritdoc cref="TrySend(byte, ReadOnlySpan{byte}, ENetPacketFlags)"/>
    /// <exception cref="ArgumentNullException"><paramref name="payload"/> is null.</exception>
    public ENetSendResult TrySend(byte channel, byte[] payload, ENetPacketFlags flags) => TrySend(channel, SendArguments.NotNull(payload).AsSpan(), flags);

    /// <summary>Sends a message from any thread, and waits for room where there is none.</summary>
    /// <param name="channel">The channel, 0 to <see cref="ChannelCount"/> - 1.</param>
    /// <param name="payload">Its bytes, 0 or more; leave them alone until the task is completed.</param>
    /// <param name="flags">How it is to travel.</param>
    /// <param name="cancellationToken">Ends the waiting for room; a message that had room is sent all the same.</param>
    /// <exception cref="ENetDisconnectedException">The connection is over.</exception>
    /// <exception cref="ArgumentException">There is no such channel, or the message is longer than <see cref="ENetHostOptions.MaximumPacketBytes"/>.</exception>
    /// <exception cref="InvalidOperationException">The channel carries a stream.</exception>
    public ValueTask SendAsync(byte channel, ReadOnlyMemory<byte> payload, ENetPacketFlags flags, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested) return new ValueTask(Task.FromCanceled(cancellationToken));
        ENetSendResult result = TrySend(channel, payload.Span, flags);
        if (result == ENetSendResult.Queued) return default;
        if (result != ENetSendResult.QueueFull) return new ValueTask(Task.FromException(ExceptionOf(result, channel, payload.Length)));
        PooledSource<bool> source = PooledSource<bool>.Take(_runner.Completions);
        ValueTask task = source.TaskWithoutResult;
        NetworkThread.Gap();
        Wait(new WaitingSend(channel, payload, flags, new Pending<bool>(source), default, AskedAt: 0));
        source.CancelWith(cancellationToken);
        return task;
    }

    /// <inheritdoc cref="SendAsync(byte, ReadOnlyMemory{byte}, ENetPacketFlags, CancellationToken)"/>
    /// <exception cref="ArgumentNullException"><paramref name="payload"/> is null.</exception>
    public ValueTask SendAsync(byte channel, byte[] payload, ENetPacketFlags flags, CancellationToken cancellationToken = default) =>
        SendAsync(channel, SendArguments.NotNull(payload).AsMemory(), flags, cancellationToken);

    /// <summary>Sends a reliable message from any thread, and waits until the remote <em>host</em> has all of it. Whether its application has looked at it, nobody knows.</summary>
    /// <param name="channel">The channel, 0 to <see cref="ChannelCount"/> - 1.</param>
    /// <param name="payload">Its bytes, 0 or more; leave them alone until the task is completed.</param>
    /// <param name="cancellationToken">Ends the waiting; a message that had room is sent all the same.</param>
    /// <exception cref="ENetDisconnectedException">The connection is over, and nobody knows whether the message has arrived.</exception>
    /// <exception cref="ArgumentException">There is no such channel, or the message is longer than <see cref="ENetHostOptions.MaximumPacketBytes"/>.</exception>
    /// <exception cref="InvalidOperationException">The channel carries a stream.</exception>
    public ValueTask<ENetDelivery> SendAndConfirmAsync(byte channel, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested) return new ValueTask<ENetDelivery>(Task.FromCanceled<ENetDelivery>(cancellationToken));
        ENetSendResult result = Check(channel, payload.Length, ENetPacketFlags.Reliable);
        if (result != ENetSendResult.Queued) return new ValueTask<ENetDelivery>(Task.FromException<ENetDelivery>(ExceptionOf(result, channel, payload.Length)));
        PooledSource<ENetDelivery> source = PooledSource<ENetDelivery>.Take(_runner.Completions);
        ValueTask<ENetDelivery> task = source.Task;
        var confirmation = new Pending<ENetDelivery>(source);
        long askedAt = _runner.Time.GetTimestamp();
        result = _outgoing.TryAdd(channel, payload.Span, ENetPacketFlags.Reliable, confirmation, askedAt);
        if (result == ENetSendResult.QueueFull) return ConfirmWithRoom(channel, payload, source, confirmation, askedAt, cancellationToken);
        NetworkThread.Gap();
        if (result == ENetSendResult.Queued) _runner.Signal(this);
        else confirmation.TrySetException(Gone);
        source.CancelWith(cancellationToken);
        return task;
    }

    /// <inheritdoc cref="SendAndConfirmAsync(byte, ReadOnlyMemory{byte}, CancellationToken)"/>
    /// <exception cref="ArgumentNullException"><paramref name="payload"/> is null.</exception>
    public ValueTask<ENetDelivery> SendAndConfirmAsync(byte channel, byte[] payload, CancellationToken cancellationToken = default) =>
        SendAndConfirmAsync(channel, SendArguments.NotNull(payload).AsMemory(), cancellationToken);

    private async ValueTask<ENetDelivery> ConfirmWithRoom(byte channel, ReadOnlyMemory<byte> payload, PooledSource<ENetDelivery> source, Pending<ENetDelivery> confirmation, long askedAt, CancellationToken cancellationToken)
    {
        ValueTask<ENetDelivery> task = source.Task;
        PooledSource<bool> room = PooledSource<bool>.Take(_runner.Completions);
        ValueTask hasRoom = room.TaskWithoutResult;
        NetworkThread.Gap();
        Wait(new WaitingSend(channel, payload, ENetPacketFlags.Reliable, new Pending<bool>(room), confirmation, askedAt));
        room.CancelWith(cancellationToken);
        await hasRoom.ConfigureAwait(false);
        source.CancelWith(cancellationToken);
        return await task.ConfigureAwait(false);
    }

    // Only where nothing stands in the queue that it would overtake.
    private bool TrySendDirectly(byte channel, ReadOnlySpan<byte> payload, ENetPacketFlags flags) =>
        _runner.MaySendDirectly(ref _directTurn, ref _directBytes, payload.Length + OutgoingQueue.MessageBytes)
        && _outgoing.IsEmpty && _peer is { } peer && peer.OutgoingBytes <= _runner.Options.SendQueueBytes && peer.Send(channel, payload, flags) == ENetSendResult.Queued;

    private ENetSendResult Check(byte channel, int length, ENetPacketFlags flags)
    {
        SendArguments.VerifyFlags(flags);
        if (!IsUp) return ENetSendResult.NotConnected;
        if (channel >= ChannelCount) return ENetSendResult.InvalidChannel;
        if (Volatile.Read(ref _streams)?.Of(channel) is not null) throw new InvalidOperationException($"Channel {channel} carries a stream: write to that, or send the message on another channel.");
        return length > _runner.LongestMessage ? ENetSendResult.TooLarge : ENetSendResult.Queued;
    }

    private Exception ExceptionOf(ENetSendResult result, byte channel, int length) => result switch
    {
        ENetSendResult.InvalidChannel => new ArgumentException($"The connection has {ChannelCount} channels, and {channel} is not among them: ask for more when you connect, and let the other side allow them.", nameof(channel)),
        ENetSendResult.TooLarge => new ArgumentException($"A message of {length} bytes is longer than the host allows: raise MaximumPacketBytes at both ends, or send it in parts.", nameof(length)),
        _ => Gone,
    };

    private void Wait(in WaitingSend waiting)
    {
        bool isWaiting = _outgoing.TryWait(waiting);
        NetworkThread.Gap();
        // Room may have come meanwhile: the network thread looks.
        if (isWaiting) _runner.Signal(this);
        else waiting.Taken.TrySetException(Gone);
    }
}
