using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Cluster;
using ManagedENet.Cluster.Directory;
using ManagedENet.Orleans.Wire;
using Orleans;
using Orleans.Hosting;
using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Storage;

namespace ManagedENet.Orleans.Grains;

/// <summary>
/// Where one player is. A claim is granted when the session before it is over and the new one is written down; an activation in a silo that the others have given up cannot write, because its storage tag is old, and so
/// cannot give a player away.
/// </summary>
[PreferLocalPlacement]
[GrainType("enet-player")]
internal sealed class PlayerGrain : Grain, IPlayerGrain
{
    private const int MostLeases = 3;
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(1);

    private readonly IPersistentState<PlayerState> _state;
    private readonly TimeProvider _time;
    private string? _seenGateway;
    private IGatewayObserver? _seenFace;
    private LeaseTime _seenLease;

    public PlayerGrain([PersistentState("player", ENetSiloBuilderExtensions.StorageName)] IPersistentState<PlayerState> state, TimeProvider time)
    {
        _state = state;
        _time = time;
    }

    private PlayerState Known => _state.State;

    private bool IsForgotten => Known.Generation == 0 || (Known.Gateway is null && _time.GetUtcNow() >= Known.AwayUntil);

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_state.RecordExists && IsForgotten) await _state.ClearStateAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<WireAnswer> ClaimAsync(WireClaim claim)
    {
        if (claim.Resumes != 0 && Known.Generation > claim.Resumes) return new WireAnswer(IsGranted: false, 0, []);
        await SupersedeAsync();
        var next = new PlayerState
        {
            Gateway = claim.Gateway,
            Lease = claim.Lease,
            Generation = ENetGeneration.Next(Math.Max(Known.Generation, claim.Resumes), _time.GetUtcNow()),
            Groups = claim.Resumes != 0 && !IsForgotten ? Known.Groups : [],
        };
        await WriteAsync(next);
        return new WireAnswer(IsGranted: true, next.Generation, [.. next.Groups]);
    }

    /// <inheritdoc/>
    public async Task<string[]?> RenewAsync(WireSession session)
    {
        if (Known.Generation >= session.Generation) return Known.Generation == session.Generation && Known.Gateway == session.Gateway ? [.. Known.Groups] : null;
        // What this grain knew was lost with its silo, or is older.
        await SupersedeAsync();
        await WriteAsync(new PlayerState { Gateway = session.Gateway, Lease = session.Lease, Generation = session.Generation, Groups = [.. session.Groups] });
        return session.Groups;
    }

    /// <inheritdoc/>
    public async Task LeaveAsync(long generation, TimeSpan keepFor, long resumable)
    {
        if (Known.Generation != generation) return;
        PlayerState left = keepFor > TimeSpan.Zero ? new PlayerState { Generation = resumable, Groups = Known.Groups, AwayUntil = _time.GetUtcNow() + keepFor } : new PlayerState();
        _state.State = left;
        try
        {
            if (left.Generation == 0) await _state.ClearStateAsync();
            else await _state.WriteStateAsync();
        }
        catch (Exception e) when (e is not InconsistentStateException)
        {
            // The storage is away. What it has says that the player is at a gateway, which will say that they are not; this grain knows better meanwhile.
        }
    }

    /// <inheritdoc/>
    public async Task<bool> SetMemberAsync(string group, bool isMember)
    {
        if (await FaceAsync() is not { } face || Known.Gateway is not { } gateway) return false;
        string player = this.GetPrimaryKeyString();
        WireCount? count = await face.SetMemberAsync(player, Known.Generation, group, isMember).WaitAsync(AnswerTimeout, _time);
        if (count is null) return false;
        if (Known.Groups.Contains(group, StringComparer.Ordinal) != isMember)
        {
            await WriteAsync(new PlayerState
            {
                Gateway = gateway,
                Lease = Known.Lease,
                Generation = Known.Generation,
                Groups = isMember ? [.. Known.Groups, group] : [.. Known.Groups.Where(other => other != group)],
            });
        }

        await GrainFactory.GetGrain<IGroupGrain>(group).AnnounceAsync(gateway, face, Known.Lease, count);
        return true;
    }

    /// <inheritdoc/>
    public async Task<string?> FindAsync()
    {
        await FaceAsync();
        return Known.Gateway is { } gateway && _seenGateway == gateway && !_seenLease.IsOver(_time) ? gateway : null;
    }

    /// <inheritdoc/>
    public async Task<int> SendAsync(WireMessage message)
    {
        if (IsForgotten) return (int)ENetClusterSendResult.NoSuchPlayer;
        if (await FaceAsync() is { } face) return await face.DeliverAsync(this.GetPrimaryKeyString(), message).WaitAsync(AnswerTimeout, _time);
        return (int)(Known.Gateway is null || _seenLease.IsOver(_time) ? ENetClusterSendResult.NotConnected : ENetClusterSendResult.Busy);
    }

    // Where the player's gateway is called; null when it has no lease, or nobody knows where it is. Asked again when what was known of its lease is over.
    private async ValueTask<IGatewayObserver?> FaceAsync()
    {
        if (Known.Gateway is not { } gateway) return null;
        if (_seenGateway == gateway && _seenFace is not null && !_seenLease.IsOver(_time)) return _seenFace;
        long askedAt = _time.GetTimestamp();
        WireLease lease = await GrainFactory.GetGrain<IGatewayGrain>(gateway).LookAsync(Known.Lease);
        (_seenGateway, _seenFace, _seenLease) = (gateway, lease.Face, new LeaseTime(askedAt, lease.Left));
        return _seenLease.IsOver(_time) ? null : lease.Face;
    }

    // Done when the session is over: its gateway has said so, or cannot serve anybody any more.
    private async ValueTask SupersedeAsync()
    {
        if (Known.Gateway is not { } gateway) return;
        string player = this.GetPrimaryKeyString();
        long generation = Known.Generation;
        var patience = new LeaseTime(_time.GetTimestamp(), Known.Lease * MostLeases);
        while (true)
        {
            WireLease lease = await GrainFactory.GetGrain<IGatewayGrain>(gateway).LookAsync(Known.Lease);
            if (lease.Left == TimeSpan.Zero) return;
            TimeSpan pause = lease.Left < BetweenAttempts ? lease.Left : BetweenAttempts;
            try
            {
                if (lease.Face is { } face)
                {
                    await face.SupersedeAsync(player, generation).WaitAsync(lease.Left < AnswerTimeout ? lease.Left : AnswerTimeout, _time);
                    return;
                }
            }
            catch (Exception) when (!patience.IsOver(_time))
            {
                // It cannot be reached. It may come back, or lose its lease.
            }

            await Task.Delay(pause, _time);
        }
    }

    // What could not be written was not done.
    private async ValueTask WriteAsync(PlayerState next)
    {
        PlayerState former = Known;
        _state.State = next;
        try
        {
            await _state.WriteStateAsync();
        }
        catch
        {
            _state.State = former;
            throw;
        }
    }
}
