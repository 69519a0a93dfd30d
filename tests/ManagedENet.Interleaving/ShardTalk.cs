using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Transports;

namespace ManagedENet.Interleaving;

/// <summary>
/// A runner with two shards, and clients of both, in an order that a seed decides: so few may wait to be accepted that the doors shut and open again and again, and in some schedules somebody stops the runner in the
/// middle, or something is thrown on one of its threads. Whatever the order, everybody comes in who tries again, unless there was an end; and all threads end, with the exception where there was one.
/// </summary>
internal sealed class ShardTalk
{
    private const int Shards = 2;

    private readonly int _seed;
    private readonly Scheduler _scheduler;
    private readonly bool _isStopped;
    private readonly bool _isThrown;
    private readonly ENetCompletions _way;
    private readonly int _clients;
    private readonly IPEndPoint[] _addresses = new IPEndPoint[Shards];
    private readonly List<ENetConnection> _accepted = new();
    private ENetHostRunner _server = null!;
    private int _served;
    private int _clientsLeft;
    private int _users;
    private bool _hasEnded;

    private ShardTalk(int seed)
    {
        _seed = seed;
        _scheduler = new Scheduler(seed);
        _isThrown = _scheduler.Next(4) == 0;
        _isStopped = !_isThrown && _scheduler.Next(3) == 0;
        _way = _scheduler.Next(2) == 0 ? ENetCompletions.Inline : ENetCompletions.Pumped;
        _clients = 2 + _scheduler.Next(3);
    }

    private bool HasEnd => _isStopped || _isThrown;

    /// <summary>Plays one; what has gone wrong, or null.</summary>
    public static string? Play(int seed, out int steps)
    {
        var talk = new ShardTalk(seed);
        talk._scheduler.Spawn(talk.Main, "main");
        bool isGood = talk._scheduler.Run();
        steps = talk._scheduler.Steps;
        return isGood ? null : $"seed {seed}: {talk._scheduler.Failure}";
    }

    private void Main()
    {
        var hub = new LoopbackHub();
        var hosts = new ENetHost[Shards];
        for (int i = 0; i < Shards; i++)
        {
            hosts[i] = new ENetHost(new ScheduledTransport(hub.Open(), _scheduler, 0), new ENetHostOptions { Random = new SeededRandomSource(_seed + i) }, _scheduler);
            _addresses[i] = hosts[i].LocalEndPoint;
        }

        _server = ENetHostRunner.Start(hosts, listens: true, new ENetRunnerOptions { Completions = _way, AcceptQueueLength = 1 + _scheduler.Next(3), Shards = Shards }, _scheduler);
        if (_way == ENetCompletions.Pumped) _scheduler.Spawn(Pump, "pump");
        _clientsLeft = _clients;
        for (int i = 0; i < _clients; i++)
        {
            int number = i;
            ENetHostRunner client = ENetHostRunner.Start(
                new ScheduledTransport(hub.Open(), _scheduler, 0), listens: false, new ENetHostOptions { Random = new SeededRandomSource(~(_seed + i)) }, new ENetRunnerOptions { Completions = ENetCompletions.Inline }, _scheduler);
            SpawnUser(() => BeClient(client, number), $"client {number}");
        }

        SpawnUser(Serve, "server");
        if (HasEnd) SpawnUser(EndInTheMiddle, "end");
        SpawnUser(StopAtTheEnd, "stop");
    }

    private void SpawnUser(ThreadStart run, string name)
    {
        _users++;
        _scheduler.Spawn(
            () =>
            {
                run();
                _users--;
            },
            name);
    }

    private void BeClient(ENetHostRunner client, int number)
    {
        try
        {
            ENetConnection connection = Connect(client, _addresses[number % Shards]);
            _scheduler.Await(connection.SendAsync(0, new[] { (byte)number }, ENetPacketFlags.Reliable), "sends");
            using ENetMessage echo = _scheduler.Await(connection.ReceiveAsync(), "waits for its word");
            if (echo.Span[0] != number) _scheduler.Fail($"client {number} got {echo.Span[0]}");
            // Some leave, and some wait until the server does.
            if (_scheduler.Next(2) == 0) _scheduler.Await(connection.DisconnectAsync(), "leaves");
        }
        catch (Exception e) when (HasEnd && e is ENetConnectException or ENetDisconnectedException)
        {
            // There was an end.
        }

        _clientsLeft--;
        _scheduler.WaitFor(() => _server.Completion.IsCompleted, Timeout.InfiniteTimeSpan, "waits for the end of the server");
        _ = client.StopAsync(TimeSpan.Zero).AsTask();
        _scheduler.WaitFor(() => client.Completion.IsCompleted, Timeout.InfiniteTimeSpan, "stops");
    }

    private ENetConnection Connect(ENetHostRunner client, IPEndPoint to)
    {
        while (true)
        {
            try
            {
                return _scheduler.Await(client.ConnectAsync(to), "connects");
            }
            catch (ENetConnectException e) when (e.Reason == ENetDisconnectReason.HostFull && !_server.Completion.IsCompleted)
            {
                _scheduler.WaitFor(static () => false, TimeSpan.FromMilliseconds(1), "waits a moment to try again");
            }
        }
    }

    private void Serve()
    {
        while (true)
        {
            try
            {
                // Whichever of its runners is asked.
                ENetConnection connection = _scheduler.Await(_server.Shards[_scheduler.Next(Shards)].AcceptAsync(), "accepts");
                _accepted.Add(connection);
                using ENetMessage message = _scheduler.Await(connection.ReceiveAsync(), "receives");
                _served++;
                _scheduler.Await(connection.SendAsync(0, message.Memory, ENetPacketFlags.Reliable), "sends back");
            }
            catch (ENetDisconnectedException) when (HasEnd)
            {
                // There was an end, and there may be others who were accepted before.
            }
            catch (Exception e) when (e is ObjectDisposedException or InvalidTimeZoneException or System.Threading.Channels.ChannelClosedException)
            {
                return;
            }
        }
    }

    private void EndInTheMiddle()
    {
        for (int gaps = _scheduler.Next(400); gaps > 0; gaps--) Scheduler.Gap();
        ENetHostRunner shard = _server.Shards[_scheduler.Next(Shards)];
        if (_isStopped) Stop(shard, TimeSpan.FromSeconds(_scheduler.Next(2) * 5));
        else Throw(shard);
        _hasEnded = true;
    }

    private void Throw(ENetHostRunner shard)
    {
        ValueTask<bool> asked = shard.InvokeAsync(static (host, _) => host.Post(static (_, _) => throw new InvalidTimeZoneException("thrown"), 0), 0);
        if (!_scheduler.Await(asked, "has something thrown")) _scheduler.Fail("nothing was thrown");
        _scheduler.WaitFor(() => _server.Completion.IsCompleted, Timeout.InfiniteTimeSpan, "waits until all threads have ended");
    }

    private void StopAtTheEnd()
    {
        _scheduler.WaitFor(() => _clientsLeft == 0 && (_hasEnded || !HasEnd), Timeout.InfiniteTimeSpan, "waits for the clients");
        Stop(_server, TimeSpan.FromSeconds(5));
        Judge();
    }

    // Whoever awaits a stop goes on on the thread pool, which is in no schedule: what is waited for here is what that waits for.
    private void Stop(ENetHostRunner runner, TimeSpan drain)
    {
        _ = runner.StopAsync(drain).AsTask();
        _scheduler.WaitFor(() => runner.Completion.IsCompleted, Timeout.InfiniteTimeSpan, "stops the server");
    }

    private void Pump()
    {
        while (_users > 0 || _server.Completions.HasWaiting)
        {
            _scheduler.WaitFor(() => _users == 0 || _server.Completions.HasWaiting, Timeout.InfiniteTimeSpan, "pumps");
            _server.Shards[_scheduler.Next(Shards)].Pump(1 + _scheduler.Next(3));
            Scheduler.Gap();
        }
    }

    private void Judge()
    {
        bool isThrown = _server.Completion.Exception?.InnerException is InvalidTimeZoneException;
        if (isThrown != _isThrown || _server.Completion.IsFaulted != _isThrown) _scheduler.Fail($"the runner has ended with {_server.Completion.Exception}");
        if (!HasEnd && _served != _clients) _scheduler.Fail($"{_served} of {_clients} were served");
        if (_accepted.FirstOrDefault(static connection => connection.Ending is null) is { } left) _scheduler.Fail($"{left} goes on");
    }
}
