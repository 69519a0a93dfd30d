using System;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet;
using ManagedENet.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds ENet servers to an application.</summary>
public static class ENetServerServiceCollectionExtensions
{
    /// <summary>Adds an ENet server that starts and stops with the application and serves each connection with a handler of its own, from the connection's own scope.</summary>
    /// <typeparam name="THandler">The handler. It is registered as a scoped service unless it is registered already.</typeparam>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Changes what the configuration says; null for nothing.</param>
    /// <param name="name">The server's name and configuration section (<c>Games:Lobby</c> is one too). An application may have several servers; each has its own.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    /// <exception cref="InvalidOperationException">There is a server of this name already.</exception>
    public static IServiceCollection AddENetServer<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IServiceCollection services, Action<ENetServerOptions>? configure = null, string name = ENetServer.DefaultName)
        where THandler : class, IENetConnectionHandler
    {
        ArgumentNullException.ThrowIfNull(services);
        Add(services, name, configure, static scope => scope.GetRequiredService<THandler>());
        services.TryAddScoped<THandler>();
        return services;
    }

    /// <summary>Adds an ENet server that starts and stops with the application and serves each connection with a delegate.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="handler">Serves a connection, as <see cref="IENetConnectionHandler.OnConnectedAsync"/> does.</param>
    /// <param name="configure">Changes what the configuration says; null for nothing.</param>
    /// <param name="name">The server's name and configuration section. An application may have several servers; each has its own.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    /// <exception cref="InvalidOperationException">There is a server of this name already.</exception>
    public static IServiceCollection AddENetServer(
        this IServiceCollection services, Func<ENetConnection, CancellationToken, Task> handler, Action<ENetServerOptions>? configure = null, string name = ENetServer.DefaultName)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(handler);
        return services.AddENetServer((_, connection, stopping) => handler(connection, stopping), configure, name);
    }

    /// <summary>Adds an ENet server that starts and stops with the application and serves each connection with a delegate, which gets the services of the connection's scope.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="handler">Serves a connection, as <see cref="IENetConnectionHandler.OnConnectedAsync"/> does.</param>
    /// <param name="configure">Changes what the configuration says; null for nothing.</param>
    /// <param name="name">The server's name and configuration section. An application may have several servers; each has its own.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    /// <exception cref="InvalidOperationException">There is a server of this name already.</exception>
    public static IServiceCollection AddENetServer(
        this IServiceCollection services,
        Func<IServiceProvider, ENetConnection, CancellationToken, Task> handler,
        Action<ENetServerOptions>? configure = null,
        string name = ENetServer.DefaultName)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(handler);
        Add(services, name, configure, scope => new DelegateHandler(handler, scope));
        return services;
    }

    private static void Add(IServiceCollection services, string name, Action<ENetServerOptions>? configure, Func<IServiceProvider, IENetConnectionHandler> makeHandler)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (services.Any(service => service.ServiceType == typeof(ENetServer) && service.IsKeyedService && string.Equals(service.ServiceKey as string, name, StringComparison.OrdinalIgnoreCase)))
        {
            throw new InvalidOperationException($"There is an ENet server \"{name}\" already: give the second one a name of its own, which is its configuration section too.");
        }

        OptionsBuilder<ENetServerOptions> options = services.AddOptions<ENetServerOptions>(name);
        services.AddSingleton<IConfigureOptions<ENetServerOptions>>(provider => new ConfigureServerOptions(provider, name));
        if (configure is not null) options.Configure(configure);
        services.AddSingleton<IValidateOptions<ENetServerOptions>>(new ValidateServerOptions(name));
        options.ValidateOnStart();

        services.AddKeyedSingleton(name, static (_, key) => new ENetServer((string)key!));
        services.AddSingleton(provider => provider.GetRequiredKeyedService<ENetServer>(name));
        services.AddSingleton<IHostedService>(provider => MakeService(provider, name, makeHandler));
    }

    private static ServerService MakeService(IServiceProvider provider, string name, Func<IServiceProvider, IENetConnectionHandler> makeHandler) => new(
        provider.GetRequiredKeyedService<ENetServer>(name),
        provider.GetRequiredService<IOptionsMonitor<ENetServerOptions>>(),
        makeHandler,
        provider.GetRequiredService<IServiceScopeFactory>(),
        provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance,
        provider.GetService<IHostApplicationLifetime>());
}
