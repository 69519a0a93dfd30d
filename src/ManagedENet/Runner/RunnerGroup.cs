using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace ManagedENet.Internal;

/// <summary>
/// What the network threads of one port have in common: those who wait to be accepted, where code goes on, the numbers, and the end. A runner with one thread has one for itself.
/// </summary>
internal sealed class RunnerGroup
{
    private readonly ENetHostRunner[] _runners;
    private readonly Channel<ENetConnection> _accepted;
    private readonly TaskCompletionSource<bool> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ShardRoom[] _rooms;
    private readonly int _mostWaiting;
    private int _waiting;
    private int _busyThreads;
    private int _runningThreads;
    private int _isOver;
    private Exception? _failure;

    /// <summary>A runner for each of the hosts; none of them has begun.</summary>
    public RunnerGroup(ENetHost[] hosts, bool listens, ENetRunnerOptions options, TimeProvider time)
    {
        _mostWaiting = options.AcceptQueueLength;
        _busyThreads = _runningThreads = hosts.Length;
        Completions = new CompletionQueue(options.Completions);
        Statistics = ENetStatistics.Of(hosts);
        _accepted = Channel.CreateUnbounded<ENetConnection>(new UnboundedChannelOptions { SingleWriter = hosts.Length == 1, AllowSynchronousContinuations = !Completions.IsAsynchronous });
        _runners = new ENetHostRunner[hosts.Length];
        for (int i = 0; i < hosts.Length; i++) _runners[i] = new ENetHostRunner(this, hosts[i], i, listens, options, time);
        Runners = Array.AsReadOnly(_runners);
        _rooms = Array.ConvertAll(hosts, static host => new ShardRoom(host));
    }

    /// <summary>The runners, in the order of their numbers.</summary>
    public IReadOnlyList<ENetHostRunner> Runners { get; }

    /// <summary>How many there are.</summary>
    public int Hosts => _runners.Length;

    /// <summary>Where code goes on.</summary>
    public CompletionQueue Completions { get; }

    /// <summary>The counters of all hosts together.</summary>
    public ENetStatistics Statistics { get; }

    /// <summary>Those who wait to be accepted, of all threads.</summary>
    public Channel<ENetConnection> Accepted => _accepted;

    /// <summary>How many wait to be accepted, those included that are on their way to that.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Completed when all threads have ended; with the exception that has ended the first of them, if one has.</summary>
    public Task Completion => _completion.Task;

    /// <summary>What has ended one of the threads, and with it all.</summary>
    public Exception? Failure => Volatile.Read(ref _failure);

    /// <summary>They stop, and nobody has anything left to bring.</summary>
    public bool IsOver => Volatile.Read(ref _isOver) != 0;

    /// <summary>The one that the remote's datagrams come to.</summary>
    public ENetHostRunner Of(System.Net.IPEndPoint remote) => _runners.Length == 1 ? _runners[0] : _runners[_runners[0].ShardOf(remote)];

    /// <summary>All of them begin.</summary>
    public void Start()
    {
        foreach (ENetHostRunner runner in _runners) runner.StartThread();
    }

    /// <summary>Any thread: all of them stop.</summary>
    public void Stop(TimeSpan drain)
    {
        if (_completion.Task.IsCompleted) return;
        foreach (ENetHostRunner runner in _runners) runner.PostStop(drain);
    }

    /// <summary>The thread of this runner: somebody is about to wait to be accepted. True when nobody else may.</summary>
    public bool NoteArrival(ENetHostRunner at)
    {
        int waiting = Interlocked.Increment(ref _waiting);
        NetworkThread.Gap();
        if (waiting == _mostWaiting) LookAtDoors(at);
        return waiting >= _mostWaiting;
    }

    /// <summary>The thread of this runner, one of several: a service call is over, or waits.</summary>
    public void NoteRoom(int number) => _rooms[number].Note(_rooms);

    /// <summary>Any thread: takes one that waits.</summary>
    public bool TryAccept(out ENetConnection? connection)
    {
        if (!_accepted.Reader.TryRead(out connection)) return false;
        NetworkThread.Gap();
        // Whoever was told that the host is full may come again.
        if (Interlocked.Decrement(ref _waiting) == _mostWaiting / 2) LookAtDoors(null);
        return true;
    }

    /// <summary>
    /// A thread that stops has nobody any more, or has somebody again. None ends before the last of them has nobody: where the system divides the port, those who come to the sockets that stay would be others as soon as
    /// one is closed.
    /// </summary>
    public void NoteBusy(ENetHostRunner at, bool isBusy)
    {
        int left = Interlocked.Add(ref _busyThreads, isBusy ? 1 : -1);
        NetworkThread.Gap();
        if (left > 0) return;
        Interlocked.Exchange(ref _isOver, 1);
        NetworkThread.Gap();
        foreach (ENetHostRunner runner in _runners)
        {
            if (runner != at) runner.Wake();
        }
    }

    /// <summary>A thread has ended. With the first that fails all others do: half of a server would turn away some of those who come, and nobody would know why.</summary>
    public void NoteEnd(Exception? failure)
    {
        if (failure is not null && Interlocked.CompareExchange(ref _failure, failure, null) is null && _runners.Length > 1) Stop(TimeSpan.Zero);
        NetworkThread.Gap();
        if (Interlocked.Decrement(ref _runningThreads) > 0) return;
        failure = Failure;
        _accepted.Writer.TryComplete(failure);
        if (failure is null) _completion.TrySetResult(true);
        else _completion.TrySetException(failure);
    }

    private void LookAtDoors(ENetHostRunner? but)
    {
        foreach (ENetHostRunner runner in _runners)
        {
            if (runner != but) runner.PostLookAtDoor();
        }
    }
}
