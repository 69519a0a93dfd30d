using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Cluster;
using ManagedENet.Cluster.Directory;
using ManagedENet.Orleans.Grains;
using ManagedENet.Orleans.Wire;
using Orleans;

namespace ManagedENet.Orleans;

/// <summary>The directory of an Orleans cluster: a grain for each player, each group and each gateway.</summary>
internal sealed class OrleansDirectory : IENetDirectory, IDisposable
{
    private readonly IGrainFactory _grains;
    private readonly ConcurrentDictionary<IENetGateway, Lazy<Callback>> _callbacks = new();

    public OrleansDirectory(IGrainFactory grains) => _grains = grains;

    /// <inheritdoc/>
    public async ValueTask<bool> RenewAsync(GatewayId gateway, IENetGateway face, TimeSpan lease, CancellationToken cancellationToken) => await Gateway(gateway).RenewAsync(ReferenceTo(face), lease).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask ReleaseAsync(GatewayId gateway, CancellationToken cancellationToken) => await Gateway(gateway).ReleaseAsync().ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<ENetClaimAnswer> ClaimAsync(ENetClaim claim, CancellationToken cancellationToken) => (await Player(claim.Player).ClaimAsync(WireClaim.Of(claim)).ConfigureAwait(false)).ToAnswer();

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyCollection<string>?> RenewSessionAsync(ENetSessionInfo session, CancellationToken cancellationToken) => await Player(session.Player).RenewAsync(WireSession.Of(session)).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask LeaveAsync(PlayerId player, long generation, TimeSpan keepFor, long resumable, CancellationToken cancellationToken) => await Player(player).LeaveAsync(generation, keepFor, resumable).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<GatewayId?> FindAsync(PlayerId player, CancellationToken cancellationToken) => await Player(player).FindAsync().ConfigureAwait(false) is { } gateway ? new GatewayId(gateway) : null;

    /// <inheritdoc/>
    public async ValueTask<ENetClusterSendResult> SendAsync(PlayerId player, ENetClusterMessage message, CancellationToken cancellationToken) =>
        (ENetClusterSendResult)await Player(player).SendAsync(new WireMessage(message)).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<bool> SetMemberAsync(PlayerId player, string group, bool isMember, CancellationToken cancellationToken) => await Player(player).SetMemberAsync(group, isMember).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask AnnounceAsync(GatewayId gateway, IENetGateway face, TimeSpan lease, ENetGroupCount count, CancellationToken cancellationToken) =>
        await Group(count.Group).AnnounceAsync(gateway.Value, ReferenceTo(face), lease, WireCount.Of(count)!).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<int> BroadcastAsync(string group, GatewayId except, ENetClusterMessage message, CancellationToken cancellationToken) =>
        await Group(group).BroadcastAsync(except.Value, new WireMessage(message)).ConfigureAwait(false);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Lazy<Callback> callback in _callbacks.Values)
        {
            try
            {
                _grains.DeleteObjectReference<IGatewayObserver>(callback.Value.Reference);
            }
            catch (Exception)
            {
                // The client has stopped before: nobody is called any more.
            }
        }

        _callbacks.Clear();
    }

    private IGatewayGrain Gateway(GatewayId gateway) => _grains.GetGrain<IGatewayGrain>(gateway.Value);

    private IPlayerGrain Player(PlayerId player) => _grains.GetGrain<IPlayerGrain>(player.Value);

    private IGroupGrain Group(string group) => _grains.GetGrain<IGroupGrain>(group);

    // Orleans does not keep what is called alive: this does.
    private IGatewayObserver ReferenceTo(IENetGateway gateway) => _callbacks.GetOrAdd(
        gateway,
        static (gateway, grains) => new Lazy<Callback>(() =>
        {
            var face = new GatewayFace(gateway);
            return new Callback(face, grains.CreateObjectReference<IGatewayObserver>(face));
        }, LazyThreadSafetyMode.PublicationOnly),
        _grains).Value.Reference;

    private sealed record Callback(GatewayFace Face, IGatewayObserver Reference);
}
