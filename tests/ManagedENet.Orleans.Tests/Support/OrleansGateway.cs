using System;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Cluster;
using ManagedENet.Cluster.Directory;
using ManagedENet.Cluster.Gateway;
using ManagedENet.Cluster.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ManagedENet.Orleans.Tests.Support;

/// <summary>A gateway of the cluster, in a silo or in a client.</summary>
internal sealed class OrleansGateway(IServiceProvider services)
{
    public IENetCluster Cluster { get; } = services.GetRequiredService<IENetCluster>();

    public LocalGateway Local { get; } = services.GetRequiredService<LocalGateway>();

    /// <summary>What counts the calls that arrive at this gateway, and cuts it off.</summary>
    public WatchedDirectory Line { get; } = (WatchedDirectory)services.GetRequiredService<IENetDirectory>();

    public async Task<(ENetSession Session, FakeLine Line)> JoinAsync(string player, CancellationToken token)
    {
        var line = new FakeLine();
        return (await ((Cluster.Gateway.Cluster)Cluster).JoinAsync(new PlayerId(player), line, token), line);
    }

    public async Task<(ENetResumeResult Result, FakeLine Line)> ResumeAsync(string ticket, CancellationToken token)
    {
        var line = new FakeLine();
        return (await ((Cluster.Gateway.Cluster)Cluster).ResumeAsync(ticket, line, token), line);
    }
}
