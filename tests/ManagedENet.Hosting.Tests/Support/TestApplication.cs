using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ManagedENet.Hosting.Tests.Support;

/// <summary>An application of the generic host with a log book, a configuration in memory, and a client beside it.</summary>
internal sealed class TestApplication : IAsyncDisposable
{
    private readonly ENetHostRunner _client = ENetHostRunner.Start(null);

    private TestApplication(IHost host, LogBook log)
    {
        Host = host;
        Log = log;
    }

    public IHost Host { get; }

    public LogBook Log { get; }

    public ENetServer Server => Host.Services.GetRequiredService<ENetServer>();

    /// <summary>At a free port of this machine alone, whatever else the configuration says.</summary>
    public static Dictionary<string, string?> Anywhere(params (string Key, string? Value)[] more)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["ENet:Address"] = "127.0.0.1", ["ENet:Port"] = "0" };
        foreach ((string key, string? value) in more) settings[key] = value;
        return settings;
    }

    public static TestApplication Make(Action<IServiceCollection> add, Dictionary<string, string?>? settings = null)
    {
        HostApplicationBuilder builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings ?? Anywhere());
        var log = new LogBook();
        builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Trace);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMinutes(2));
        add(builder.Services);
        return new TestApplication(builder.Build(), log);
    }

    public static async Task<TestApplication> StartAsync(Action<IServiceCollection> add, CancellationToken token, Dictionary<string, string?>? settings = null)
    {
        TestApplication application = Make(add, settings);
        await application.Host.StartAsync(token);
        return application;
    }

    public ValueTask<ENetConnection> ConnectAsync(CancellationToken token, ENetConnectOptions? options = null) => _client.ConnectAsync(Server.LocalEndPoint, options, token);

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await ((IAsyncDisposable)Host).DisposeAsync();
    }
}
