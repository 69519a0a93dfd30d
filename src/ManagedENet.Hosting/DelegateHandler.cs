using System;
using System.Threading;
using System.Threading.Tasks;

namespace ManagedENet.Hosting;

/// <summary>A handler that is a delegate, with the services of its connection.</summary>
internal sealed class DelegateHandler : IENetConnectionHandler
{
    private readonly Func<IServiceProvider, ENetConnection, CancellationToken, Task> _handle;
    private readonly IServiceProvider _services;

    public DelegateHandler(Func<IServiceProvider, ENetConnection, CancellationToken, Task> handle, IServiceProvider services)
    {
        _handle = handle;
        _services = services;
    }

    /// <inheritdoc/>
    public Task OnConnectedAsync(ENetConnection connection, CancellationToken stopping) => _handle(_services, connection, stopping);
}
