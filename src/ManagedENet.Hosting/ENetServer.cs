using System;
using System.Net;
using System.Threading;
using System.Threading.Tasks;

namespace ManagedENet.Hosting;

/// <summary>
/// An ENet server of this application, for whoever wants to know of it or to use its runner: a singleton, under its name as key and without one. Any thread may use it.
/// </summary>
/// <example><code>
/// public sealed class Bans(ENetServer server)
/// {
///     public async ValueTask&lt;int&gt; Ban(ENetAddressRange range) =>
///         (await server.Runner.InvokeAllAsync(static (host, range) => { host.Ban(range); return host.Disconnect(range); }, range)).Sum();
/// }
/// </code></example>
public sealed class ENetServer
{
    /// <summary>The name, and the configuration section, of a server for which no other is given: <c>ENet</c>.</summary>
    public const string DefaultName = "ENet";

    private readonly TaskCompletionSource<ENetHostRunner> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _connectionCount;

    internal ENetServer(string name) => Name = name;

    /// <summary>Its name, which is its configuration section and the key of its services.</summary>
    public string Name { get; }

    /// <summary>Completed with the runner when the server has started; with the exception when it could not. The runner is the server's: stop the application, not the runner.</summary>
    public Task<ENetHostRunner> Started => _started.Task;

    /// <summary>The runner, to connect to others, to have something done on the network threads, to read statistics. It is the server's to stop.</summary>
    /// <exception cref="InvalidOperationException">The server has not started.</exception>
    public ENetHostRunner Runner => _started.Task.IsCompletedSuccessfully
        ? _started.Task.Result
        : throw new InvalidOperationException($"The ENet server \"{Name}\" has not started: await {nameof(Started)}, or ask for {nameof(Runner)} from a hosted service that is registered after the server.");

    /// <summary>The address and port it is reached at; one that was asked to listen at port 0 knows its port here.</summary>
    /// <exception cref="InvalidOperationException">The server has not started.</exception>
    public IPEndPoint LocalEndPoint => Runner.LocalEndPoint;

    /// <summary>True from its start until it has stopped or failed.</summary>
    public bool IsRunning => _started.Task.IsCompletedSuccessfully && !_started.Task.Result.Completion.IsCompleted;

    /// <summary>Connections that are being served, those included that their handlers are done with and that are being left.</summary>
    public int ConnectionCount => Volatile.Read(ref _connectionCount);

    internal void Begin(ENetHostRunner runner) => _started.TrySetResult(runner);

    internal void Fail(Exception exception)
    {
        _started.TrySetException(exception);
        // Whoever starts the application has it already: nobody needs to wait for it here.
        _ = _started.Task.Exception;
    }

    internal int Enter() => Interlocked.Increment(ref _connectionCount);

    internal void Leave() => Interlocked.Decrement(ref _connectionCount);
}
