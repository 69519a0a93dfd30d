using System;
using System.Threading.Tasks;
using ManagedENet.Orleans.Wire;
using Orleans;

namespace ManagedENet.Orleans.Grains;

/// <summary>Which gateways have members of one group, whose name is the key.</summary>
[Alias("ManagedENet.IGroupGrain")]
internal interface IGroupGrain : IGrainWithStringKey
{
    /// <summary>A gateway has so many members.</summary>
    [Alias("Announce")]
    Task AnnounceAsync(string gateway, IGatewayObserver face, TimeSpan lease, WireCount count);

    /// <summary>One call to each gateway that has members, but for one; how many calls that were.</summary>
    [Alias("Broadcast")]
    Task<int> BroadcastAsync(string except, WireMessage message);
}
