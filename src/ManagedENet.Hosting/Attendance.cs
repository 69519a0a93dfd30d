using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ManagedENet.Hosting;

/// <summary>Serves the connections of one server, each with a handler and a scope of its own, and knows when all of them are done.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Handlers may hold the token for longer than the server lives, and a source without a timer has nothing to dispose.")]
internal sealed class Attendance
{
    private static readonly TimeSpan LeastBetweenFullEntries = TimeSpan.FromMinutes(1);

    private readonly ENetServer _server;
    private readonly Func<IServiceProvider, IENetConnectionHandler> _makeHandler;
    private readonly IServiceScopeFactory _scopes;
    private readonly ILogger _logger;
    private readonly int _peerLimit;
    private readonly CancellationTokenSource _stopping = new();
    private readonly HashSet<Task> _tasks = [];
    private long _toldFullAt;
    private int _isStopped;

    public Attendance(ENetServer server, Func<IServiceProvider, IENetConnectionHandler> makeHandler, IServiceScopeFactory scopes, ILogger logger, int peerLimit)
    {
        _server = server;
        _makeHandler = makeHandler;
        _scopes = scopes;
        _logger = logger;
        _peerLimit = peerLimit;
    }

    /// <summary>Completed when every connection that is served now is done.</summary>
    public Task AllDone
    {
        get
        {
            lock (_tasks) return Task.WhenAll(_tasks);
        }
    }

    /// <summary>Serves a connection from now on.</summary>
    public void Admit(ENetConnection connection)
    {
        if (_server.Enter() >= _peerLimit) TellFull();
        lock (_tasks)
        {
            // On a thread of the pool, so that a handler that blocks holds up nobody who is to be accepted.
            Task task = Task.Run(() => ServeAsync(connection));
            _tasks.Add(task);
            _ = task.ContinueWith(static (done, self) => ((Attendance)self!).Forget(done), this, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    /// <summary>Tells all handlers that the server stops. What they do about it is done elsewhere: one that blocks holds up nobody.</summary>
    public void Stop()
    {
        if (Interlocked.Exchange(ref _isStopped, 1) != 0) return;
        _ = CancelAsync();
    }

    private async Task CancelAsync()
    {
        try
        {
            await _stopping.CancelAsync().ConfigureAwait(false);
        }
        catch (AggregateException e)
        {
            ServerLog.CancellationFailed(_logger, e, _server.Name);
        }
    }

    private void Forget(Task task)
    {
        lock (_tasks) _tasks.Remove(task);
    }

    private async Task ServeAsync(ENetConnection connection)
    {
        long began = Stopwatch.GetTimestamp();
        try
        {
            ServerLog.Connected(_logger, connection.RemoteEndPoint, connection.ChannelCount, connection.ConnectData);
            if (await TryHandleAsync(connection).ConfigureAwait(false)) await connection.DisconnectAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // The runner has ended, and with it the connection.
        }
        finally
        {
            _server.Leave();
            await connection.DisposeAsync().ConfigureAwait(false);
            TellEnd(connection, Stopwatch.GetElapsedTime(began).TotalSeconds);
        }
    }

    // False when the handler has failed, and the connection is to be left at once.
    private async Task<bool> TryHandleAsync(ENetConnection connection)
    {
        try
        {
            AsyncServiceScope scope = _scopes.CreateAsyncScope();
            await using (scope.ConfigureAwait(false)) await _makeHandler(scope.ServiceProvider).OnConnectedAsync(connection, _stopping.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested || connection.Ending is not null)
        {
            return true;
        }
        catch (ENetDisconnectedException) when (connection.Ending is not null)
        {
            // A handler that reads until there is nothing more need not catch the end of it.
            return true;
        }
        catch (Exception e)
        {
            ServerLog.HandlerFailed(_logger, e, connection.RemoteEndPoint);
            return false;
        }
    }

    private void TellEnd(ENetConnection connection, double seconds)
    {
        if (connection.Ending is not { } ending) return;
        if (ending.Reason == ENetDisconnectReason.Timeout) ServerLog.TimedOut(_logger, connection.RemoteEndPoint, seconds);
        else ServerLog.Ended(_logger, connection.RemoteEndPoint, seconds, ending);
    }

    // Strangers who come and go at the limit write one entry a minute.
    private void TellFull()
    {
        if (_toldFullAt != 0 && Stopwatch.GetElapsedTime(_toldFullAt) < LeastBetweenFullEntries) return;
        _toldFullAt = Stopwatch.GetTimestamp();
        ServerLog.Full(_logger, _server.Name, _peerLimit);
    }
}
