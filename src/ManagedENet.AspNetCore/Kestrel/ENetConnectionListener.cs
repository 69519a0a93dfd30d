using System;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;

namespace ManagedENet.AspNetCore;

/// <summary>Gives the peers of one runner to Kestrel, each as a connection.</summary>
internal sealed class ENetConnectionListener : IConnectionListener
{
    private readonly ENetHostRunner _runner;
    private readonly ENetEndPoint _endPoint;
    private readonly ListenerDirectory _directory;
    private readonly CancellationTokenSource _unbound = new();

    public ENetConnectionListener(ENetHostRunner runner, ENetEndPoint endPoint, ListenerDirectory directory)
    {
        _runner = runner;
        _endPoint = endPoint.At(runner.LocalEndPoint);
        _directory = directory;
        directory.Add(runner);
    }

    /// <summary>Where it listens, with the port that it was given.</summary>
    public EndPoint EndPoint => _endPoint;

    /// <summary>The next peer; null when it is unbound. A network thread that has failed is thrown, and Kestrel says so.</summary>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _unbound.Token);
        try
        {
            return new ENetConnectionContext(await _runner.AcceptAsync(ended.Token).ConfigureAwait(false), _endPoint);
        }
        catch (OperationCanceledException) when (_unbound.IsCancellationRequested)
        {
            return null;
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
    }

    /// <summary>Lets nobody in any more; those who are in stay.</summary>
    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await _runner.InvokeAllAsync(static (host, _) => host.AcceptsConnections = false, 0, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ObjectDisposedException or OperationCanceledException)
        {
            // It has ended, or there is no time to wait for it: nobody is accepted from now on.
        }

        await _unbound.CancelAsync().ConfigureAwait(false);
    }

    /// <summary>Says goodbye to everybody who is left, and closes the socket.</summary>
    public async ValueTask DisposeAsync()
    {
        await _unbound.CancelAsync().ConfigureAwait(false);
        _directory.Remove(_runner);
        await _runner.StopAsync(_endPoint.DrainTime).AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _runner.DisposeAsync().ConfigureAwait(false);
        _unbound.Dispose();
    }
}
