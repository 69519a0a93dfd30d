using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Net;
using System.Threading;
using ManagedENet.Internal;

namespace ManagedENet;

/// <content>The network thread.</content>
public sealed partial class ENetHostRunner
{
    // A host that always has something to do shows what has come all the same.
    private const int MuchDelivered = 256;
    private const int TurnsUntilShown = 4;

    private readonly ConcurrentQueue<ENetConnection> _ready = new();
    private readonly HashSet<ENetConnection> _connections = new();
    private readonly List<ENetConnection> _delivered = new();
    private readonly Dictionary<ulong, ENetConnection.Confirmation> _confirmations = new();
    private readonly bool _listens;
    private int _deliveredMessages;
    private uint _deliveredSince;
    private ulong _lastReceipt;
    private uint _turn;
    private int _isWaiting;
    private int _isClosed;
    private bool _isDoorShut;
    private bool _isStopping;
    private bool _isIdle;
    private long _stopBegan;
    private TimeSpan _drain;

    /// <summary>Any thread: a connection has something for the network thread.</summary>
    internal void Signal(ENetConnection connection)
    {
        if (!connection.MarkReady()) return;
        NetworkThread.Gap();
        _ready.Enqueue(connection);
        Interlocked.MemoryBarrier();
        NetworkThread.Gap();
        if (Volatile.Read(ref _isWaiting) == 0 || Interlocked.Exchange(ref _isWaiting, 0) == 0) return;
        if (_thread.IsCurrent) _host.ComeBack();
        else _host.Wake();
    }

    /// <summary>
    /// True on the network thread, which needs no queue to send, as long as one connection has sent no more in a turn than may wait in its queue: who sends without an end must let the host work in between.
    /// </summary>
    internal bool MaySendDirectly(ref uint turn, ref int bytes, int more)
    {
        if (!_thread.IsCurrent) return false;
        if (turn != _turn) (turn, bytes) = (_turn, 0);
        if (bytes + (long)more > Options.SendQueueBytes) return false;
        bytes += more;
        return true;
    }

    /// <summary>Any thread: something is to be done on the network thread. When there is none any more, whoever awaits it is told so.</summary>
    internal void Do<TState, T>(Action<ENetHostRunner, TState> action, TState state, Pending<T> pending)
    {
        if (TryDo(action, state)) return;
        pending.TrySetException(new ObjectDisposedException("The runner has stopped; its Completion tells why.", _group.Failure));
    }

    /// <summary>Any thread: something is to be done on the network thread. False when there is none any more; then it may have been done all the same, and all connections are over.</summary>
    internal bool TryDo<TState>(Action<ENetHostRunner, TState> action, TState state)
    {
        bool isPosted = _host.Post(static (_, wish) => wish.Action(wish.Runner, wish.State), (Action: action, Runner: this, State: state));
        NetworkThread.Gap();
        // One that came between the last look at what was posted and the end of the host is done by nobody.
        return isPosted && Volatile.Read(ref _isClosed) == 0;
    }

    /// <summary>Returns when the network thread has ended, for whoever was told that there may be none any more: until then what was its is still its own.</summary>
    internal void WaitForTheEnd()
    {
        if (!_thread.IsCurrent) _thread.Join();
    }

    /// <summary>Whoever is about to block the network thread, for what that alone brings, is refused.</summary>
    internal void RefuseToBlock()
    {
        if (_thread.IsCurrent) throw new InvalidOperationException("This would block the network thread, and wait for ever: use the asynchronous call.");
    }

    /// <summary>It begins.</summary>
    internal void StartThread() => _thread.Start();

    /// <summary>Any thread: the network thread looks whether it is done.</summary>
    internal void Wake() => _host.Wake();

    /// <summary>Any thread: it stops.</summary>
    internal void PostStop(TimeSpan drain) => _host.Post(static (_, wish) => wish.Runner.BeginStop(wish.Drain), (Runner: this, Drain: drain));

    /// <summary>Any thread: how many wait to be accepted is another number than it was.</summary>
    internal void PostLookAtDoor() => _host.Post(static (_, runner) => runner.LookAtDoor(), this);

    /// <summary>Any thread: the number of the shard that the remote's datagrams come to.</summary>
    internal int ShardOf(IPEndPoint remote) => _host.Place.Of(new ENetAddress(remote));

    /// <summary>A number for the next receipt.</summary>
    internal ulong NextReceipt() => ++_lastReceipt;

    /// <summary>Somebody wants to know what becomes of a message.</summary>
    internal void Expect(ulong receipt, in ENetConnection.Confirmation confirmation) => _confirmations.Add(receipt, confirmation);

    /// <summary>A connection has a message that it has not shown, perhaps its first one.</summary>
    internal void NoteDelivered(ENetConnection connection, bool isFirst)
    {
        if (_deliveredMessages++ == 0) _deliveredSince = _turn;
        if (isFirst) _delivered.Add(connection);
    }

    /// <summary>A connection is over.</summary>
    internal void Forget(ENetConnection connection) => _connections.Remove(connection);

    /// <summary>One turn without a wait, for a runner that was made without a thread.</summary>
    internal void Turn()
    {
        var handler = new RunnerHandler(this);
        Turn(ref handler, TimeSpan.Zero);
        if (IsDone()) Close(null);
    }

    private void Run()
    {
        Exception? failure = null;
        try
        {
            _host.AttachToCurrentThread();
            var handler = new RunnerHandler(this);
            while (!IsDone()) Turn(ref handler, LongestWait());
        }
        catch (Exception e)
        {
            failure = e;
        }

        Close(failure);
    }

    private void Turn(ref RunnerHandler handler, TimeSpan longest)
    {
        _turn++;
        while (_ready.TryDequeue(out ENetConnection? connection)) connection.Drain();
        NetworkThread.Gap();
        // Whoever adds something from now on wakes the host; what was added before is looked at now.
        Interlocked.Exchange(ref _isWaiting, 1);
        NetworkThread.Gap();
        _host.Service(_ready.IsEmpty ? longest : TimeSpan.Zero, ref handler);
        Interlocked.Exchange(ref _isWaiting, 0);
        if (_deliveredMessages >= MuchDelivered || _turn - _deliveredSince >= TurnsUntilShown) ShowDelivered();
        if (_isOneOfSeveral) _group.NoteRoom(_number);
        while (_host.TryTakeReceipt(out ENetReceipt receipt)) Confirm(receipt);
    }

    private void Close(Exception? failure)
    {
        try
        {
            foreach (ENetConnection connection in new List<ENetConnection>(_connections)) connection.Leave(ENetLeave.Abruptly, 0, default);
            while (_host.TryTakeReceipt(out ENetReceipt receipt)) Confirm(receipt);
        }
        catch (Exception e)
        {
            failure ??= e;
        }

        NetworkThread.Gap();
        // Whoever posts from now on is told by itself that nobody does it; what was posted before is done, or refused, here.
        Interlocked.Exchange(ref _isClosed, 1);
        NetworkThread.Gap();
        try
        {
            _host.RunPosted();
        }
        catch (Exception e)
        {
            failure ??= e;
        }

        NetworkThread.Gap();
        _host.Dispose();
        _group.NoteEnd(failure);
    }

    private void Ask(ENetConnection connection, ENetConnectOptions options, Pending<ENetConnection> pending)
    {
        if (_isStopping || Volatile.Read(ref _isClosed) != 0)
        {
            pending.TrySetException(new ObjectDisposedException(nameof(ENetHostRunner), "The runner is being stopped."));
            return;
        }

        if (connection.TryAsk(_host, options, pending)) _connections.Add(connection);
    }

    private void BeginStop(TimeSpan drain)
    {
        if (_isStopping && drain >= _drain - Time.GetElapsedTime(_stopBegan)) return;
        (_isStopping, _drain, _stopBegan) = (true, drain, Time.GetTimestamp());
        _host.AcceptsConnections = false;
        if (drain == TimeSpan.Zero) return;
        foreach (ENetConnection connection in new List<ENetConnection>(_connections)) connection.Leave(ENetLeave.Drain, 0, default);
    }

    private bool IsDone()
    {
        if (!_isStopping) return false;
        if (_isIdle != (_connections.Count == 0))
        {
            _isIdle = !_isIdle;
            _group.NoteBusy(this, !_isIdle);
        }

        return _group.IsOver || Time.GetElapsedTime(_stopBegan) >= _drain;
    }

    private TimeSpan LongestWait()
    {
        if (!_isStopping) return Timeout.InfiniteTimeSpan;
        TimeSpan left = _drain - Time.GetElapsedTime(_stopBegan);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private void Confirm(in ENetReceipt receipt)
    {
        if (_confirmations.Remove(receipt.Id, out ENetConnection.Confirmation confirmation)) confirmation.Complete(receipt.State);
    }

    // As many wait as are waiting now: of what several threads have to say about it the latest may come first.
    private void LookAtDoor()
    {
        int waiting = _group.Waiting;
        if (waiting >= Options.AcceptQueueLength) ShutDoor();
        else if (waiting <= Options.AcceptQueueLength / 2) OpenDoor();
    }

    private void ShutDoor()
    {
        if (_isStopping || !_listens) return;
        _host.AcceptsConnections = false;
        _isDoorShut = true;
    }

    // One that the application has shut stays shut.
    private void OpenDoor()
    {
        if (_isStopping || !_isDoorShut) return;
        _host.AcceptsConnections = true;
        _isDoorShut = false;
    }

    private void NoteConnect(ENetPeer peer, uint data)
    {
        if (peer.Face is ENetConnection asked)
        {
            asked.Begin(peer, data);
            return;
        }

        var connection = new ENetConnection(this, peer.EndPoint);
        _connections.Add(connection);
        connection.Begin(peer, data);
        if (_isStopping)
        {
            connection.Leave(ENetLeave.Immediately, 0, default);
            return;
        }

        if (_group.NoteArrival(this)) ShutDoor();
        NetworkThread.Gap();
        Completions.Add(new Arrival(_group.Accepted, connection));
    }

    // To wake a thread of the pool costs as much as many messages: it is done when there is nothing else to do, or much has come.
    private void Rest()
    {
        if (Completions.IsAsynchronous) ShowDelivered();
        if (_isOneOfSeveral) _group.NoteRoom(_number);
    }

    // What a datagram has brought is shown as a whole.
    private void ShowDelivered()
    {
        if (_deliveredMessages == 0) return;
        _deliveredMessages = 0;
        foreach (ENetConnection connection in _delivered) connection.ShowDelivered();
        _delivered.Clear();
    }

    // A struct, so that the host calls it directly.
    private readonly struct RunnerHandler : IENetHandler
    {
        private readonly ENetHostRunner _runner;

        public RunnerHandler(ENetHostRunner runner) => _runner = runner;

        public void OnConnect(ENetPeer peer, uint data) => _runner.NoteConnect(peer, data);

        public void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data) => (peer.Face as ENetConnection)?.End(new ENetEnding(reason, data));

        public void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
        {
            if (peer.Face is ENetConnection connection) connection.Deliver(channelId, payload, flags);
        }

        public void OnWritable(ENetPeer peer) => (peer.Face as ENetConnection)?.Drain();
    }
}
