using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;

namespace ManagedENet.AspNetCore;

/// <summary>
/// Looks at the servers once a second while somebody watches, and makes one event of it for all who do. What it keeps is bounded: the last minutes without their peers, and the newest sample.
/// </summary>
internal sealed partial class Sampler
{
    private const int KeptSamples = 180;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ServerDirectory _servers;
    private readonly int _mostViewers;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly object _lock = new();
    private readonly Queue<byte[]> _history = new();
    private Dictionary<ENetHostRunner, ServerReading> _readings = [];
    private TaskCompletionSource<byte[]> _next = NewNext();
    private int _viewers;
    private bool _isRunning;

    public Sampler(ServerDirectory servers, int mostViewers, TimeProvider time, ILogger logger)
    {
        _servers = servers;
        _mostViewers = mostViewers;
        _time = time;
        _logger = logger;
    }

    /// <summary>The event of the next sample.</summary>
    public Task<byte[]> Next
    {
        get
        {
            lock (_lock) return _next.Task;
        }
    }

    /// <summary>Those who watch now.</summary>
    public int Viewers
    {
        get
        {
            lock (_lock) return _viewers;
        }
    }

    /// <summary>Somebody begins to watch, and must <see cref="Leave"/>; false when there is no place.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_viewers >= _mostViewers) return false;
            _viewers++;
            if (_isRunning) return true;
            _isRunning = true;
            // What was seen before there was nobody has no place beside what comes now.
            _history.Clear();
        }

        _ = Task.Run(RunAsync);
        return true;
    }

    /// <summary>Somebody watches no more.</summary>
    public void Leave()
    {
        lock (_lock) _viewers--;
    }

    /// <summary>The event with what was seen in the last minutes.</summary>
    public byte[] History()
    {
        var events = new ArrayBufferWriter<byte>();
        events.Write("retry: 3000\nevent: history\ndata: ["u8);
        lock (_lock)
        {
            bool isFirst = true;
            foreach (byte[] sample in _history)
            {
                if (!isFirst) events.Write(","u8);
                events.Write(sample);
                isFirst = false;
            }
        }

        events.Write("]\n\n"u8);
        return events.WrittenSpan.ToArray();
    }

    private static TaskCompletionSource<byte[]> NewNext() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(120, LogLevel.Error, "The ENet dashboard could not look at the servers; it ends for those who watch, and their browsers ask again.")]
    private static partial void Failed(ILogger logger, Exception exception);

    private async Task RunAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(Interval, _time);
            do Publish(await TakeAsync().ConfigureAwait(false));
            while (await timer.WaitForNextTickAsync().ConfigureAwait(false) && !IsAlone());
        }
        catch (Exception e)
        {
            Failed(_logger, e);
            TaskCompletionSource<byte[]> ended;
            lock (_lock)
            {
                (ended, _next, _isRunning) = (_next, NewNext(), false);
            }

            ended.TrySetCanceled();
        }
    }

    private bool IsAlone()
    {
        lock (_lock)
        {
            if (_viewers > 0) return false;
            _isRunning = false;
            _readings = [];
            return true;
        }
    }

    private void Publish((byte[] Full, byte[] WithoutPeers) sample)
    {
        TaskCompletionSource<byte[]> told;
        lock (_lock)
        {
            if (_history.Count == KeptSamples) _history.Dequeue();
            _history.Enqueue(sample.WithoutPeers);
            (told, _next) = (_next, NewNext());
        }

        told.TrySetResult(sample.Full);
    }

    private async Task<(byte[] Full, byte[] WithoutPeers)> TakeAsync()
    {
        List<ServerReading> readings = [];
        Dictionary<ENetHostRunner, ServerReading> kept = [];
        foreach ((string name, ENetHostRunner runner) in _servers.Started())
        {
            ServerReading reading = _readings.TryGetValue(runner, out ServerReading? before) && before.IsFree ? before : new ServerReading();
            await reading.TakeAsync(name, runner).ConfigureAwait(false);
            readings.Add(reading);
            kept[runner] = reading;
        }

        _readings = kept;
        long now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        byte[] full = [.. "event: sample\ndata: "u8, .. SampleWriter.Write(now, readings, withPeers: true), .. "\n\n"u8];
        return (full, SampleWriter.Write(now, readings, withPeers: false));
    }
}
