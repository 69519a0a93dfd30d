using System;
using System.Net;
using System.Threading;
using System.Threading.Tasks;

namespace ManagedENet.Tests.Streams;

/// <summary>Two runners with threads, and a connection between them over the sockets of this machine. Where they are to be pumped, a thread does nothing else.</summary>
internal sealed class StreamPair : IAsyncDisposable
{
    private readonly CancellationTokenSource _pumping = new();
    private Thread? _pump;

    private StreamPair(ENetHostRunner server, ENetHostRunner client) => (Server, Client) = (server, client);

    public ENetHostRunner Server { get; }

    public ENetHostRunner Client { get; }

    public ENetConnection AtServer { get; private set; } = null!;

    public ENetConnection AtClient { get; private set; } = null!;

    public static async Task<StreamPair> OpenAsync(ENetCompletions completions, int channels = 1, CancellationToken token = default)
    {
        var options = new ENetRunnerOptions { Completions = completions };
        var pair = new StreamPair(ENetHostRunner.Start(new IPEndPoint(IPAddress.Loopback, 0), runner: options), ENetHostRunner.Start(null, runner: options));
        if (completions == ENetCompletions.Pumped)
        {
            pair._pump = new Thread(pair.Pump) { IsBackground = true };
            pair._pump.Start();
        }

        ValueTask<ENetConnection> accepting = pair.Server.AcceptAsync(token);
        // Off the network thread, where the test would go on otherwise.
        pair.AtClient = await Task.Run(async () => await pair.Client.ConnectAsync(pair.Server.LocalEndPoint, new ENetConnectOptions { ChannelCount = channels }, token).ConfigureAwait(false), token).ConfigureAwait(false);
        pair.AtServer = await Task.Run(async () => await accepting.ConfigureAwait(false), token).ConfigureAwait(false);
        await Task.Run(static () => { }, token).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        return pair;
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync().ConfigureAwait(false);
        await Server.DisposeAsync().ConfigureAwait(false);
        _pumping.Cancel();
        _pump?.Join();
    }

    private void Pump()
    {
        while (!_pumping.IsCancellationRequested)
        {
            if (Server.Pump() + Client.Pump() == 0) Thread.Yield();
        }
    }
}
