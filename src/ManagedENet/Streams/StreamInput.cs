using System;
using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace ManagedENet.Internal;

/// <summary>What a stream gives to read, as a pipe and as a stream: one read at a time. Memory that somebody looks at goes back when he is done, also when the stream is disposed meanwhile.</summary>
internal sealed class StreamInput : PipeReader
{
    private const int Idle = 0;
    private const int Reading = 1;
    private const int Held = 2;
    private const int Closed = 3;
    private const int ClosedWhileReading = 4;
    private const int ClosedWhileHeld = 5;
    private const long Nothing = -1;

    private readonly StreamChannel _channel;
    private readonly PipeReader _pipe;
    private readonly int _most;
    private ReadOnlySequence<byte> _buffer;
    private long _examined = Nothing;
    private bool _isTentative;
    private int _state;

    public StreamInput(StreamChannel channel, PipeReader pipe, int most)
    {
        _channel = channel;
        _pipe = pipe;
        _most = most;
    }

    /// <summary>Nothing can be read any more.</summary>
    public bool IsClosed => Volatile.Read(ref _state) >= Closed;

    /// <inheritdoc/>
    public override bool TryRead(out ReadResult result)
    {
        Begin();
        try
        {
            if (_pipe.TryRead(out result))
            {
                result = Hold(result);
                return true;
            }
        }
        catch
        {
            Leave();
            throw;
        }

        Leave();
        return false;
    }

    /// <inheritdoc/>
#if NET
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        Begin();
        try
        {
            return Hold(await _pipe.ReadAsync(cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            Leave();
            throw;
        }
    }

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (Interlocked.CompareExchange(ref _state, Reading, Held) != Held)
        {
            if (Interlocked.CompareExchange(ref _state, Closed, ClosedWhileHeld) == ClosedWhileHeld) _pipe.Complete();
            if (IsClosed) throw Gone();
            throw new InvalidOperationException("Nothing of the stream is being read: call ReadAsync first.");
        }

        long bytes = 0;
        bool isWanted = false;
        try
        {
            bytes = _buffer.Slice(0, consumed).Length;
            bool hasSeenAll = _buffer.Slice(examined).IsEmpty;
            long left = _buffer.Length - bytes;
            _pipe.AdvanceTo(consumed, examined);
            _examined = hasSeenAll ? left : Nothing;
            isWanted = hasSeenAll && left > 0;
        }
        finally
        {
            _buffer = default;
            Leave();
        }

        _channel.NoteConsumed(bytes, isWanted);
    }

    /// <inheritdoc/>
    public override void CancelPendingRead()
    {
        _pipe.CancelPendingRead();
        _channel.Pulse();
    }

    /// <summary>Reads no more; the other end is told, if it has not come to its end. Called by whoever reads: what it holds goes back at once.</summary>
    public override void Complete(Exception? exception = null) => Close(isReader: true);

    /// <summary>The stream is disposed, by whichever thread: what somebody else looks at meanwhile stays until it is done, or is the collector's.</summary>
    public void Close() => Close(isReader: false);

    private void Close(bool isReader)
    {
        while (true)
        {
            int state = Volatile.Read(ref _state);
            if (state is Closed or ClosedWhileReading || (state == ClosedWhileHeld && !isReader)) return;
            int next = state switch
            {
                Reading => ClosedWhileReading,
                Held when !isReader => ClosedWhileHeld,
                _ => Closed,
            };
            if (Interlocked.CompareExchange(ref _state, next, state) != state) continue;
            // Not before the state says it: a read that this ends would take it for the end of the stream.
            _channel.StopReading();
            if (next == ClosedWhileReading) CancelPendingRead();
            else if (next == Closed) _pipe.Complete();
            return;
        }
    }

    /// <summary>Reads into memory of the caller; 0 at the end.</summary>
#if NET
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        Begin();
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            while (true)
            {
                if (!_pipe.TryRead(out ReadResult result)) result = await _pipe.ReadAsync(cancellationToken).ConfigureAwait(false);
                if (TryCopy(result, destination.Span, out int length)) return length;
            }
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Reads into memory of the caller, and waits for it on the calling thread; 0 at the end.</summary>
    public int Read(Span<byte> destination)
    {
        _channel.RefuseToBlock();
        Begin();
        try
        {
            while (true)
            {
                if (!_pipe.TryRead(out ReadResult result)) result = _channel.Block(_pipe.ReadAsync());
                if (TryCopy(result, destination, out int length)) return length;
            }
        }
        finally
        {
            Leave();
        }
    }

    private static ObjectDisposedException Gone() => new(nameof(ENetChannelStream), "Reading was completed, or the stream was disposed: nothing can be read any more.");

    private void Begin()
    {
        int state = Interlocked.CompareExchange(ref _state, Reading, Idle);
        if (state == Held && _isTentative) state = Interlocked.CompareExchange(ref _state, Reading, Held) == Held ? Idle : Reading;
        if (state >= Closed) throw Gone();
        if (state != Idle) throw new InvalidOperationException("The stream is being read: wait until that is done, with AdvanceTo where it is read as a pipe. Only one can read at a time.");
        _isTentative = false;
        if (_examined < _most || _channel.IsReadEnded) return;
        Leave();
        throw new InvalidOperationException($"All of {_examined} bytes was looked at and none consumed, and more must not come: consume some, or raise {nameof(ENetStreamOptions.MaximumCredit)}.");
    }

    private void Leave()
    {
        if (Interlocked.CompareExchange(ref _state, Idle, Reading) == Reading) return;
        if (Interlocked.CompareExchange(ref _state, Closed, ClosedWhileReading) == ClosedWhileReading) _pipe.Complete();
    }

    private ReadResult Hold(in ReadResult result)
    {
        ReadResult shown = Show(result);
        (_buffer, _isTentative) = (shown.Buffer, shown.IsCanceled);
        if (Interlocked.CompareExchange(ref _state, Held, Reading) == Reading) return shown;
        _pipe.AdvanceTo(result.Buffer.Start);
        throw Gone();
    }

    // What was received before the connection ended is read before its end is told; what was received before an abort is not.
    private ReadResult Show(in ReadResult result)
    {
        if (Volatile.Read(ref _state) != ClosedWhileReading)
        {
            if (_channel.ReadEnding is not { } ending) return result;
            bool isOver = ending.IsAbort || (result.IsCompleted && (result.Buffer.IsEmpty || result.Buffer.Length == _examined));
            if (!isOver) return new ReadResult(result.Buffer, result.IsCanceled, isCompleted: false);
            _pipe.AdvanceTo(result.Buffer.Start);
            throw ending.ToException();
        }

        _pipe.AdvanceTo(result.Buffer.Start);
        throw Gone();
    }

    // False when somebody has only ended the waiting.
    private bool TryCopy(in ReadResult result, Span<byte> destination, out int length)
    {
        ReadOnlySequence<byte> received = Show(result).Buffer;
        length = (int)Math.Min(received.Length, destination.Length);
        received.Slice(0, length).CopyTo(destination);
        _pipe.AdvanceTo(received.GetPosition(length));
        _examined = Nothing;
        if (length > 0) _channel.NoteConsumed(length, isWanted: false);
        return length > 0 || !received.IsEmpty || result.IsCompleted;
    }
}
