using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ManagedENet.Hosting;

/// <summary>Starts and stops one server with the application: its runner, its log, and whoever serves its connections.</summary>
internal sealed class ServerService : IHostedService, IAsyncDisposable, IDisposable
{
    private const int HandlersShare = 2;

    private readonly ENetServer _server;
    private readonly IOptionsMonitor<ENetServerOptions> _options;
    private readonly Func<IServiceProvider, IENetConnectionHandler> _makeHandler;
    private readonly IServiceScopeFactory _scopes;
    private readonly ILogger _logger;
    private readonly IHostApplicationLifetime? _lifetime;
    private ENetHostRunner? _runner;
    private Attendance? _attendance;
    private Task _accepting = Task.CompletedTask;
    private Task _watching = Task.CompletedTask;
    private TimeSpan _drainTime;

    public ServerService(
        ENetServer server,
        IOptionsMonitor<ENetServerOptions> options,
        Func<IServiceProvider, IENetConnectionHandler> makeHandler,
        IServiceScopeFactory scopes,
        ILoggerFactory loggers,
        IHostApplicationLifetime? lifetime)
    {
        _server = server;
        _options = options;
        _makeHandler = makeHandler;
        _scopes = scopes;
        _logger = loggers.CreateLogger<ENetServer>();
        _lifetime = lifetime;
    }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            ENetServerOptions options = _options.Get(_server.Name);
            _drainTime = options.DrainTime;
            _runner = Start(options);
            _attendance = new Attendance(_server, _makeHandler, _scopes, _logger, options.Host.PeerLimit * _runner.Shards.Count);
            string transport = await _runner.InvokeAsync(static (host, _) => host.Statistics.TransportName, 0, cancellationToken).ConfigureAwait(false);
            _server.Begin(_runner);
            ServerLog.Started(_logger, _server.Name, _runner.LocalEndPoint, transport);
            await _logger.LogNoticesAsync(_runner, cancellationToken).ConfigureAwait(false);
            _accepting = AcceptAsync(_runner, _attendance);
            _watching = WatchAsync(_runner, options.StopApplicationOnFailure);
        }
        catch (Exception e)
        {
            _server.Fail(e);
            if (_runner is { } runner) await runner.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_runner is not { } runner || _attendance is not { } attendance) return;
        long began = Stopwatch.GetTimestamp();
        if (!runner.Completion.IsCompleted) ServerLog.Stopping(_logger, _server.Name, _server.ConnectionCount);
        await CloseDoorAsync(runner, cancellationToken).ConfigureAwait(false);
        attendance.Stop();
        await Quietly(attendance.AllDone.WaitAsync(_drainTime / HandlersShare, cancellationToken)).ConfigureAwait(false);
        TimeSpan left = _drainTime - Stopwatch.GetElapsedTime(began);
        await Quietly(runner.StopAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellationToken).AsTask()).ConfigureAwait(false);
        // Whoever shuts the application down has no more time: everybody is told once.
        if (!runner.Completion.IsCompleted) await runner.DisposeAsync().ConfigureAwait(false);
        await Quietly(_accepting).ConfigureAwait(false);
        await Quietly(attendance.AllDone.WaitAsync(cancellationToken)).ConfigureAwait(false);
        if (_server.ConnectionCount is > 0 and int count) ServerLog.HandlersLeft(_logger, _server.Name, count);
        await _watching.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _attendance?.Stop();
        if (_runner is not { } runner) return;
        await runner.DisposeAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static async Task CloseDoorAsync(ENetHostRunner runner, CancellationToken cancellationToken)
    {
        try
        {
            await runner.InvokeAllAsync(static (host, _) => host.AcceptsConnections = false, 0, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ObjectDisposedException or OperationCanceledException)
        {
            // It has ended already, or there is no time for it: the runner's own stop lets nobody in either.
        }
    }

    // What is waited for has told its failure where it belongs.
    private static async Task Quietly(Task task) => await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private ENetHostRunner Start(ENetServerOptions options)
    {
        var endPoint = new IPEndPoint(options.Address, options.Port!.Value);
        try
        {
            return ENetHostRunner.Start(endPoint, options.Host, options.Runner);
        }
        catch (SocketException e)
        {
            throw new IOException(BindFailure.Describe(_server.Name, endPoint, e), e);
        }
    }

    private async Task AcceptAsync(ENetHostRunner runner, Attendance attendance)
    {
        try
        {
            await foreach (ENetConnection connection in runner.AcceptAllAsync().ConfigureAwait(false)) attendance.Admit(connection);
        }
        catch (Exception) when (runner.Completion.IsCompleted)
        {
            // The runner has failed, which is told where it is watched.
        }
    }

    private async Task WatchAsync(ENetHostRunner runner, bool stopsApplication)
    {
        await Quietly(runner.Completion).ConfigureAwait(false);
        if (runner.Completion.Exception is not { } failure)
        {
            ServerLog.Stopped(_logger, _server.Name);
            return;
        }

        ServerLog.Failed(_logger, failure.InnerException ?? failure, _server.Name);
        if (stopsApplication) _lifetime?.StopApplication();
    }
}
