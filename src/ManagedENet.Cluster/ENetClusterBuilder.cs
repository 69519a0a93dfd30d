using System;
using ManagedENet.Cluster.Directory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ManagedENet.Cluster;

/// <summary>Goes on with what <c>AddENetCluster</c> has begun: says what the directory is.</summary>
public sealed class ENetClusterBuilder
{
    internal ENetClusterBuilder(IServiceCollection services) => Services = services;

    /// <summary>The application's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Takes this directory instead of the one in memory: one of your own, or one in memory that several gateways of this process share.</summary>
    /// <param name="directory">Makes it, once, or hands it out. What it makes is disposed with the services.</param>
    /// <returns>This.</returns>
    public ENetClusterBuilder UseDirectory(Func<IServiceProvider, IENetDirectory> directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        Services.Replace(ServiceDescriptor.Singleton(directory));
        return this;
    }
}
