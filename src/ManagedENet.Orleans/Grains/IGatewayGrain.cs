using System;
using System.Threading.Tasks;
using ManagedENet.Orleans.Wire;
using Orleans;
using Orleans.Concurrency;

namespace ManagedENet.Orleans.Grains;

/// <summary>The lease of one gateway, whose id is the key.</summary>
[Alias("ManagedENet.IGatewayGrain")]
internal interface IGatewayGrain : IGrainWithStringKey
{
    /// <summary>Gives the lease, or goes on with it; false when it was over.</summary>
    [Alias("Renew")]
    Task<bool> RenewAsync(IGatewayObserver face, TimeSpan lease);

    /// <summary>The gateway gives it back.</summary>
    [Alias("Release")]
    Task ReleaseAsync();

    /// <summary>What is left of it.</summary>
    /// <param name="lease">How long a lease of this gateway is, which a grain that was just activated does not know.</param>
    [AlwaysInterleave]
    [Alias("Look")]
    Task<WireLease> LookAsync(TimeSpan lease);
}
