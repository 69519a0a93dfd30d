using System;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;

namespace ManagedENet.Internal;

/// <summary>What has come for a stream and is not read yet, and how much more may come. All but what is said to be for any thread is done by one thread at a time.</summary>
internal sealed class StreamReceiver
{
    private readonly StreamChannel _channel;
    private readonly PipeWriter _writer;
    private readonly bool _isRaw;
    private readonly int _pauseBytes;
    private CreditWindow _window;
    private long _consumed;
    private long _unread;
    private int _threshold;
    private int _isWanted;
    private int _isStopped;
    private int _isEnded;
    private bool _isOpened;
    private bool _isPaused;
    private long _creditToSend;
    private bool _isStopToSend;
    private bool _isStopSeen;

    public StreamReceiver(StreamChannel channel, PipeWriter writer, ENetStreamOptions options, int pauseBytes)
    {
        _channel = channel;
        _writer = writer;
        _isRaw = options.IsRaw;
        _pauseBytes = pauseBytes;
        _window = new CreditWindow(options.InitialCredit, options.MaximumCredit);
        _threshold = _window.Threshold;
    }

    /// <summary>Nothing more comes. Any thread may ask.</summary>
    public bool IsEnded => Volatile.Read(ref _isEnded) != 0;

    /// <summary>The size of the window, for tests. Any thread may ask.</summary>
    public int WindowBytes => Volatile.Read(ref _threshold) * CreditWindow.Parts;

    /// <summary>True when there is something to be said or done at the next turn.</summary>
    public bool HasWork => _creditToSend > 0 || _isStopToSend || (_isRaw && !_isPaused && Interlocked.Read(ref _unread) >= _pauseBytes);

    /// <summary>Any thread: the application has consumed some of it, or has seen all and needs more. True when the network thread is to look.</summary>
    public bool NoteConsumed(long bytes, bool isWanted)
    {
        if (_isRaw)
        {
            long before = Interlocked.Add(ref _unread, -bytes) + bytes;
            return before > _pauseBytes / 2 && before - bytes <= _pauseBytes / 2;
        }

        if (isWanted) Volatile.Write(ref _isWanted, 1);
        return Interlocked.Add(ref _consumed, bytes) >= Volatile.Read(ref _threshold) || isWanted;
    }

    /// <summary>Any thread: the application reads no more. True the first time.</summary>
    public bool Stop() => Interlocked.Exchange(ref _isStopped, 1) == 0;

    /// <summary>What was there before the stream has come: from now on the other end may send more.</summary>
    public void Open()
    {
        if (_isOpened) return;
        _isOpened = true;
        if (!_isRaw) _creditToSend += _window.Open();
    }

    /// <summary>Data has come; false when it is more than was allowed.</summary>
    // Requirement: STR-012
    public bool TryAdd(ReadOnlySpan<byte> data)
    {
        if (!_isRaw && !_window.TryTake(data.Length)) return false;
        if (data.IsEmpty || IsEnded || Volatile.Read(ref _isStopped) != 0) return true;
        if (_isRaw) Interlocked.Add(ref _unread, data.Length);
        while (!data.IsEmpty)
        {
            Span<byte> room = _writer.GetSpan(1);
            int length = Math.Min(room.Length, data.Length);
            data.Slice(0, length).CopyTo(room);
            _writer.Advance(length);
            data = data.Slice(length);
        }

        ValueTask<FlushResult> flushed = _writer.FlushAsync();
        Debug.Assert(flushed.IsCompleted, "There is no limit in the pipe that would make this wait: what may come is limited already.");
        _channel.Pulse();
        return true;
    }

    /// <summary>Nothing more comes; whoever reads has the rest first, unless the stream was aborted.</summary>
    public void End()
    {
        if (Interlocked.Exchange(ref _isEnded, 1) != 0) return;
        (_creditToSend, _isStopToSend) = (0, false);
        _writer.Complete();
        _channel.Pulse();
    }

    /// <summary>What the application has done since becomes what is to be said to the other end.</summary>
    // Requirement: STR-009
    public void Look(long nowUs, long roundTripUs)
    {
        if (IsEnded || !_isOpened) return;
        if (Volatile.Read(ref _isStopped) != 0)
        {
            if (_isStopSeen) return;
            (_isStopSeen, _isStopToSend, _creditToSend) = (true, !_isRaw, 0);
            // What was not read goes back to where it came from.
            _writer.Complete();
            return;
        }

        if (_isRaw) return;
        bool isWanted = Interlocked.Exchange(ref _isWanted, 0) != 0;
        if (!isWanted && Interlocked.Read(ref _consumed) < _threshold) return;
        _creditToSend += _window.Give(Interlocked.Exchange(ref _consumed, 0), isWanted, nowUs, roundTripUs);
        Volatile.Write(ref _threshold, _window.Threshold);
    }

    /// <summary>Says what there is to say; false when there was no room for it.</summary>
    public bool TrySpeak(ENetPeer peer)
    {
        if (_isRaw)
        {
            PauseOrResume(peer);
            return true;
        }

        if (_isStopToSend)
        {
            if (!_channel.TrySendNumber(peer, StreamFrame.Stop, ENetStreamAbortCode.NotWanted)) return false;
            _isStopToSend = false;
        }

        if (_creditToSend == 0) return true;
        if (!_channel.TrySendNumber(peer, StreamFrame.Credit, (uint)_creditToSend)) return false;
        _creditToSend = 0;
        return true;
    }

    private void PauseOrResume(ENetPeer peer)
    {
        if (!_isPaused && !IsEnded && Volatile.Read(ref _isStopped) == 0 && Interlocked.Read(ref _unread) >= _pauseBytes) _isPaused = peer.PauseReceive(_channel.Id);
        // The application may have read meanwhile, and not seen that it was paused; and when it reads no more, what comes is dropped.
        if (!_isPaused || (Interlocked.Read(ref _unread) > _pauseBytes / 2 && Volatile.Read(ref _isStopped) == 0)) return;
        _isPaused = false;
        peer.ResumeReceive(_channel.Id);
    }
}
