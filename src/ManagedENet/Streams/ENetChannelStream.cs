using System;
using System.IO;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Internal;

namespace ManagedENet;

/// <summary>
/// A stream over a reliable channel of a connection (<see cref="ENetConnection.OpenStream"/>), as a <see cref="Stream"/> and as a pipe: the same bytes, whichever is used. Any thread may use it, one that reads and one that
/// writes at a time, and any number may abort or dispose it. Each direction ends by itself.
/// </summary>
/// <remarks>
/// <para>What goes wrong is an <see cref="IOException"/>: an <see cref="ENetStreamAbortedException"/> when an end has aborted, or one with an <see cref="ENetDisconnectedException"/> inside when the connection has ended
/// first. What was received before the connection ended is read before that is told; an abort is told at once. After a cancelled write nobody knows how much of it was taken: what had room is sent.</para>
/// <para><see cref="Read(Span{byte})"/> and <see cref="Write(ReadOnlySpan{byte})"/> block the calling thread where there is nothing to read, or no room, with pumped completions too; the network thread is refused that.</para>
/// <code>
///   Write, Output  --&gt;  [ written, 256 KiB ]  --&gt;  network thread  --&gt;  [ not acknowledged, 1 MiB ]  --&gt;  other host
///   Read, Input    &lt;--  [ received, 256 KiB to 1 MiB of credit ]   &lt;--  network thread               &lt;--  other host
/// </code>
/// </remarks>
public sealed class ENetChannelStream : Stream, IDuplexPipe
{
    private readonly StreamChannel _stream;

    internal ENetChannelStream(StreamChannel stream) => _stream = stream;

    /// <summary>The connection it belongs to.</summary>
    public ENetConnection Connection => _stream.Connection;

    /// <summary>The channel it has for itself, 0 to 254.</summary>
    public byte Channel => _stream.Id;

    /// <summary>
    /// What comes, as a pipe. Credit is given back as it is consumed: whoever looks at all of it and consumes none gets more up to <see cref="ENetStreamOptions.MaximumCredit"/>, and an
    /// <see cref="InvalidOperationException"/> then. Completing it tells the other end that nothing more is wanted.
    /// </summary>
    public PipeReader Input => _stream.Input;

    /// <summary>What leaves, as a pipe. A flush waits while there is no room. Completing it is <see cref="CompleteWrites"/>, and with an exception an abort with <see cref="ENetStreamAbortCode.WriterFailed"/>.</summary>
    public PipeWriter Output => _stream.Output;

    /// <summary>
    /// Completed when the other end has completed its writes (what came before may still be read), or when nothing more comes for another reason, which is its exception: an abort, the end of the connection, or that this
    /// end reads no more. On a raw stream it is completed when either side has left the connection.
    /// </summary>
    public Task ReadsClosed => _stream.Reads.Task;

    /// <summary>Completed when the writes are completed and the other <em>host</em> has everything, or when nothing more leaves for another reason, which is its exception.</summary>
    public Task WritesClosed => _stream.Writes.Task;

    /// <summary>False once it is disposed, or <see cref="Input"/> is completed.</summary>
    public override bool CanRead => !_stream.Input.IsClosed;

    /// <summary>False once the writes are completed, or it is disposed.</summary>
    public override bool CanWrite => !_stream.Output.IsClosed;

    /// <summary>Bytes come once: false.</summary>
    public override bool CanSeek => false;

    /// <summary>Nobody knows how long it will be.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override long Length => throw NoSeeking();

    /// <summary>There is no going back.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override long Position
    {
        get => throw NoSeeking();
        set => throw NoSeeking();
    }

    /// <summary>Reads what has come, and waits for some on the calling thread where there is none.</summary>
    /// <param name="buffer">Where to; one without room waits until there is something to read.</param>
    /// <returns>Bytes read; 0 at the end.</returns>
    /// <exception cref="IOException">The stream was aborted, or the connection has ended before the stream.</exception>
    /// <exception cref="InvalidOperationException">Somebody reads already, or the call would block the network thread.</exception>
    /// <exception cref="ObjectDisposedException">It is disposed, or <see cref="Input"/> is completed.</exception>
    public override int Read(Span<byte> buffer) => _stream.Input.Read(buffer);

    /// <inheritdoc cref="Read(Span{byte})"/>
    /// <param name="buffer">Where to.</param>
    /// <param name="offset">From where on in it.</param>
    /// <param name="count">Bytes at most.</param>
    /// <exception cref="ArgumentException">There are not so many bytes in <paramref name="buffer"/>.</exception>
    public override int Read(byte[] buffer, int offset, int count) => _stream.Input.Read(Part(buffer, offset, count).Span);

    /// <summary>Reads a byte, and waits for it on the calling thread.</summary>
    /// <returns>The byte; -1 at the end.</returns>
    /// <exception cref="IOException">The stream was aborted, or the connection has ended before the stream.</exception>
    /// <exception cref="InvalidOperationException">Somebody reads already, or the call would block the network thread.</exception>
    /// <exception cref="ObjectDisposedException">It is disposed, or <see cref="Input"/> is completed.</exception>
    public override int ReadByte()
    {
        Span<byte> one = stackalloc byte[1];
        return _stream.Input.Read(one) == 0 ? -1 : one[0];
    }

    /// <summary>Reads what has come, and waits for some where there is none.</summary>
    /// <param name="buffer">Where to; leave it alone until the task is completed. One without room waits until there is something to read.</param>
    /// <param name="cancellationToken">Ends the waiting; nothing is lost.</param>
    /// <returns>Bytes read; 0 at the end.</returns>
    /// <exception cref="IOException">The stream was aborted, or the connection has ended before the stream.</exception>
    /// <exception cref="InvalidOperationException">Somebody reads already.</exception>
    /// <exception cref="ObjectDisposedException">It is disposed, or <see cref="Input"/> is completed.</exception>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _stream.Input.ReadAsync(buffer, cancellationToken);

    /// <inheritdoc cref="ReadAsync(Memory{byte}, CancellationToken)"/>
    /// <param name="buffer">Where to.</param>
    /// <param name="offset">From where on in it.</param>
    /// <param name="count">Bytes at most.</param>
    /// <param name="cancellationToken">Ends the waiting; nothing is lost.</param>
    /// <exception cref="ArgumentException">There are not so many bytes in <paramref name="buffer"/>.</exception>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => _stream.Input.ReadAsync(Part(buffer, offset, count), cancellationToken).AsTask();

    /// <summary>Reads to the end into another stream, straight from where the bytes were received to.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="bufferSize">Of no use here; above zero.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="IOException">The stream was aborted, or the connection has ended before the stream.</exception>
    /// <exception cref="ObjectDisposedException">It is disposed, or <see cref="Input"/> is completed.</exception>
    public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        if (destination is null) throw new ArgumentNullException(nameof(destination));
        if (bufferSize <= 0) throw new ArgumentOutOfRangeException(nameof(bufferSize), bufferSize, "A buffer has some bytes; leave the size out.");
        return _stream.Input.CopyToAsync(destination, cancellationToken);
    }

    /// <summary>Writes, and waits for room on the calling thread. What is written leaves without a flush.</summary>
    /// <param name="buffer">What; not needed after the call.</param>
    /// <exception cref="IOException">The stream was aborted, the other end reads no more, or the connection has ended.</exception>
    /// <exception cref="InvalidOperationException">Somebody writes already, or the call would block the network thread.</exception>
    /// <exception cref="ObjectDisposedException">It is disposed, or the writes are completed.</exception>
    public override void Write(ReadOnlySpan<byte> buffer) => _stream.Output.WriteAll(buffer);

    /// <inheritdoc cref="Write(ReadOnlySpan{byte})"/>
    /// <param name="buffer">What.</param>
    /// <param name="offset">From where on in it.</param>
    /// <param name="count">Bytes.</param>
    /// <exception cref="ArgumentException">There are not so many bytes in <paramref name="buffer"/>.</exception>
    public override void Write(byte[] buffer, int offset, int count) => _stream.Output.WriteAll(Part(buffer, offset, count).Span);

    /// <summary>Writes a byte, and waits for room on the calling thread.</summary>
    /// <param name="value">The byte.</param>
    /// <exception cref="IOException">The stream was aborted, the other end reads no more, or the connection has ended.</exception>
    /// <exception cref="InvalidOperationException">Somebody writes already, or the call would block the network thread.</exception>
    /// <exception cref="ObjectDisposedException">It is disposed, or the writes are completed.</exception>
    public override void WriteByte(byte value)
    {
        Span<byte> one = stackalloc byte[1];
        one[0] = value;
        _stream.Output.WriteAll(one);
    }

    /// <summary>Writes, and waits for room. What is written leaves without a flush.</summary>
    /// <param name="buffer">What; leave it alone until the task is completed.</param>
    /// <param name="cancellationToken">Ends the waiting; what had room is sent all the same.</param>
    /// <exception cref="IOException">The stream was aborted, the other end reads no more, or the connection has ended.</exception>
    /// <exception cref="InvalidOperationException">Somebody writes already.</exception>
    /// <exception cref="ObjectDisposedException">It is disposed, or the writes are completed.</exception>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => _stream.Output.WriteAllAsync(buffer, cancellationToken);

    /// <inheritdoc cref="WriteAsync(ReadOnlyMemory{byte}, CancellationToken)"/>
    /// <param name="buffer">What.</param>
    /// <param name="offset">From where on in it.</param>
    /// <param name="count">Bytes.</param>
    /// <param name="cancellationToken">Ends the waiting; what had room is sent all the same.</param>
    /// <exception cref="ArgumentException">There are not so many bytes in <paramref name="buffer"/>.</exception>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => _stream.Output.WriteAllAsync(Part(buffer, offset, count), cancellationToken).AsTask();

    /// <summary>Sends what was put into <see cref="Output"/>; whatever else was written leaves by itself.</summary>
    /// <exception cref="IOException">The stream was aborted, the other end reads no more, or the connection has ended.</exception>
    /// <exception cref="InvalidOperationException">Somebody writes already, or the call would block the network thread.</exception>
    public override void Flush()
    {
        if (!_stream.Output.IsClosed && _stream.Output.UnflushedBytes > 0) _stream.Output.Flush();
    }

    /// <summary>Sends what was put into <see cref="Output"/>, and waits for room; whatever else was written leaves by itself.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public override Task FlushAsync(CancellationToken cancellationToken) =>
        _stream.Output.IsClosed || _stream.Output.UnflushedBytes == 0 ? Task.CompletedTask : _stream.Output.FlushAsync(cancellationToken).AsTask();

    /// <summary>
    /// Ends what is written: the other end reads to its end, and may still write. Does not wait; <see cref="WritesClosed"/> does. On a raw stream the other end learns nothing of it.
    /// </summary>
    /// <exception cref="InvalidOperationException">Somebody writes: wait for that first.</exception>
    public void CompleteWrites() => _stream.Output.Close(isDisposing: false);

    /// <summary>Ends what is written, as <see cref="CompleteWrites"/>, and waits until the other <em>host</em> has everything. Whether its application has read it, nobody knows.</summary>
    /// <param name="cancellationToken">Ends the waiting, nothing else.</param>
    /// <exception cref="IOException">The stream was aborted, the other end reads no more, or the connection has ended before.</exception>
    /// <exception cref="InvalidOperationException">Somebody writes: wait for that first.</exception>
    public ValueTask CompleteWritesAsync(CancellationToken cancellationToken = default)
    {
        CompleteWrites();
        return _stream.Writes.WaitAsync(cancellationToken);
    }

    /// <summary>
    /// Ends both directions at once: what has not left is dropped, and reads and writes of both ends throw an <see cref="ENetStreamAbortedException"/> with the code, at the other end as soon as it hears of it. What waits
    /// to be read there is dropped too. The connection goes on. Does nothing when both directions are over. On a raw stream the other end learns nothing of it.
    /// </summary>
    /// <param name="code">Why, a number of yours, 0 to 0xFFFFFEFF; those above are this library's (<see cref="ENetStreamAbortCode"/>).</param>
    public void Abort(uint code = ENetStreamAbortCode.NotWanted)
    {
        _stream.Abort(code);
        _stream.Input.CancelPendingRead();
        _stream.Output.CancelPendingFlush();
    }

    /// <summary>Always: there is nothing to seek.</summary>
    /// <param name="offset">Of no use.</param>
    /// <param name="origin">Of no use.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override long Seek(long offset, SeekOrigin origin) => throw NoSeeking();

    /// <summary>Always: it is as long as the other end makes it.</summary>
    /// <param name="value">Of no use.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override void SetLength(long value) => throw NoSeeking();

    /// <summary>
    /// Ends it in order: completes the writes, tells the other end that nothing more is read if there is more to come, and waits until the other <em>host</em> has everything that was written, or nothing can be sent any
    /// more. It waits as long as the other end does not read what was written: <see cref="Abort"/> before it waits for nothing, and <see cref="Stream.Dispose()"/> lets the rest leave while the connection lives. A write
    /// that is under way is ended, and the stream aborted, because the other end must not take what it has for the whole. A second call only waits.
    /// </summary>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync().ConfigureAwait(false);
        try
        {
            await _stream.Writes.Task.ConfigureAwait(false);
        }
        catch (IOException)
        {
            // Whoever wants to know asks WritesClosed, or completes the writes before.
        }
    }

    /// <summary>Its channel and its connection, for a log.</summary>
    public override string ToString() => $"{nameof(ENetChannelStream)} on channel {Channel} of {Connection}";

    /// <summary>The window in which the other end sends, for tests.</summary>
    internal int WindowBytes => _stream.WindowBytes;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stream.Input.Close();
            _stream.Output.Close(isDisposing: true);
        }

        base.Dispose(disposing);
    }

    private static Memory<byte> Part(byte[] buffer, int offset, int count)
    {
        if (buffer is null) throw new ArgumentNullException(nameof(buffer));
        if (offset < 0 || count < 0 || count > buffer.Length - offset) throw new ArgumentOutOfRangeException(nameof(count), $"{count} bytes from {offset} on do not lie in an array of {buffer.Length}.");
        return buffer.AsMemory(offset, count);
    }

    private static NotSupportedException NoSeeking() => new("A stream over a network goes forward only, and nobody knows how long it will be.");
}
