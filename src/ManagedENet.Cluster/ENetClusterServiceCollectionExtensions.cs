using System;
using System.Linq;
using ManagedENet.Cluster;
using ManagedENet.Cluster.Directory;
using ManagedENet.Cluster.Gateway;
using ManagedENet.Cluster.Tokens;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Makes an application a gateway of a cluster.</summary>
public static class ENetClusterServiceCollectionExtensions
{
    /// <summary>
    /// Makes this application a gateway: handlers ask for <see cref="IENetCluster"/>. Without more, the directory is in the memory of this process, which is all that one machine needs. Called again, it changes the options
    /// further.
    /// </summary>
    /// <param name="services">The application's services. Servers are added to them as always; all of them are one gateway.</param>
    /// <param name="configure">Sets the options; null for the defaults.</param>
    /// <returns>Goes on with it: says what the directory is.</returns>
    /// <example><code>
    /// builder.Services.AddENetServer&lt;GameHandler&gt;(options => options.Port = 7777).AddENetCluster();
    /// </code></example>
    public static ENetClusterBuilder AddENetCluster(this IServiceCollection services, Action<ENetClusterOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        OptionsBuilder<ENetClusterOptions> options = services.AddOptions<ENetClusterOptions>();
        if (configure is not null) options.Configure(configure);
        if (services.Any(static service => service.ServiceType == typeof(IENetCluster))) return new ENetClusterBuilder(services);
        services.AddSingleton<IValidateOptions<ENetClusterOptions>, ValidateClusterOptions>();
        options.ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IENetDirectory>(static provider => new ENetMemoryDirectory(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(MakeGateway);
        services.AddSingleton<IENetCluster>(MakeCluster);
        services.AddSingleton<IHostedService>(static provider => new GatewayService(provider.GetRequiredService<LocalGateway>(), provider.GetService<IHostApplicationLifetime>()));
        return new ENetClusterBuilder(services);
    }

    private static LocalGateway MakeGateway(IServiceProvider provider) => new(
        provider.GetRequiredService<IENetDirectory>(),
        provider.GetRequiredService<IOptions<ENetClusterOptions>>().Value,
        provider.GetRequiredService<TimeProvider>(),
        (provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance).CreateLogger<IENetCluster>());

    private static Cluster MakeCluster(IServiceProvider provider)
    {
        ENetClusterOptions options = provider.GetRequiredService<IOptions<ENetClusterOptions>>().Value;
        if (options.TokenKeys.Count == 0 && provider.GetRequiredService<IENetDirectory>() is not ENetMemoryDirectory)
        {
            ClusterLog.KeysOfThisProcess((provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance).CreateLogger<IENetCluster>());
        }

        return new Cluster(provider.GetRequiredService<LocalGateway>(), new ResumeTokens(options.TokenKeys, provider.GetRequiredService<TimeProvider>()), options.TokenLifetime);
    }
}
