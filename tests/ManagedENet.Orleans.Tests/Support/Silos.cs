using System;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Cluster;
using ManagedENet.Cluster.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.Hosting;
using Orleans.Storage;
using Orleans.TestingHost;

namespace ManagedENet.Orleans.Tests.Support;

/// <summary>Two silos that are gateways, and a client that is one, in this process.</summary>
internal sealed class Silos : IAsyncDisposable
{
    private static readonly string Key = Convert.ToBase64String(new byte[32]);
    private readonly InProcessTestCluster _cluster;

    private Silos(InProcessTestCluster cluster)
    {
        _cluster = cluster;
        First = new OrleansGateway(cluster.Silos[0].ServiceProvider);
        Second = new OrleansGateway(cluster.Silos[1].ServiceProvider);
        Outside = new OrleansGateway(cluster.Client.ServiceProvider);
    }

    /// <summary>The gateway in the first silo.</summary>
    public OrleansGateway First { get; }

    /// <summary>The gateway in the second silo.</summary>
    public OrleansGateway Second { get; }

    /// <summary>The gateway that is no silo.</summary>
    public OrleansGateway Outside { get; }

    public IGrainFactory Grains => _cluster.Client;

    public OrleansGateway[] All => [First, Second, Outside];

    public static async Task<Silos> StartAsync(TestStorage? storage = null)
    {
        var builder = new InProcessTestClusterBuilder(2);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            if (storage is not null) silo.Services.AddKeyedSingleton<IGrainStorage>(ENetSiloBuilderExtensions.StorageName, storage);
            silo.AddENetGateway(Configure).UseENetFailureDetection(TimeSpan.FromMilliseconds(500));
            Watch(silo.Services);
        });
        builder.ConfigureClientHost(host =>
        {
            host.Services.AddENetCluster(Configure).UseOrleans();
            Watch(host.Services);
        });
        InProcessTestCluster cluster = builder.Build();
        await cluster.DeployAsync();
        var silos = new Silos(cluster);
        foreach (OrleansGateway gateway in silos.All) await UntilAsync(() => gateway.Cluster.IsServing, CancellationToken.None);
        return silos;
    }

    /// <summary>Waits, in real time, for what other threads and machines do.</summary>
    public static async Task UntilAsync(Func<bool> isDone, CancellationToken token) => await UntilAsync(() => Task.FromResult(isDone()), token);

    public static async Task UntilAsync(Func<Task<bool>> isDone, CancellationToken token)
    {
        while (!await isDone()) await Task.Delay(10, token);
    }

    /// <summary>The first silo is lost, and its gateway with it.</summary>
    public Task KillFirstAsync() => _cluster.KillSiloAsync(_cluster.Silos[0]);

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    private static void Configure(ENetClusterOptions options)
    {
        options.TokenKeys = [Key];
        // A loaded machine must not lose leases that no test wants to be lost.
        options.LeaseDuration = TimeSpan.FromSeconds(4);
        options.RenewInterval = TimeSpan.FromMilliseconds(300);
        options.SessionRenewInterval = TimeSpan.FromMilliseconds(600);
    }

    private static void Watch(IServiceCollection services) => services.AddENetCluster().UseDirectory(static provider =>
    {
        var directory = new OrleansDirectory(provider.GetRequiredService<IGrainFactory>());
        return new WatchedDirectory(() => directory);
    });
}
