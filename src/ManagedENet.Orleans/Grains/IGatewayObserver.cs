using System.Threading.Tasks;
using ManagedENet.Orleans.Wire;
using Orleans;
using Orleans.Concurrency;

namespace ManagedENet.Orleans.Grains;

/// <summary>A gateway, as grains call it. None of it calls a grain, so grains may wait for it.</summary>
[Alias("ManagedENet.IGateway")]
internal interface IGatewayObserver : IGrainObserver
{
    /// <summary>Sends to a player; a number of <see cref="Cluster.ENetClusterSendResult"/>.</summary>
    [Alias("Deliver")]
    Task<int> DeliverAsync(string player, WireMessage message);

    /// <summary>Sends to the members of a group. Nobody waits for it.</summary>
    [OneWay]
    [Alias("Broadcast")]
    Task BroadcastAsync(string group, WireMessage message);

    /// <summary>Ends a session.</summary>
    [Alias("Supersede")]
    Task SupersedeAsync(string player, long generation);

    /// <summary>Puts a player into a group or takes them out; null when there is no such session.</summary>
    [Alias("SetMember")]
    Task<WireCount?> SetMemberAsync(string player, long generation, string group, bool isMember);
}
