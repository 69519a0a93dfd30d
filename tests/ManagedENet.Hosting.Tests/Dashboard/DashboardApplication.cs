using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.AspNetCore;
using ManagedENet.Hosting.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ManagedENet.Hosting.Tests.Dashboard;

/// <summary>A web application with an ENet server and its dashboard, on this machine alone, at free ports.</summary>
internal sealed class DashboardApplication : IAsyncDisposable
{
    private DashboardApplication(WebApplication web, LogBook log)
    {
        Web = web;
        Log = log;
        Address = web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First().Replace("[::]", "127.0.0.1", StringComparison.Ordinal);
        Http = new HttpClient { BaseAddress = new Uri(Address), Timeout = Timeout.InfiniteTimeSpan };
    }

    public WebApplication Web { get; }

    public LogBook Log { get; }

    public string Address { get; }

    public HttpClient Http { get; }

    public ENetServer Server => Web.Services.GetRequiredService<ENetServer>();

    public static async Task<DashboardApplication> StartAsync(
        CancellationToken token,
        Action<ENetDashboardOptions>? configure = null,
        TimeProvider? time = null,
        Action<WebApplicationBuilder>? build = null,
        Action<WebApplication>? before = null,
        Action<IEndpointConventionBuilder>? conventions = null,
        IPAddress? listenAt = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(listenAt ?? IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        builder.Configuration.AddInMemoryCollection(TestApplication.Anywhere());
        var log = new LogBook();
        builder.Logging.AddProvider(log);
        builder.Services.AddENetServer(Handlers.Echo);
        if (time is not null) builder.Services.AddSingleton(time);
        build?.Invoke(builder);
        WebApplication web = builder.Build();
        before?.Invoke(web);
        IEndpointConventionBuilder dashboard = web.MapENetDashboard("/enet", configure);
        conventions?.Invoke(dashboard);
        await web.StartAsync(token);
        return new DashboardApplication(web, log);
    }

    /// <summary>Begins to listen to the events of the dashboard.</summary>
    public async Task<EventReader> WatchAsync(CancellationToken token)
    {
        HttpResponseMessage response = await Http.GetAsync("/enet/events", HttpCompletionOption.ResponseHeadersRead, token);
        response.EnsureSuccessStatusCode();
        return new EventReader(response, await response.Content.ReadAsStreamAsync(token));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Web.DisposeAsync();
    }
}
