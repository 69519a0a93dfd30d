using System;
using System.Diagnostics;
using System.Net;
using System.Threading;
using System.Threading.Tasks;

namespace ManagedENet.LongRuns.Runner;

/// <summary>Two runners, and code that awaits their connection.</summary>
internal sealed class RunnerFace : IFace
{
    // What waits for the network thread is limited to about as many messages as the handler has on their way.
    private const int QueuedMessageBytes = Traffic.MessageBytes + 64;

    private readonly ENetHostRunner _server;
    private readonly ENetHostRunner _client;
    private readonly ENetConnection _connection;
    private readonly Task _serving;
    private readonly byte[] _payload = new byte[Traffic.MessageBytes];
    private readonly ENetCompletions _completions;
    private TaskCompletionSource? _all;
    private long _wanted;
    private long _received;

    public RunnerFace(ENetCompletions completions)
    {
        _completions = completions;
        var options = new ENetRunnerOptions { Completions = completions, SendQueueBytes = Traffic.Window * QueuedMessageBytes, ReceiveQueueLength = 2 * Traffic.Window };
        _server = ENetHostRunner.Start(new IPEndPoint(IPAddress.Loopback, 0), runner: options);
        _client = ENetHostRunner.Start(null, runner: options);
        _connection = _client.ConnectAsync(_server.LocalEndPoint, new ENetConnectOptions { ChannelCount = Traffic.Channels }).AsTask().WaitAsync(Traffic.Patience).GetAwaiter().GetResult();
        _serving = ServeAsync(_server.AcceptAsync().AsTask().WaitAsync(Traffic.Patience).GetAwaiter().GetResult());
    }

    public string Name => $"runner, {_completions}";

    public double Stream(int messages)
    {
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _wanted, Volatile.Read(ref _received) + messages);
        Volatile.Write(ref _all, all);
        TimeSpan start = Environment.CpuUsage.TotalTime;
        Task.Run(() => SendAsync(messages)).WaitAsync(Traffic.Patience).GetAwaiter().GetResult();
        all.Task.WaitAsync(Traffic.Patience).GetAwaiter().GetResult();
        return (Environment.CpuUsage.TotalTime - start).TotalNanoseconds / messages;
    }

    public double Echo(int questions) => Task.Run(() => EchoAsync(questions)).GetAwaiter().GetResult();

    public void Dispose()
    {
        _client.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _serving.WaitAsync(Traffic.Patience).GetAwaiter().GetResult();
    }

    private async Task SendAsync(int messages)
    {
        // As with the handler no more than a window is under way: the last of each half of it is confirmed before the half after the next begins.
        ValueTask<ENetDelivery> before = default;
        for (int i = 1; i <= messages; i++)
        {
            if (i % (Traffic.Window / 2) != 0)
            {
                await _connection.SendAsync(Traffic.Counted, _payload, ENetPacketFlags.Reliable);
                continue;
            }

            ValueTask<ENetDelivery> half = _connection.SendAndConfirmAsync(Traffic.Counted, _payload);
            await before;
            before = half;
        }

        await before;
    }

    private async Task<double> EchoAsync(int questions)
    {
        var times = new double[questions];
        for (int i = 0; i < questions; i++)
        {
            long start = Stopwatch.GetTimestamp();
            await _connection.SendAsync(Traffic.Echoed, _payload, ENetPacketFlags.Reliable);
            (await _connection.ReceiveAsync()).Dispose();
            times[i] = Traffic.MicrosecondsSince(start);
        }

        return Traffic.MedianOf(times);
    }

    private async Task ServeAsync(ENetConnection client)
    {
        await foreach (ENetMessage message in client.ReadAllAsync())
        {
            using (message)
            {
                if (message.Channel == Traffic.Echoed) await client.SendAsync(Traffic.Echoed, message.Memory, ENetPacketFlags.Reliable);
                else Count();
            }
        }
    }

    private void Count()
    {
        long received = _received + 1;
        Volatile.Write(ref _received, received);
        if (received == Volatile.Read(ref _wanted)) Volatile.Read(ref _all)?.TrySetResult();
    }
}
