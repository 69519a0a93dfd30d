using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using ManagedENet.Transports;

namespace ManagedENet.Fuzz.Worlds;

/// <summary>
/// A transport on which everything can go wrong that can with sockets: it takes nothing for a while, refuses what is sent, gives short batches, loses, doubles, damages and delays datagrams,
/// comes back early or late from waiting. Used again and again.
/// </summary>
internal sealed class ScriptedTransport : IDatagramTransport, IDatagramSender
{
    private const int Slots = 8;
    private const int MostWaiting = 4_096;

    private static readonly SocketError[] Errors = [SocketError.ConnectionRefused, SocketError.NetworkUnreachable, SocketError.MessageSize, SocketError.AccessDenied, SocketError.HostUnreachable];

    private readonly SendStage _stage = new(Slots);
    private readonly RefusalQueue _refusals = new();
    private readonly Queue<(ENetAddress From, byte[] Bytes)> _arrived = new();
    private readonly List<(ENetAddress From, byte[] Bytes)> _batch = [];
    private readonly VirtualTime _time;
    private TransportCounters _counters = new();
    private bool _isEnding;
    private bool _isDisposed;
    private bool _isWoken;

    public ScriptedTransport(ENetAddress address, VirtualTime time)
    {
        Address = address;
        _time = time;
    }

    public ENetAddress Address { get; }

    /// <summary>Where what is sent goes.</summary>
    public Action<ScriptedTransport, ENetAddress, byte[]>? Network { get; set; }

    /// <summary>Flushes that are tried in vain from now on.</summary>
    public int Blocked { get; set; }

    /// <summary>Datagrams that get through in a flush before it is stuck, while <see cref="Blocked"/>.</summary>
    public int SentBeforeBlock { get; set; }

    /// <summary>Datagrams that are refused from now on, and why.</summary>
    public int Refused { get; set; }

    public int RefusedFor { get; set; }

    /// <summary>Datagrams longer than this are refused.</summary>
    public int LongestBytes { get; set; }

    /// <summary>Most datagrams of a batch.</summary>
    public int BatchLimit { get; set; }

    /// <summary>It says that it may not be drained when it is.</summary>
    public bool IsUnsure { get; set; }

    /// <summary>It has something to do by itself.</summary>
    public bool HasDeadline { get; set; }

    /// <summary>Datagrams that were handed to its host.</summary>
    public long Received { get; private set; }

    public string Name => "scripted";

    public IPEndPoint LocalEndPoint => Address.ToIPEndPoint();

    public TransportStatistics Statistics => _counters.Read();

    public int OverheadBytes { get; set; }

    public TimeSpan TimeUntilDeadline => HasDeadline ? TimeSpan.FromMilliseconds(3) : System.Threading.Timeout.InfiniteTimeSpan;

    public bool IsDrained => !IsUnsure && _arrived.Count == 0;

    /// <summary>As new.</summary>
    public void Begin(int overheadBytes)
    {
        _isEnding = true;
        _isDisposed = false;
        _stage.Flush(this);
        _isEnding = false;
        while (_refusals.TryTake(out _))
        {
        }

        _arrived.Clear();
        _batch.Clear();
        _counters = new TransportCounters();
        _isWoken = false;
        OverheadBytes = overheadBytes;
        Heal();
    }

    /// <summary>Nothing goes wrong from now on.</summary>
    public void Heal()
    {
        (Blocked, SentBeforeBlock, Refused, RefusedFor) = (0, 0, 0, 0);
        (BatchLimit, LongestBytes) = (64, 4_096);
        (IsUnsure, HasDeadline) = (false, false);
    }

    public void Arrive(in ENetAddress from, byte[] datagram)
    {
        if (_arrived.Count < MostWaiting) _arrived.Enqueue((from, datagram));
    }

    public void DropArrived() => _arrived.Clear();

    public bool CanReach(in ENetAddress remote) => remote.IsIPv4;

    public bool TryGetSendSlot(out Span<byte> slot)
    {
        bool has = _stage.TryGetSlot(out slot);
        if (has) slot = slot[..(4_096 - OverheadBytes)];
        return has;
    }

    public void CommitSend(in DatagramPath path, int length, in DatagramSendOptions options)
    {
        if (length > 4_096 - OverheadBytes) throw new FuzzException($"{length} bytes were staged where {4_096 - OverheadBytes} are.");
        _stage.Commit(path, length, options);
    }

    public int Flush()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        int sent = _stage.Flush(this);
        if (sent > 0) _counters.CountSendCall();
        return sent;
    }

    public bool TryTakeRefusal(out DatagramRefusal refusal) => _refusals.TryTake(out refusal);

    public int Receive()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _batch.Clear();
        while (_batch.Count < BatchLimit && _arrived.TryDequeue(out (ENetAddress, byte[]) next)) _batch.Add(next);
        Received += _batch.Count;
        if (_batch.Count > 0) _counters.CountReceiveCall();
        return _batch.Count;
    }

    public Span<byte> GetReceived(int index, out DatagramPath path)
    {
        (ENetAddress from, byte[] bytes) = _batch[index];
        path = new DatagramPath(from, Address);
        return bytes;
    }

    public bool Wait(TimeSpan timeout)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_isWoken || _arrived.Count > 0)
        {
            _isWoken = false;
            return true;
        }

        if (timeout > TimeSpan.Zero) _time.NowUs += (long)timeout.TotalMicroseconds;
        if (timeout == System.Threading.Timeout.InfiniteTimeSpan) throw new FuzzException("It waits for ever although the call does not.");
        return false;
    }

    public void Wake() => _isWoken = true;

    public void Dispose() => _isDisposed = true;

    bool IDatagramSender.CanSendAgain()
    {
        if (_isEnding) return true;
        if (Blocked == 0) return true;
        Blocked--;
        return Blocked == 0;
    }

    SendOutcome IDatagramSender.TrySend(byte[] buffer, int offset, int length, in DatagramPath path, in DatagramSendOptions options)
    {
        if (_isEnding) return SendOutcome.Refused;
        if (Blocked > 0 && --SentBeforeBlock < 0)
        {
            _counters.CountWouldBlock();
            return SendOutcome.Blocked;
        }

        bool isTooLong = length > LongestBytes;
        if (Refused > 0 || isTooLong)
        {
            if (!isTooLong) Refused--;
            SocketError error = isTooLong ? SocketError.MessageSize : Errors[RefusedFor % Errors.Length];
            _counters.CountSendError(error);
            _refusals.Add(new DatagramRefusal(path, length, error));
            return SendOutcome.Refused;
        }

        _counters.CountSent(1, length);
        Network?.Invoke(this, path.Remote, buffer.AsSpan(offset, length).ToArray());
        return SendOutcome.Sent;
    }
}
