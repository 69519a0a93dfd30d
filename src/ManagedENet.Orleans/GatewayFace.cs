using System.Threading.Tasks;
using ManagedENet.Cluster;
using ManagedENet.Cluster.Directory;
using ManagedENet.Orleans.Grains;
using ManagedENet.Orleans.Wire;

namespace ManagedENet.Orleans;

/// <summary>What grains call, in the process of the gateway.</summary>
internal sealed class GatewayFace : IGatewayObserver
{
    private readonly IENetGateway _gateway;

    public GatewayFace(IENetGateway gateway) => _gateway = gateway;

    /// <inheritdoc/>
    public Task<int> DeliverAsync(string player, WireMessage message) => Task.FromResult((int)_gateway.Deliver(new PlayerId(player), message.ToMessage()));

    /// <inheritdoc/>
    public Task BroadcastAsync(string group, WireMessage message)
    {
        _gateway.Broadcast(group, message.ToMessage());
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task SupersedeAsync(string player, long generation)
    {
        _gateway.Supersede(new PlayerId(player), generation);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<WireCount?> SetMemberAsync(string player, long generation, string group, bool isMember) =>
        Task.FromResult(WireCount.Of(_gateway.SetMember(new PlayerId(player), generation, group, isMember)));
}
