using System;
using System.Linq;
using ManagedENet.Cluster;
using ManagedENet.Orleans;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Storage;

namespace Orleans.Hosting;

/// <summary>Makes a silo keep the directory of players, or be a gateway besides.</summary>
public static class ENetSiloBuilderExtensions
{
    /// <summary>The name of the grain storage that players are written to: <c>ENet</c>.</summary>
    public const string StorageName = "ENet";

    private static readonly TimeSpan DefaultProbeTimeout = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Makes the silo keep its share of the directory. Players are written to the grain storage named <see cref="StorageName"/>; where the silo has none of this name, one in the memory of the silos is added, with which a
    /// player is unknown for up to <see cref="ENetClusterOptions.SessionRenewInterval"/> when a silo was lost.
    /// </summary>
    /// <param name="builder">The silo.</param>
    /// <returns>The silo.</returns>
    public static ISiloBuilder AddENetDirectory(this ISiloBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSerializer(static serializer => serializer.AddAssembly(typeof(OrleansDirectory).Assembly));
        bool hasStorage = builder.Services.Any(static service => service.IsKeyedService && service.ServiceType == typeof(IGrainStorage) && service.ServiceKey is StorageName);
        return hasStorage ? builder : builder.AddMemoryGrainStorage(StorageName);
    }

    /// <summary>Makes the silo keep its share of the directory, and makes this application a gateway: handlers ask for <see cref="IENetCluster"/>.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="configure">Sets the options of the gateway; null for the defaults.</param>
    /// <returns>The silo.</returns>
    public static ISiloBuilder AddENetGateway(this ISiloBuilder builder, Action<ENetClusterOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddENetDirectory().Services.AddENetCluster(configure).UseOrleans();
        return builder;
    }

    /// <summary>
    /// Finds a silo that has died sooner than Orleans does by default: silos ask each other each second (<see cref="ClusterMembershipOptions.ProbeTimeout"/>). One that was killed is replaced within 1 to 2 s instead of 7 to
    /// 13, one that hangs within about 13 s instead of one or two minutes. All silos of a cluster should have the same.
    /// </summary>
    /// <param name="builder">The silo.</param>
    /// <param name="probeTimeout">How long a silo may take to answer: 1 s unless given, 100 ms to 1 min. A machine under heavy load answers late, and is given up when this is too short.</param>
    /// <returns>The silo.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="probeTimeout"/> is out of its range.</exception>
    public static ISiloBuilder UseENetFailureDetection(this ISiloBuilder builder, TimeSpan? probeTimeout = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        TimeSpan timeout = probeTimeout ?? DefaultProbeTimeout;
        if (timeout < TimeSpan.FromMilliseconds(100) || timeout > TimeSpan.FromMinutes(1)) throw new ArgumentOutOfRangeException(nameof(probeTimeout), timeout, "A probe is answered within 100 ms to 1 min.");
        return builder.Configure<ClusterMembershipOptions>(options => options.ProbeTimeout = timeout);
    }
}
