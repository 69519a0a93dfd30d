using System;
using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace ManagedENet.Internal;

/// <summary>What is written to a stream, as a pipe and as a stream: one write at a time. A long write is taken in parts, each when there is room.</summary>
internal sealed class StreamOutput : PipeWriter
{
    private const int Idle = 0;
    private const int Writing = 1;
    private const int Closed = 2;
    private const int ClosedWhileWriting = 3;
    private const int PartBytes = 64 * 1024;

    private readonly StreamChannel _channel;
    private readonly PipeWriter _pipe;
    private int _state;

    public StreamOutput(StreamChannel channel, PipeWriter pipe)
    {
        _channel = channel;
        _pipe = pipe;
    }

    /// <summary>Nothing can be written any more.</summary>
    public bool IsClosed => Volatile.Read(ref _state) >= Closed;

    /// <inheritdoc/>
    public override bool CanGetUnflushedBytes => true;

    /// <inheritdoc/>
    public override long UnflushedBytes => _pipe.UnflushedBytes;

    /// <inheritdoc/>
    public override void Advance(int bytes) => _pipe.Advance(bytes);

    /// <inheritdoc/>
    public override Memory<byte> GetMemory(int sizeHint = 0) => _pipe.GetMemory(sizeHint);

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0) => _pipe.GetSpan(sizeHint);

    /// <inheritdoc/>
    public override void CancelPendingFlush()
    {
        _pipe.CancelPendingFlush();
        _channel.Pulse();
    }

    /// <inheritdoc/>
#if NET
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        Begin();
        try
        {
            return Show(await Flush(cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            Leave();
        }
    }

    /// <inheritdoc/>
#if NET
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public override async ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        Begin();
        try
        {
            while (true)
            {
                ReadOnlyMemory<byte> part = source.Length > PartBytes ? source.Slice(0, PartBytes) : source;
                _pipe.Write(part.Span);
                source = source.Slice(part.Length);
                FlushResult result = Show(await Flush(cancellationToken).ConfigureAwait(false));
                if (source.IsEmpty) return result;
                if (!result.IsCanceled) continue;
                // As a pipe does: all of it is taken, and whoever ended the waiting knows that there is much of it.
                _pipe.Write(source.Span);
                return result;
            }
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Writes no more. With an exception the stream is aborted, so that the other end does not take what it has for the whole.</summary>
    public override void Complete(Exception? exception = null)
    {
        if (exception is not null) _channel.Abort(ENetStreamAbortCode.WriterFailed);
        Close(isDisposing: exception is not null);
    }

    /// <summary>Writes no more.</summary>
    /// <param name="isDisposing">A write that is under way is ended, and the stream aborted; false refuses.</param>
    public void Close(bool isDisposing)
    {
        while (true)
        {
            int state = Volatile.Read(ref _state);
            if (state >= Closed) return;
            if (state == Writing && !isDisposing) throw new InvalidOperationException("The stream is being written to: wait until that is done before you complete the writes, or abort the stream.");
            if (Interlocked.CompareExchange(ref _state, state == Writing ? ClosedWhileWriting : Closed, state) != state) continue;
            if (state == Writing)
            {
                _channel.Abort(ENetStreamAbortCode.WriterFailed);
                CancelPendingFlush();
                return;
            }

            _pipe.Complete();
            _channel.Signal();
            return;
        }
    }

    /// <summary>Writes all of it, as a stream does.</summary>
#if NET
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
#endif
    public async ValueTask WriteAllAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken)
    {
        Begin();
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            while (!source.IsEmpty)
            {
                int length = Math.Min(source.Length, PartBytes);
                _pipe.Write(source.Span.Slice(0, length));
                source = source.Slice(length);
                Show(await Flush(cancellationToken).ConfigureAwait(false));
            }
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Writes all of it, and waits for room on the calling thread.</summary>
    public void WriteAll(ReadOnlySpan<byte> source)
    {
        _channel.RefuseToBlock();
        Begin();
        try
        {
            while (!source.IsEmpty)
            {
                int length = Math.Min(source.Length, PartBytes);
                _pipe.Write(source.Slice(0, length));
                source = source.Slice(length);
                Show(_channel.Block(Flush(default)));
            }
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Sends what was put into it, and waits for room on the calling thread.</summary>
    public void Flush()
    {
        _channel.RefuseToBlock();
        Begin();
        try
        {
            Show(_channel.Block(Flush(default)));
        }
        finally
        {
            Leave();
        }
    }

    private void Begin()
    {
        int state = Interlocked.CompareExchange(ref _state, Writing, Idle);
        if (state == Writing) throw new InvalidOperationException("The stream is being written to: wait until that is done. Only one can write at a time.");
        Exception? over = _channel.WriteEnding?.ToException();
        if (over is null && state == Idle && !_channel.Connection.IsUp) over = _channel.Connection.WhyNoStream(_channel.Id);
        if (state != Idle) throw over ?? new ObjectDisposedException(nameof(ENetChannelStream), "The writes were completed, or the stream was disposed: nothing can be written any more.");
        if (over is null) return;
        Leave();
        throw over;
    }

    private void Leave()
    {
        if (Interlocked.CompareExchange(ref _state, Idle, Writing) == Writing) return;
        if (Interlocked.CompareExchange(ref _state, Closed, ClosedWhileWriting) != ClosedWhileWriting) return;
        _pipe.Complete();
        _channel.Signal();
    }

    private ValueTask<FlushResult> Flush(CancellationToken cancellationToken)
    {
        ValueTask<FlushResult> task = _pipe.FlushAsync(cancellationToken);
        _channel.Signal();
        return task;
    }

    private FlushResult Show(in FlushResult result)
    {
        if (Volatile.Read(ref _state) == ClosedWhileWriting) throw new ObjectDisposedException(nameof(ENetChannelStream), "The stream was disposed while it was written to, and is aborted: the other end has not got all of it.");
        if (_channel.WriteEnding is { } ending) throw ending.ToException();
        return result;
    }
}
