using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace ManagedENet.AspNetCore;

/// <summary>Listens for ENet peers at the end points that are meant for it, and leaves all others to whoever listens there.</summary>
internal sealed class ENetConnectionListenerFactory : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private readonly ListenerDirectory _directory;
    private readonly ILogger _logger;

    public ENetConnectionListenerFactory(ListenerDirectory directory, ILoggerFactory loggers)
    {
        _directory = directory;
        _logger = loggers.CreateLogger("ManagedENet.AspNetCore.Listener");
    }

    /// <inheritdoc/>
    public bool CanBind(EndPoint endpoint) => endpoint is ENetEndPoint;

    /// <inheritdoc/>
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        if (endpoint is not ENetEndPoint wanted) throw new NotSupportedException($"{endpoint} is no {nameof(ENetEndPoint)}: use ListenENet for ENet.");
        wanted.Validate();
        ENetHostRunner runner = Start(wanted);
        try
        {
            await _logger.LogNoticesAsync(runner, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await runner.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return new ENetConnectionListener(runner, wanted, _directory);
    }

    private static ENetHostRunner Start(ENetEndPoint endPoint)
    {
        try
        {
            return ENetHostRunner.Start(endPoint, endPoint.Host, endPoint.Runner);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new AddressInUseException(e.Message, e);
        }
        catch (SocketException e)
        {
            throw new IOException(e.Message, e);
        }
    }
}
