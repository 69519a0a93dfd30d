using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Transports;

namespace ManagedENet.Interleaving;

/// <summary>
/// Two runners and those who use them, each on a thread of its own, in an order that a seed decides: several send in every way there is, some give up meanwhile, somebody reads slowly, and in some schedules somebody
/// leaves, disposes or stops in the middle. Whatever the order, nobody waits for ever; what one has sent comes once and in its order; and without an end in the middle all of it comes.
/// </summary>
internal sealed class Talk
{
    private const int Channels = 3;
    private const int MostOpen = 3;

    private readonly int _seed;
    private readonly Scheduler _scheduler;
    private readonly Sent[] _sent;
    private readonly bool _hasEnd;
    private readonly List<(int Sender, int Number)> _received = new();
    private readonly ENetCompletions _clientWay;
    private readonly ENetCompletions _serverWay;
    private ENetHostRunner _server = null!;
    private ENetHostRunner _client = null!;
    private ENetConnection? _atServer;
    private ENetConnection? _atClient;
    private readonly bool _isSlow;
    private int _sendersLeft;
    private bool _isRead;
    private int _users;

    private Talk(int seed)
    {
        _seed = seed;
        _scheduler = new Scheduler(seed);
        _hasEnd = Chance(3);
        _isSlow = _hasEnd && Chance(2);
        _clientWay = Chance(2) ? ENetCompletions.Inline : ENetCompletions.Pumped;
        _serverWay = Chance(2) ? ENetCompletions.Inline : ENetCompletions.Pumped;
        _sent = new Sent[1 + _scheduler.Next(3)];
        for (int i = 0; i < _sent.Length; i++) _sent[i] = new Sent();
    }

    /// <summary>Plays one; what has gone wrong, or null.</summary>
    public static string? Play(int seed, out int steps)
    {
        var talk = new Talk(seed);
        talk._scheduler.Spawn(talk.Main, "main");
        bool isGood = talk._scheduler.Run();
        steps = talk._scheduler.Steps;
        return isGood ? null : $"seed {seed}: {talk._scheduler.Failure}";
    }

    private void Main()
    {
        var hub = new LoopbackHub();
        int loss = Chance(4) ? 10 : 0;
        _server = ENetHostRunner.Start(
            new ScheduledTransport(hub.Open(), _scheduler, loss),
            listens: true,
            new ENetHostOptions { ChannelLimit = Channels, Random = new SeededRandomSource(_seed) },
            new ENetRunnerOptions { Completions = _serverWay, ReceiveQueueLength = 1 + _scheduler.Next(4), ReceiveQueueBytes = 200, AcceptQueueLength = 1 + _scheduler.Next(2) },
            _scheduler);
        _client = ENetHostRunner.Start(
            new ScheduledTransport(hub.Open(), _scheduler, loss),
            listens: false,
            new ENetHostOptions { Random = new SeededRandomSource(~_seed) },
            new ENetRunnerOptions { Completions = _clientWay, SendQueueBytes = 1 + _scheduler.Next(_hasEnd ? 100 : 400) },
            _scheduler);
        if (_serverWay == ENetCompletions.Pumped) _scheduler.Spawn(() => PumpUntilTheEnd(_server), "pump of the server");
        if (_clientWay == ENetCompletions.Pumped) _scheduler.Spawn(() => PumpUntilTheEnd(_client), "pump of the client");
        if (_hasEnd) SpawnUser(EndInTheMiddle, "end");
        SpawnUser(Serve, "server");
        SpawnUser(Ask, "client");
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

    private void Ask()
    {
        _sendersLeft = _sent.Length;
        try
        {
            _atClient = _scheduler.Await(_client.ConnectAsync(_server.LocalEndPoint, new ENetConnectOptions { ChannelCount = Channels }), "connects");
        }
        catch (Exception e) when (_hasEnd && e is ENetConnectException or ObjectDisposedException or OperationCanceledException)
        {
            _sendersLeft = 0;
            return;
        }

        for (int i = 0; i < _sent.Length; i++)
        {
            int sender = i;
            SpawnUser(() => Send(sender), $"sender {sender}");
        }
    }

    private void Send(int sender)
    {
        Sent sent = _sent[sender];
        int count = 1 + _scheduler.Next(_hasEnd ? 20 : 8);
        byte channel = (byte)_scheduler.Next(Channels);
        var given = new CancellationTokenSource();
        if (Chance(4)) SpawnUser(() => GiveUpSometime(given), $"cancellation of sender {sender}");
        try
        {
            var open = new Queue<(int Number, byte[] Payload, ValueTask Task)>();
            for (int number = 0; number < count; number++)
            {
                byte[] payload = new byte[2 + _scheduler.Next(60)];
                (payload[0], payload[1]) = ((byte)sender, (byte)number);
                sent.Begun = number + 1;
                open.Enqueue((number, payload, SendOne(channel, payload, given.Token)));
                // Several may be under way at a time, and are in their order all the same.
                while (open.Count > 0 && (open.Count == MostOpen || number == count - 1 || Chance(2))) End(sent, open.Dequeue());
            }
        }
        catch (OperationCanceledException) when (given.IsCancellationRequested)
        {
            // It may have been sent or not.
        }
        catch (ENetDisconnectedException) when (_hasEnd)
        {
            // There was an end.
        }

        sent.IsDone = true;
        if (--_sendersLeft > 0 || _hasEnd) return;
        // Everybody has sent: whoever drains brings all of it.
        _scheduler.Await(_atClient!.DisconnectAsync(7, ENetLeave.Drain), "leaves");
    }

    private void End(Sent sent, (int Number, byte[] Payload, ValueTask Task) one)
    {
        _scheduler.Await(one.Task, $"sends {one.Number}");
        sent.Sure.Add(one.Number);
        // What was sent is copied: whatever becomes of the array afterwards.
        one.Payload.AsSpan().Fill(255);
    }

    private ValueTask SendOne(byte channel, byte[] payload, CancellationToken token)
    {
        switch (_scheduler.Next(3))
        {
            case 0:
                while (true)
                {
                    ENetSendResult result = _atClient!.TrySend(channel, payload, ENetPacketFlags.Reliable);
                    if (result == ENetSendResult.Queued) return default;
                    if (result == ENetSendResult.NotConnected) throw new ENetDisconnectedException(_atClient.Ending ?? default);
                    if (result != ENetSendResult.QueueFull) throw new InvalidOperationException($"{result}");
                    token.ThrowIfCancellationRequested();
                    _scheduler.WaitFor(static () => false, TimeSpan.FromMilliseconds(1), "waits a moment to try again");
                }

            case 1:
                return _atClient!.SendAsync(channel, payload, ENetPacketFlags.Reliable, token);
            default:
                _scheduler.Await(_atClient!.SendAndConfirmAsync(channel, payload, token), "sends and waits for the confirmation");
                return default;
        }
    }

    private void Serve()
    {
        try
        {
            _atServer = _scheduler.Await(_server.AcceptAsync(), "accepts");
            Read();
        }
        catch (Exception e) when (_hasEnd && e is ObjectDisposedException or ENetDisconnectedException)
        {
            // There was an end.
        }

        _isRead = true;
    }

    private void Read()
    {
        while (true)
        {
            try
            {
                using ENetMessage message = Receive();
                _received.Add((message.Span[0], message.Span[1]));
            }
            catch (OperationCanceledException)
            {
                // Somebody who gave up asks again.
            }
            catch (ENetDisconnectedException e) when (e.Ending.Reason == ENetDisconnectReason.Remote && (_hasEnd || e.Ending.Data == 7))
            {
                return;
            }
        }
    }

    private ENetMessage Receive()
    {
        // Somebody who is slow, and somebody who does not read at all until it is over.
        if (Chance(6)) _scheduler.WaitFor(static () => false, TimeSpan.FromMilliseconds(50), "does something else");
        if (_isSlow) _scheduler.WaitFor(() => _atServer!.Ending is not null, TimeSpan.FromSeconds(20), "does not read");
        if (Chance(3) && _atServer!.TryReceive(out ENetMessage message)) return message;
        if (!Chance(4)) return _scheduler.Await(_atServer!.ReceiveAsync(), "receives");
        var given = new CancellationTokenSource();
        SpawnUser(() => GiveUpSometime(given), "cancellation of the reader");
        return _scheduler.Await(_atServer!.ReceiveAsync(given.Token), "receives for a while");
    }

    private void GiveUpSometime(CancellationTokenSource given)
    {
        for (int gaps = _scheduler.Next(60); gaps > 0; gaps--) Scheduler.Gap();
        given.Cancel();
    }

    private void EndInTheMiddle()
    {
        for (int gaps = _scheduler.Next(400); gaps > 0; gaps--) Scheduler.Gap();
        switch (_scheduler.Next(6))
        {
            case 0 when _atClient is not null:
                _scheduler.Await(_atClient.DisconnectAsync(1, (ENetLeave)_scheduler.Next(3)), "leaves at the client");
                return;
            case 1 when _atServer is not null:
                _scheduler.Await(_atServer.DisconnectAsync(2, (ENetLeave)_scheduler.Next(3)), "leaves at the server");
                return;
            case 2 when _atServer is not null:
                _scheduler.Await(_atServer.DisposeAsync(), "disposes at the server");
                return;
            case 3:
                Stop(_client, Chance(2) ? TimeSpan.Zero : TimeSpan.FromSeconds(5));
                return;
            case 4:
                Stop(_server, Chance(2) ? TimeSpan.Zero : TimeSpan.FromSeconds(5));
                return;
            default:
                Stop(_client, TimeSpan.Zero);
                return;
        }
    }

    private void PumpUntilTheEnd(ENetHostRunner runner)
    {
        while (_users > 0 || runner.Completions.HasWaiting)
        {
            _scheduler.WaitFor(() => _users == 0 || runner.Completions.HasWaiting, Timeout.InfiniteTimeSpan, "pumps");
            runner.Pump(1 + _scheduler.Next(3));
            Scheduler.Gap();
        }
    }

    private void StopAtTheEnd()
    {
        // With an end in the middle nobody may have connected, and nobody may leave: then a stop ends what is left.
        _scheduler.WaitFor(() => _sendersLeft == 0 && (_isRead || _hasEnd) && Array.TrueForAll(_sent, sent => sent.IsDone || sent.Begun == 0), Timeout.InfiniteTimeSpan, "waits for the others");
        Stop(_client, TimeSpan.FromSeconds(1));
        Stop(_server, TimeSpan.FromSeconds(1));
        _scheduler.WaitFor(() => _isRead, Timeout.InfiniteTimeSpan, "waits for the reader");
        Judge();
    }

    // Whoever awaits a stop goes on on the thread pool, which is in no schedule: what is waited for here is what that waits for.
    private void Stop(ENetHostRunner runner, TimeSpan drain)
    {
        _ = runner.StopAsync(drain).AsTask();
        _scheduler.WaitFor(() => runner.Completion.IsCompleted, Timeout.InfiniteTimeSpan, "stops a runner");
    }

    private void Judge()
    {
        if (_client.Completion.IsFaulted || _server.Completion.IsFaulted) _scheduler.Fail($"a runner has failed: {_client.Completion.Exception ?? _server.Completion.Exception}");
        for (int sender = 0; sender < _sent.Length; sender++)
        {
            int[] numbers = [.. _received.Where(one => one.Sender == sender).Select(static one => one.Number)];
            if (!numbers.SequenceEqual(numbers.Distinct().Order())) _scheduler.Fail($"of sender {sender} came {string.Join(' ', numbers)}");
            if (numbers.Length > 0 && numbers[^1] >= _sent[sender].Begun) _scheduler.Fail($"of sender {sender} came {numbers[^1]}, which it has not sent");
            if (_hasEnd) continue;
            int[] missing = [.. _sent[sender].Sure.Except(numbers)];
            if (missing.Length > 0) _scheduler.Fail($"of sender {sender} {string.Join(' ', missing)} did not come");
        }
    }

    private bool Chance(int oneIn) => _scheduler.Next(oneIn) == 0;

    // What one thread has sent, as it knows it itself.
    private sealed class Sent
    {
        public List<int> Sure { get; } = new();

        public int Begun { get; set; }

        public bool IsDone { get; set; }
    }
}
