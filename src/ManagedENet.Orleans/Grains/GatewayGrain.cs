using System;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Cluster.Directory;
using ManagedENet.Orleans.Wire;
using Orleans;
using Orleans.Placement;

namespace ManagedENet.Orleans.Grains;

/// <summary>
/// The lease of one gateway. It is in memory alone: a grain that was just activated, because its silo was lost, says that the gateway may have a lease for as long as a lease can be, and a gateway that is alive renews it
/// meanwhile.
/// </summary>
[PreferLocalPlacement]
[GrainType("enet-gateway")]
internal sealed class GatewayGrain : Grain, IGatewayGrain
{
    private readonly TimeProvider _time;
    private IGatewayObserver? _face;
    private LeaseTime? _lease;
    private long _activatedAt;

    public GatewayGrain(TimeProvider time) => _time = time;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _activatedAt = _time.GetTimestamp();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<bool> RenewAsync(IGatewayObserver face, TimeSpan lease)
    {
        if (_lease?.IsOver(_time) == true) return Task.FromResult(false);
        _face = face;
        _lease = new LeaseTime(_time.GetTimestamp(), lease);
        return Task.FromResult(true);
    }

    /// <inheritdoc/>
    public Task ReleaseAsync()
    {
        _lease = new LeaseTime(_time.GetTimestamp(), TimeSpan.Zero);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<WireLease> LookAsync(TimeSpan lease) => Task.FromResult(new WireLease((_lease ?? new LeaseTime(_activatedAt, lease)).Left(_time), _face));
}
