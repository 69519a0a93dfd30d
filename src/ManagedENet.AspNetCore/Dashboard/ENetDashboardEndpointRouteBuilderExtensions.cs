using System;
using System.Diagnostics.CodeAnalysis;
using ManagedENet.AspNetCore;
using ManagedENet.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds the ENet dashboard to a web application.</summary>
public static class ENetDashboardEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Adds a page that shows the ENet servers of this application while they run, those of Kestrel included: peers, round trips, throughput, drops by reason. It is one page without anything from elsewhere; a look is
    /// taken once a second while somebody watches. Callers on this machine see it, and nobody else unless the options say so.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">Where the page is, such as <c>/enet</c>.</param>
    /// <param name="configure">Changes the options; null for nothing.</param>
    /// <returns>What conventions are added to, such as <c>RequireAuthorization()</c>.</returns>
    /// <exception cref="ArgumentException">An option is out of its range; the message says which and what to do.</exception>
    public static IEndpointConventionBuilder MapENetDashboard(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/enet", Action<ENetDashboardOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        var options = new ENetDashboardOptions();
        configure?.Invoke(options);
        options.Validate();

        IServiceProvider services = endpoints.ServiceProvider;
        ILoggerFactory loggers = services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance;
        var sampler = new Sampler(
            new ServerDirectory(services.GetServices<ENetServer>(), services.GetService<ListenerDirectory>()),
            options.MostViewers,
            services.GetService<TimeProvider>() ?? TimeProvider.System,
            loggers.CreateLogger("ManagedENet.AspNetCore.Dashboard"));
        var dashboard = new DashboardEndpoints(options, sampler, services.GetService<IHostApplicationLifetime>());
        RouteGroupBuilder group = endpoints.MapGroup(pattern);
        group.MapGet("", new RequestDelegate(dashboard.ShowPageAsync));
        group.MapGet("/events", new RequestDelegate(dashboard.SendEventsAsync));
        return group;
    }
}
