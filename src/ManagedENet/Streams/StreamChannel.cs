using System;
using System.Collections.Generic;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;

namespace ManagedENet.Internal;

/// <summary>
/// A stream, seen from the network: what comes on its channel, and what leaves on it. The network thread has it, and with pumped completions whoever pumps as long as something waits that came before the stream: one at a
/// time, under a lock. What the application does is left here for the next turn.
/// </summary>
/// <remarks>
/// <code>
///   Output  --&gt;  [ written ]   --&gt;  StreamSender    --&gt;  peer          credit, and room for what is not acknowledged
///   Input   &lt;--  [ received ]  &lt;--  StreamReceiver  &lt;--  peer          credit is given back as it is consumed
/// </code>
/// </remarks>
internal sealed class StreamChannel : ICompletionTarget
{
    private const int MostWaitingToLeave = 256 * 1024;
    private const long NoCode = -1;

    private readonly Gate _gate = new();
    private readonly object _blocked = new();
    private readonly ENetHostRunner _runner;
    private readonly ENetConnection _connection;
    private readonly ENetStreamOptions _options;
    private readonly StreamReceiver _receiver;
    private readonly StreamSender _sender;
    private readonly Pipe _incoming;
    private readonly Pipe _outgoing;
    private List<ENetMessage>? _early;
    private StreamEnding? _readEnding;
    private StreamEnding? _writeEnding;
    private long _abortWish = NoCode;
    private long _abortToSend = NoCode;
    private int _isAttached;
    private int _blockedThreads;
    private bool _isTakenOver;
    private bool _isSilent;
    private bool _hasEnd;
    private bool _isTurnDue;
    private bool _isWaitingForReceipt;
    private int _queued;

    public StreamChannel(ENetHostRunner runner, ENetConnection connection, byte id, ENetStreamOptions options)
    {
        _runner = runner;
        _connection = connection;
        _options = options;
        Id = id;
        int pause = Math.Min(options.SendBufferBytes / 4, MostWaitingToLeave);
        PipeScheduler scheduler = new StreamScheduler(runner.Completions);
        _incoming = new Pipe(new PipeOptions(runner.StreamMemory, readerScheduler: scheduler, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0, resumeWriterThreshold: 0, minimumSegmentSize: StreamMemory.PieceBytes));
        _outgoing = new Pipe(new PipeOptions(runner.StreamMemory, readerScheduler: PipeScheduler.Inline, writerScheduler: scheduler, pauseWriterThreshold: pause, resumeWriterThreshold: pause / 2, minimumSegmentSize: StreamMemory.PieceBytes));
        _receiver = new StreamReceiver(this, _incoming.Writer, options, runner.Options.ReceiveQueueBytes);
        _sender = new StreamSender(this, _outgoing.Reader, options, runner.LongestMessage);
        Reads = new StreamClosing(runner.Completions);
        Writes = new StreamClosing(runner.Completions);
        Input = new StreamInput(this, _incoming.Reader, options.IsRaw ? int.MaxValue : options.MaximumCredit);
        Output = new StreamOutput(this, _outgoing.Writer);
    }

    /// <summary>Its channel.</summary>
    public byte Id { get; }

    public ENetConnection Connection => _connection;

    public StreamInput Input { get; }

    public StreamOutput Output { get; }

    /// <summary>Completed when nothing more comes.</summary>
    public StreamClosing Reads { get; }

    /// <summary>Completed when the other host has everything, or nothing more leaves.</summary>
    public StreamClosing Writes { get; }

    /// <summary>Why reading is over before its end; null while it is not.</summary>
    public StreamEnding? ReadEnding => Volatile.Read(ref _readEnding);

    /// <summary>Why writing is over before its end; null while it is not.</summary>
    public StreamEnding? WriteEnding => Volatile.Read(ref _writeEnding);

    /// <summary>Nothing more comes.</summary>
    public bool IsReadEnded => _receiver.IsEnded;

    /// <summary>The window in which the other end sends, for tests.</summary>
    public int WindowBytes => _receiver.WindowBytes;

    /// <summary>The connection hands over what comes.</summary>
    public bool IsAttached => Volatile.Read(ref _isAttached) != 0;

    /// <summary>What waited for somebody else before the stream was there is handed over, and what comes is handed over as it comes.</summary>
    public bool IsTakenOver => Volatile.Read(ref _isTakenOver);

    /// <summary>Something was written that has not left.</summary>
    public bool HasRest => _sender.HasRest;

    /// <summary>True for the one that is to attach it.</summary>
    public bool TryAttach() => Interlocked.Exchange(ref _isAttached, 1) == 0;

    /// <summary>Whoever listens hears of it from now on. Before anything else happens to it.</summary>
    public void BeginTrace() => Reads.Trace = Writes.Trace = StreamTrace.Begin(_connection.RemoteEndPoint, Id);

    /// <summary>Any thread: the network thread is to look at it.</summary>
    public void Signal() => _runner.Signal(_connection);

    /// <summary>Any thread: some was consumed, or more is needed.</summary>
    public void NoteConsumed(long bytes, bool isWanted)
    {
        if (_receiver.NoteConsumed(bytes, isWanted)) Signal();
    }

    /// <summary>Any thread: nobody reads any more.</summary>
    public void StopReading()
    {
        if (!_receiver.Stop()) return;
        if (!IsReadEnded) Reads.Complete(new ObjectDisposedException(nameof(ENetChannelStream), "This end has stopped reading before the other one has stopped writing."));
        Signal();
    }

    /// <summary>Any thread: both directions are over.</summary>
    public void Abort(uint code)
    {
        if (IsReadEnded && Writes.Task.IsCompleted) return;
        if (Interlocked.CompareExchange(ref _abortWish, code, NoCode) != NoCode) return;
        var ending = StreamEnding.Aborted(Id, code, isRemote: false);
        // Whoever calls next sees it already.
        Interlocked.CompareExchange(ref _readEnding, ending, null);
        Interlocked.CompareExchange(ref _writeEnding, ending, null);
        Signal();
    }

    /// <summary>The network thread: a message of its channel has come; false when it has to go the way of those before it, which is not the stream's yet.</summary>
    public bool TryReceive(ENetPeer peer, ReadOnlySpan<byte> message, ENetPacketFlags flags)
    {
        lock (_gate)
        {
            if (!_isTakenOver || _queued > 0)
            {
                _queued++;
                return false;
            }

            Receive(message, flags);
            if (!_isTurnDue && !_receiver.HasWork) return true;
        }

        Turn(peer);
        return true;
    }

    /// <summary>A message that went another way has come.</summary>
    public void ReceiveLate(in ENetMessage message, bool isQueued)
    {
        lock (_gate)
        {
            if (isQueued) _queued--;
            Receive(message.Span, message.Flags);
        }
    }

    /// <summary>Somebody has met a message that was there before it. Under the lock of the queue.</summary>
    public void AddEarly(in ENetMessage message) => (_early ??= new List<ENetMessage>()).Add(message);

    /// <summary>What others have met, for good. Under the lock of the queue.</summary>
    public List<ENetMessage> TakeEarly()
    {
        List<ENetMessage> early = _early ?? new List<ENetMessage>();
        _early = null;
        return early;
    }

    /// <summary>What was there before it has come.</summary>
    public void Publish(in ENetMessage message)
    {
        if (!IsTakenOver) _connection.TakeOver(this);
        lock (_gate)
        {
            Volatile.Write(ref _isTakenOver, true);
            _receiver.Open();
            if (_connection.Ending is { } ending) EndNow(ending);
        }

        Signal();
    }

    /// <summary>The network thread: does what has become possible.</summary>
    public void Turn(ENetPeer peer)
    {
        lock (_gate)
        {
            _isTurnDue = false;
            long wish = Interlocked.Read(ref _abortWish);
            if (wish != NoCode && !_isSilent) AbortNow(StreamEnding.Aborted(Id, (uint)wish, isRemote: false), (uint)wish);
            if (_abortToSend != NoCode && TrySendNumber(peer, StreamFrame.Abort, (uint)_abortToSend)) _abortToSend = NoCode;
            if (_isSilent) return;
            _receiver.Look(peer.Host.ReadClock(), peer.Connection.LowestRoundTripUs);
            if (_receiver.TrySpeak(peer) && !_isWaitingForReceipt) _sender.Pump(peer);
            if (_sender.IsDelivered) Writes.Complete(null);
        }
    }

    /// <summary>The network thread: the other host has a message of so many bytes.</summary>
    public void NoteDelivered(ENetPeer peer, int length)
    {
        lock (_gate)
        {
            _sender.NoteDelivered(length);
            _isWaitingForReceipt = false;
        }

        Turn(peer);
    }

    /// <summary>The connection is over.</summary>
    public void NoteEnd(ENetEnding ending)
    {
        lock (_gate)
        {
            if (_isTakenOver && _queued == 0)
            {
                EndNow(ending);
                return;
            }
        }

        // Behind what is still on its way.
        _runner.Completions.Add(this);
    }

    /// <summary>Sends a message whose arrival is told; false when there was no room for it.</summary>
    public bool TrySend(ENetPeer peer, ENetPacket packet, int length)
    {
        ulong receipt = _runner.NextReceipt();
        ENetSendResult result = peer.Send(Id, packet, new ENetSendOptions { Receipt = receipt });
        if (result == ENetSendResult.Queued)
        {
            _runner.Expect(receipt, new ENetConnection.Confirmation(_connection, this, length));
            return true;
        }

        packet.Dispose();
        // With some of its own under way there will be a receipt; without, there will be an event when there is room.
        _isWaitingForReceipt = result == ENetSendResult.QueueFull && _sender.HasUnderWay;
        return false;
    }

    /// <summary>Sends a message with a number; false when there was no room for it.</summary>
    public bool TrySendNumber(ENetPeer peer, byte kind, uint number)
    {
        if (_options.IsRaw) return true;
        Span<byte> message = stackalloc byte[StreamFrame.NumberBytes];
        StreamFrame.Write(message, kind, number);
        return peer.Send(Id, message, ENetPacketFlags.Reliable) != ENetSendResult.QueueFull;
    }

    /// <summary>Whoever is about to block the network thread is refused.</summary>
    public void RefuseToBlock() => _runner.RefuseToBlock();

    /// <summary>Waits for a task of a pipe on the calling thread.</summary>
    public T Block<T>(in ValueTask<T> task)
    {
        if (!task.IsCompleted)
        {
            lock (_blocked)
            {
                Interlocked.Increment(ref _blockedThreads);
                try
                {
                    while (!task.IsCompleted) Monitor.Wait(_blocked);
                }
                finally
                {
                    Interlocked.Decrement(ref _blockedThreads);
                }
            }
        }

        return task.GetAwaiter().GetResult();
    }

    /// <summary>Any thread: a task of a pipe may be completed.</summary>
    public void Pulse()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _blockedThreads) == 0) return;
        lock (_blocked) Monitor.PulseAll(_blocked);
    }

    // Whatever the other end sends ends here: it costs no more than its length, and what is wrong ends the stream and nothing else.
    private void Receive(ReadOnlySpan<byte> message, ENetPacketFlags flags)
    {
        if (_isSilent) return;
        if (_options.IsRaw)
        {
            _receiver.TryAdd(message);
            return;
        }

        uint fault = Handle(message, flags);
        if (fault == 0) return;
        AbortNow(StreamEnding.Aborted(Id, fault, isRemote: false), fault);
        Signal();
    }

    // Requirement: STR-001, STR-007, STR-011
    private uint Handle(ReadOnlySpan<byte> message, ENetPacketFlags flags)
    {
        if (message.IsEmpty) return ENetStreamAbortCode.Malformed;
        if ((flags & ENetPacketFlags.Reliable) == 0) return ENetStreamAbortCode.NotReliable;
        ReadOnlySpan<byte> body = message.Slice(StreamFrame.HeaderBytes);
        switch (message[0])
        {
            case StreamFrame.Data when !body.IsEmpty:
                if (_hasEnd) return ENetStreamAbortCode.DataAfterEnd;
                return _receiver.TryAdd(body) ? 0 : ENetStreamAbortCode.CreditExceeded;
            case StreamFrame.End when body.IsEmpty:
                if (_hasEnd) return ENetStreamAbortCode.DataAfterEnd;
                _hasEnd = true;
                _receiver.End();
                Reads.Complete(null);
                return 0;
            case StreamFrame.Abort when message.Length == StreamFrame.NumberBytes:
                AbortNow(StreamEnding.Aborted(Id, StreamFrame.NumberOf(message), isRemote: true), NoCode);
                return 0;
            case StreamFrame.Credit when message.Length == StreamFrame.NumberBytes && StreamFrame.NumberOf(message) > 0:
                _isTurnDue = true;
                return _sender.TryAddCredit(StreamFrame.NumberOf(message)) ? 0 : ENetStreamAbortCode.CreditOverflow;
            case StreamFrame.Stop when message.Length == StreamFrame.NumberBytes:
                if (_sender.IsOver) return 0;
                Interlocked.CompareExchange(ref _writeEnding, StreamEnding.Stopped(Id, StreamFrame.NumberOf(message)), null);
                _sender.End();
                Writes.Complete(WriteEnding!.ToException());
                return 0;
            default:
                return message[0] is >= StreamFrame.Data and <= StreamFrame.Stop ? ENetStreamAbortCode.Malformed : ENetStreamAbortCode.UnknownKind;
        }
    }

    // Requirement: STR-008, STR-011
    private void AbortNow(StreamEnding ending, long codeToSend)
    {
        _isSilent = true;
        _abortToSend = codeToSend;
        Close(ending, ending, endsReadingInOrder: false);
    }

    // Requirement: STR-010
    private void EndNow(ENetEnding ending)
    {
        _isSilent = true;
        var disconnected = StreamEnding.Disconnected(Id, ending);
        Close(disconnected, disconnected, endsReadingInOrder: _options.IsRaw && ending.Reason is (ENetDisconnectReason.Remote or ENetDisconnectReason.Local));
    }

    // What came to its end before stays so.
    private void Close(StreamEnding reading, StreamEnding writing, bool endsReadingInOrder)
    {
        if (!_receiver.IsEnded)
        {
            if (!endsReadingInOrder) Interlocked.CompareExchange(ref _readEnding, reading, null);
            _receiver.End();
            Reads.Complete(ReadEnding?.ToException());
        }

        if (_sender.IsDelivered) return;
        if (!_sender.IsOver) Interlocked.CompareExchange(ref _writeEnding, writing, null);
        _sender.End();
        Writes.Complete((WriteEnding ?? writing).ToException());
    }
}
