using System;
using System.Collections.Generic;
using System.Net;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Internal;
using ManagedENet.Transports;

namespace ManagedENet;

/// <summary>
/// A host with a thread of its own: it services itself, and any thread awaits connections and messages. For servers and clients that are not a loop; a game that has one may keep to <see cref="ENetHost"/>, or pump.
/// </summary>
/// <remarks>
/// What goes wrong on the network thread, an exception of an approver or interceptor of yours for example, ends the runner: its connections end, <see cref="Completion"/> has the exception, and so has whatever is asked
/// of it from then on. The network itself never does that.
/// <para>
/// With <see cref="ENetRunnerOptions.Shards"/> above 1 it is the front of that many hosts at one port, each with a thread of its own: it accepts for all of them, and connects from the one that the answers come to. Whoever
/// has to do with a connection notices nothing of it.
/// </para>
/// </remarks>
/// <example>
/// An echo server:
/// <code>
/// await using var server = ENetHostRunner.Start(new IPEndPoint(IPAddress.IPv6Any, 7777));
/// await foreach (ENetConnection client in server.AcceptAllAsync())
/// {
///     _ = EchoAsync(client);
/// }
///
/// static async Task EchoAsync(ENetConnection client)
/// {
///     await foreach (ENetMessage message in client.ReadAllAsync())
///     {
///         using (message) await client.SendAsync(message.Channel, message.Memory, ENetPacketFlags.Reliable);
///     }
/// }
/// </code>
/// </example>
public sealed partial class ENetHostRunner : IAsyncDisposable
{
    private readonly ENetHost _host;
    private readonly NetworkThread _thread;
    private readonly RunnerGroup _group;
    private readonly int _number;
    private readonly bool _isOneOfSeveral;

    internal ENetHostRunner(RunnerGroup group, ENetHost host, int number, bool listens, ENetRunnerOptions options, TimeProvider time)
    {
        Time = time;
        _thread = new NetworkThread(Run, number == 0 ? options.ThreadName : $"{options.ThreadName} {number}");
        _group = group;
        _host = host;
        Options = options;
        Completions = group.Completions;
        LongestMessage = host.Options.MaximumPacketBytes;
        LocalEndPoint = host.LocalEndPoint;
        _number = number;
        _isOneOfSeveral = group.Hosts > 1;
        if (!Completions.IsAsynchronous) host.WhenHandedOut(ShowDelivered);
        if (Completions.IsAsynchronous || _isOneOfSeveral) host.WhenResting(Rest);
        host.AcceptsConnections = listens;
        _listens = listens;
    }

    /// <summary>The address and port this host is reached at. One that was bound to port 0 knows its port here.</summary>
    public IPEndPoint LocalEndPoint { get; }

    /// <summary>Completed when the runner has stopped; with the exception that has ended it, if one has.</summary>
    public Task Completion => _group.Completion;

    /// <summary>
    /// The runners of the hosts at this port, in the order of their numbers: with one host this runner alone. They are one and the same to whoever accepts, connects, pumps or stops; <see cref="InvokeAsync"/> of each runs
    /// on its own network thread, with its own host.
    /// </summary>
    public IReadOnlyList<ENetHostRunner> Shards => _group.Runners;

    /// <summary>The counters of the host, of all shards together where there are several. Any thread may read them, also when the runner has stopped.</summary>
    public ENetStatistics Statistics => _group.Statistics;

    internal ENetRunnerOptions Options { get; }

    internal CompletionQueue Completions { get; }

    /// <summary>The time of the host.</summary>
    internal TimeProvider Time { get; }

    internal int LongestMessage { get; }

    internal StreamMemory StreamMemory { get; } = new();

    /// <summary>Makes a host, or several at one port (<see cref="ENetRunnerOptions.Shards"/>), and starts their threads.</summary>
    /// <param name="listenAt">Where others can connect to, as for <see cref="ENetHost.Bind"/>; null for a client, at any free port, which lets nobody in.</param>
    /// <param name="host">How the host behaves; null takes the defaults.</param>
    /// <param name="runner">How the runner works; null takes the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message says which and what to do.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The address is not of this machine, or the port is taken.</exception>
    public static ENetHostRunner Start(IPEndPoint? listenAt, ENetHostOptions? host = null, ENetRunnerOptions? runner = null)
    {
        runner ??= new ENetRunnerOptions();
        runner.Validate();
        host ??= new ENetHostOptions();
        IPEndPoint at = listenAt ?? ENetHost.AnyFreePort(host);
        return Start(runner.Shards == 1 ? new[] { ENetHost.Bind(at, host) } : ShardSet.Bind(at, runner.Shards, host).Hosts, listenAt is not null, runner, TimeProvider.System);
    }

    /// <summary>Starts a thread for a host on a transport of your choice, and on a time of your choice.</summary>
    /// <param name="transport">As for <see cref="ENetHost(IDatagramTransport, ENetHostOptions, TimeProvider)"/>.</param>
    /// <param name="listens">True lets others connect.</param>
    /// <param name="host">How the host behaves; null takes the defaults.</param>
    /// <param name="runner">How the runner works; null takes the defaults.</param>
    /// <param name="timeProvider">The time to live by; null takes <see cref="TimeProvider.System"/>.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message says which and what to do. The transport is still yours then.</exception>
    public static ENetHostRunner Start(IDatagramTransport transport, bool listens, ENetHostOptions? host = null, ENetRunnerOptions? runner = null, TimeProvider? timeProvider = null)
    {
        runner ??= new ENetRunnerOptions();
        runner.Validate();
        if (runner.Shards > 1) throw new ArgumentException($"One transport is that of one host, and {runner.Shards} {nameof(ENetRunnerOptions.Shards)} are asked for: leave them at 1, or start the runner at an address.", nameof(runner));
        return Start(new[] { new ENetHost(transport, host, timeProvider) }, listens, runner, timeProvider ?? TimeProvider.System);
    }

    /// <summary>One whose turns are the caller's, on its own thread: for tests on virtual time.</summary>
    internal static ENetHostRunner WithoutThread(IDatagramTransport transport, bool listens, ENetHostOptions? host, ENetRunnerOptions? runner, TimeProvider timeProvider) =>
        new RunnerGroup(new[] { new ENetHost(transport, host, timeProvider) }, listens, runner ?? new ENetRunnerOptions(), timeProvider).Runners[0];

    /// <summary>Starts a thread for each of these, which have one port.</summary>
    internal static ENetHostRunner Start(ENetHost[] hosts, bool listens, ENetRunnerOptions options, TimeProvider time)
    {
        var group = new RunnerGroup(hosts, listens, options, time);
        group.Start();
        return group.Runners[0];
    }

    /// <summary>Waits for the next connection that somebody else has made.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ObjectDisposedException">The runner has stopped.</exception>
    public async ValueTask<ENetConnection> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await _group.Accepted.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_group.TryAccept(out ENetConnection? connection)) return connection!;
        }

        throw new ObjectDisposedException(nameof(ENetHostRunner), "The runner has stopped.");
    }

    /// <summary>The connections that others make, until the runner stops.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async IAsyncEnumerable<ENetConnection> AcceptAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await _group.Accepted.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            while (_group.TryAccept(out ENetConnection? connection)) yield return connection!;
        }
    }

    /// <summary>Has something done on the network thread, with the host: to ban somebody, to look at its peers, to change a limit.</summary>
    /// <remarks>With several <see cref="Shards"/> it is the first of them, or the one that is asked: bans, limits and peers are those of each host. <see cref="InvokeAllAsync"/> does it in all of them.</remarks>
    /// <typeparam name="TState">What it needs.</typeparam>
    /// <typeparam name="T">What it answers.</typeparam>
    /// <param name="onNetworkThread">Gets the host and the state. It must not block, nor keep peers that it has seen beyond the call. What it throws goes to whoever awaits, and to nobody else.</param>
    /// <param name="state">Is handed to it.</param>
    /// <param name="cancellationToken">Ends the waiting; what has begun is done all the same.</param>
    /// <exception cref="ObjectDisposedException">The runner has stopped.</exception>
    public ValueTask<T> InvokeAsync<TState, T>(Func<ENetHost, TState, T> onNetworkThread, TState state, CancellationToken cancellationToken = default)
    {
        if (onNetworkThread is null) throw new ArgumentNullException(nameof(onNetworkThread));
        PooledSource<T> source = PooledSource<T>.Take(Completions);
        ValueTask<T> task = source.Task;
        var pending = new Pending<T>(source);
        Do(
            static (runner, wish) =>
            {
                if (!wish.Pending.IsOpen) return;
                try
                {
                    wish.Pending.TrySetResult(wish.Do(runner._host, wish.State));
                }
                catch (Exception e)
                {
                    wish.Pending.TrySetException(e);
                }
            },
            (Do: onNetworkThread, State: state, Pending: pending),
            pending);
        source.CancelWith(cancellationToken);
        return task;
    }

    /// <summary>Has the same done on the network thread of each of the <see cref="Shards"/>, as <see cref="InvokeAsync"/> does on one: to ban somebody wherever he comes, to count peers.</summary>
    /// <typeparam name="TState">What it needs.</typeparam>
    /// <typeparam name="T">What it answers.</typeparam>
    /// <param name="onNetworkThread">Gets each host and the state, on several threads at the same time.</param>
    /// <param name="state">Is handed to it.</param>
    /// <param name="cancellationToken">Ends the waiting; what has begun is done all the same.</param>
    /// <returns>The answers, in the order of <see cref="Shards"/>.</returns>
    /// <exception cref="ObjectDisposedException">The runner has stopped.</exception>
    public async ValueTask<T[]> InvokeAllAsync<TState, T>(Func<ENetHost, TState, T> onNetworkThread, TState state, CancellationToken cancellationToken = default)
    {
        var asked = new Task<T>[Shards.Count];
        for (int i = 0; i < asked.Length; i++) asked[i] = Shards[i].InvokeAsync(onNetworkThread, state, cancellationToken).AsTask();
        return await Task.WhenAll(asked).ConfigureAwait(false);
    }

    /// <summary>With <see cref="ENetCompletions.Pumped"/>: completes what waits to be, on the calling thread. Call it once a frame.</summary>
    /// <param name="maximum">No more than so many; the rest waits for the next call.</param>
    /// <returns>How many there were.</returns>
    /// <exception cref="InvalidOperationException">The runner was started with other <see cref="ENetRunnerOptions.Completions"/>.</exception>
    public int Pump(int maximum = int.MaxValue) => Completions.Pump(maximum);

    /// <summary>
    /// Lets nobody in any more, leaves every connection when what was sent has arrived, and stops. Whoever is not done in time is told once and given up, so that it is never longer than that.
    /// </summary>
    /// <param name="drain">How long that may take; zero says goodbye once and waits for nothing.</param>
    /// <param name="cancellationToken">Ends the waiting, not the stopping.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="drain"/> is negative.</exception>
    public async ValueTask StopAsync(TimeSpan drain, CancellationToken cancellationToken = default)
    {
        if (drain < TimeSpan.Zero) throw new ArgumentOutOfRangeException(nameof(drain), drain, "Pass zero not to wait for anybody, or some seconds for those whose data is under way.");
        _group.Stop(drain);
        Task stopped = Completion;
        if (cancellationToken.CanBeCanceled)
        {
            var cancelled = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            using CancellationTokenRegistration registration = cancellationToken.Register(static source => ((TaskCompletionSource<bool>)source!).TrySetResult(true), cancelled);
            if (await Task.WhenAny(stopped, cancelled.Task).ConfigureAwait(false) != stopped) throw new OperationCanceledException(cancellationToken);
        }

        await stopped.ConfigureAwait(false);
    }

    /// <summary>Stops, and says goodbye once to everybody. What has ended the runner before is not thrown here: <see cref="Completion"/> has it.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync(TimeSpan.Zero).ConfigureAwait(false);
        }
        catch (Exception) when (Completion.IsFaulted)
        {
            // It was told where it belongs.
        }
    }
}
