using System;
using ManagedENet.Orleans;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Serialization;

namespace ManagedENet.Cluster;

/// <summary>Takes the directory from Orleans.</summary>
public static class ENetClusterBuilderExtensions
{
    /// <summary>
    /// Takes the directory from the Orleans cluster that this application is a client of, or a silo of: call it behind <c>UseOrleansClient</c> or <c>UseOrleans</c>, so that the gateway stops before them. The silos need
    /// <c>AddENetDirectory</c> or <c>AddENetGateway</c>.
    /// </summary>
    /// <param name="builder">What <c>AddENetCluster</c> has begun.</param>
    /// <returns>The same.</returns>
    public static ENetClusterBuilder UseOrleans(this ENetClusterBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        // An application without grains of its own has nothing that would lead Orleans to this assembly.
        builder.Services.AddSerializer(static serializer => serializer.AddAssembly(typeof(OrleansDirectory).Assembly));
        return builder.UseDirectory(static provider => new OrleansDirectory(provider.GetRequiredService<IGrainFactory>()));
    }
}
