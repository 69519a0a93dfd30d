using System;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.AspNetCore;
using ManagedENet.Hosting.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ManagedENet.Hosting.Tests.Kestrel;

/// <summary>A web application whose Kestrel listens for ENet at a free port of this machine, and a client beside it.</summary>
internal sealed class KestrelApplication : IAsyncDisposable
{
    private KestrelApplication(WebApplication web, LogBook log, ENetHostRunner client)
    {
        Web = web;
        Log = log;
        Client = client;
    }

    public WebApplication Web { get; }

    public LogBook Log { get; }

    public ENetHostRunner Client { get; }

    public IPEndPoint EndPoint => Web.Services.GetRequiredService<ListenerDirectory>().Runners.Single().LocalEndPoint;

    public static ENetEndPoint Anywhere => new(IPAddress.Loopback, 0);

    public static async Task<KestrelApplication> StartAsync(ConnectionDelegate? handler, CancellationToken token, ENetEndPoint? endPoint = null, Action<KestrelServerOptions>? more = null, Action<WebApplication>? map = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        var log = new LogBook();
        builder.Logging.AddProvider(log);
        builder.Services.AddRoutingCore();
        builder.Services.AddENetListener();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMinutes(2));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.ListenENet(endPoint ?? Anywhere, listen =>
            {
                if (handler is not null) listen.Use(_ => handler);
            });
            more?.Invoke(kestrel);
        });
        WebApplication web = builder.Build();
        map?.Invoke(web);
        await web.StartAsync(token);
        return new KestrelApplication(web, log, ENetHostRunner.Start(null));
    }

    public ValueTask<ENetConnection> ConnectAsync(CancellationToken token, int channels = 2) => Client.ConnectAsync(EndPoint, new ENetConnectOptions { ChannelCount = channels, Data = 42 }, token);

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Web.DisposeAsync();
    }
}
