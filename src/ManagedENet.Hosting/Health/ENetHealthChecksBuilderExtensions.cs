using System;
using System.Collections.Generic;
using ManagedENet.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the health of ENet servers to an application.</summary>
public static class ENetHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds the health of an ENet server: healthy while its network thread answers in time, degraded while nearly every place is taken, unhealthy when it has stopped, has failed or does not answer. The numbers are in
    /// the data of the report.
    /// </summary>
    /// <param name="builder">The application's health checks.</param>
    /// <param name="configure">Changes the thresholds; null for nothing.</param>
    /// <param name="server">The name of the server.</param>
    /// <param name="name">The name of the check; null takes that of the server.</param>
    /// <param name="failureStatus">What is reported instead of unhealthy; null for unhealthy.</param>
    /// <param name="tags">Tags of the check; null for none.</param>
    /// <returns>The health checks.</returns>
    /// <exception cref="ArgumentException">An option is out of its range; the message says which and what to do.</exception>
    public static IHealthChecksBuilder AddENet(
        this IHealthChecksBuilder builder,
        Action<ENetHealthCheckOptions>? configure = null,
        string server = ENetServer.DefaultName,
        string? name = null,
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(server);
        var options = new ENetHealthCheckOptions();
        configure?.Invoke(options);
        options.Validate();
        return builder.Add(new HealthCheckRegistration(name ?? server, services => new ServerHealthCheck(Find(services, server), options), failureStatus, tags));
    }

    private static ENetServer Find(IServiceProvider services, string name) => services.GetKeyedService<ENetServer>(name)
        ?? throw new InvalidOperationException($"There is no ENet server \"{name}\" whose health could be told: add it with AddENetServer, or pass the name of one that was added.");
}
