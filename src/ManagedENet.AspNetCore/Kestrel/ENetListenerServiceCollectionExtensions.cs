using System;
using System.Linq;
using ManagedENet.AspNetCore;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets Kestrel listen for ENet peers.</summary>
public static class ENetListenerServiceCollectionExtensions
{
    /// <summary>Adds ENet to what Kestrel can listen with, beside TCP and whatever else there is. <c>ListenENet</c> says where it does.</summary>
    /// <param name="services">The application's services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddENetListener(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        // Kestrel adds its sockets only where nothing else is there.
        if (!services.Any(service => service.ServiceType == typeof(IConnectionListenerFactory))) services.AddSingleton<IConnectionListenerFactory, SocketTransportFactory>();
        services.TryAddSingleton<ListenerDirectory>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConnectionListenerFactory, ENetConnectionListenerFactory>());
        return services;
    }
}
