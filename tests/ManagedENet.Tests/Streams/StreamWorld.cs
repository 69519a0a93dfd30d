using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Streams;

/// <summary>Two runners without threads, on one virtual time and a network in memory that may be as bad as is wanted: what awaits them goes on inline, in a turn of this world.</summary>
internal sealed class StreamWorld : IDisposable
{
    private readonly ManualClock _clock = new();

    public StreamWorld(NetworkImpairmentOptions? network = null, int channels = 2, ENetHostOptions? host = null, ENetCompletions completions = ENetCompletions.Inline, ENetRunnerOptions? runner = null)
    {
        // What goes on goes on here, and not where a context of the test wants it.
        SynchronizationContext.SetSynchronizationContext(null);
        var hub = new LoopbackHub();
        ENetRunnerOptions options = (runner ?? new ENetRunnerOptions()) with { Completions = completions };
        Left = ENetHostRunner.WithoutThread(Impair(hub, network), listens: false, host, options, _clock);
        Right = ENetHostRunner.WithoutThread(Impair(hub, network is null ? null : network with { Seed = network.Seed + 1 }), listens: true, host, options, _clock);
        AtLeft = Run(Left.ConnectAsync(Right.LocalEndPoint, new ENetConnectOptions { ChannelCount = channels }).AsTask());
        AtRight = Run(Right.AcceptAsync().AsTask());
    }

    public ENetHostRunner Left { get; }

    public ENetHostRunner Right { get; }

    public ENetConnection AtLeft { get; }

    public ENetConnection AtRight { get; }

    public long NowMs => _clock.NowMs;

    /// <summary>What the pool of a runner has given out, and what the ledger of its host knows: nothing that a stream counts itself.</summary>
    public static long HeldBy(ENetHostRunner runner)
    {
        Task<ENetStatistics> asked = runner.InvokeAsync(static (host, _) => host.Statistics, 0).AsTask();
        runner.Turn();
        return runner.StreamMemory.RentedBytes + asked.Result.OutgoingQueuedBytes + asked.Result.IncomingQueuedBytes;
    }

    /// <summary>Everybody has a turn, and then it is a millisecond later.</summary>
    public void Step()
    {
        Left.Turn();
        Right.Turn();
        if (Left.Options.Completions == ENetCompletions.Pumped)
        {
            Left.Pump();
            Right.Pump();
        }

        _clock.NowMs++;
    }

    /// <summary>So many milliseconds.</summary>
    public void Advance(int milliseconds)
    {
        for (int i = 0; i < milliseconds; i++) Step();
    }

    /// <summary>Goes on until a task is completed.</summary>
    public T Run<T>(Task<T> task, int mostMs = 300_000)
    {
        Run((Task)task, mostMs);
        return task.Result;
    }

    /// <summary>Goes on until a task is completed.</summary>
    public void Run(Task task, int mostMs = 300_000)
    {
        for (int i = 0; !task.IsCompleted; i++)
        {
            if (i == mostMs) throw new TimeoutException($"Nothing has come in {mostMs} ms of virtual time.");
            Step();
        }

        task.GetAwaiter().GetResult();
    }

    /// <summary>Goes on until something holds.</summary>
    public void Until(Func<bool> holds, int mostMs = 300_000)
    {
        for (int i = 0; !holds(); i++)
        {
            if (i == mostMs) throw new TimeoutException($"It does not hold after {mostMs} ms of virtual time.");
            Step();
        }
    }

    public void Dispose()
    {
        foreach (ENetHostRunner runner in new[] { Left, Right })
        {
            _ = runner.DisposeAsync().AsTask();
            while (!runner.Completion.IsCompleted) runner.Turn();
        }
    }

    private IDatagramTransport Impair(LoopbackHub hub, NetworkImpairmentOptions? network)
    {
        LoopbackTransport inner = hub.Open(capacity: 100_000);
        return network is null ? inner : new ImpairedTransport(inner, new ImpairedTransportOptions { Outgoing = network }, _clock);
    }
}
