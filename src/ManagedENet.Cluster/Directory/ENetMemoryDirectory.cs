using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;

namespace ManagedENet.Cluster.Directory;

/// <summary>
/// A directory in the memory of one process: the default. Several gateways of the process, each with services of its own, share one that is registered as <see cref="IENetDirectory"/> with each of them. Any thread may use
/// it.
/// </summary>
public sealed class ENetMemoryDirectory : IENetDirectory
{
    private const int MostLeases = 3;
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time;
    private readonly MemoryLeases _leases;
    private readonly MemoryGroups _groups;
    private readonly ConcurrentDictionary<PlayerId, MemoryPlayer> _players = new();
    private long _sweptAt;

    /// <summary>Makes one that knows nobody.</summary>
    /// <param name="timeProvider">The time; null for that of the system.</param>
    public ENetMemoryDirectory(TimeProvider? timeProvider = null)
    {
        _time = timeProvider ?? TimeProvider.System;
        _leases = new MemoryLeases(_time);
        _groups = new MemoryGroups(_time);
        _sweptAt = _time.GetTimestamp();
    }

    /// <inheritdoc/>
    public ValueTask<bool> RenewAsync(GatewayId gateway, IENetGateway face, TimeSpan lease, CancellationToken cancellationToken)
    {
        Sweep();
        return ValueTask.FromResult(_leases.TryRenew(gateway, face, lease));
    }

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(GatewayId gateway, CancellationToken cancellationToken)
    {
        _leases.End(gateway);
        return default;
    }

    /// <inheritdoc/>
    public async ValueTask<ENetClaimAnswer> ClaimAsync(ENetClaim claim, CancellationToken cancellationToken)
    {
        MemoryPlayer player = await EnterAsync(claim.Player, cancellationToken).ConfigureAwait(false);
        try
        {
            MemoryPlayer.Place? known = player.Now;
            if (claim.IsResume && known?.Generation > claim.Resumes) return ENetClaimAnswer.Superseded;
            if (known?.Gateway is { } former) await SupersedeAsync(claim.Player, former, known.Lease, known.Generation, cancellationToken).ConfigureAwait(false);
            long generation = ENetGeneration.Next(Math.Max(known?.Generation ?? 0, claim.Resumes), _time.GetUtcNow());
            ImmutableHashSet<string> groups = claim.IsResume && known is not null && !known.IsOver(_time) ? known.Groups : NoGroups;
            player.Now = new MemoryPlayer.Place(claim.Gateway, claim.Lease, generation, groups, default);
            return new ENetClaimAnswer(IsGranted: true, generation, groups);
        }
        finally
        {
            Leave(claim.Player, player);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyCollection<string>?> RenewSessionAsync(ENetSessionInfo session, CancellationToken cancellationToken)
    {
        MemoryPlayer player = await EnterAsync(session.Player, cancellationToken).ConfigureAwait(false);
        try
        {
            MemoryPlayer.Place? known = player.Now;
            if (known is not null && known.Generation >= session.Generation) return known.Generation == session.Generation && known.Gateway == session.Gateway ? known.Groups : null;
            if (known?.Gateway is { } former) await SupersedeAsync(session.Player, former, known.Lease, known.Generation, cancellationToken).ConfigureAwait(false);
            ImmutableHashSet<string> groups = NoGroups.Union(session.Groups);
            player.Now = new MemoryPlayer.Place(session.Gateway, session.Lease, session.Generation, groups, default);
            return groups;
        }
        finally
        {
            Leave(session.Player, player);
        }
    }

    /// <inheritdoc/>
    public async ValueTask LeaveAsync(PlayerId player, long generation, TimeSpan keepFor, long resumable, CancellationToken cancellationToken)
    {
        MemoryPlayer entry = await EnterAsync(player, cancellationToken).ConfigureAwait(false);
        try
        {
            if (entry.Now is not { } known || known.Generation != generation) return;
            entry.Now = keepFor > TimeSpan.Zero ? known with { Gateway = null, Generation = resumable, Away = new LeaseTime(_time.GetTimestamp(), keepFor) } : null;
        }
        finally
        {
            Leave(player, entry);
        }
    }

    /// <inheritdoc/>
    public ValueTask<GatewayId?> FindAsync(PlayerId player, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Place(player)?.Gateway is { } gateway && _leases.TryFind(gateway, out _, out _) ? gateway : (GatewayId?)null);

    /// <inheritdoc/>
    public ValueTask<ENetClusterSendResult> SendAsync(PlayerId player, ENetClusterMessage message, CancellationToken cancellationToken)
    {
        if (Place(player) is not { } place) return ValueTask.FromResult(ENetClusterSendResult.NoSuchPlayer);
        if (place.Gateway is not { } gateway || !_leases.TryFind(gateway, out IENetGateway? face, out _)) return ValueTask.FromResult(ENetClusterSendResult.NotConnected);
        return ValueTask.FromResult(face.Deliver(player, message));
    }

    /// <inheritdoc/>
    public async ValueTask<bool> SetMemberAsync(PlayerId player, string group, bool isMember, CancellationToken cancellationToken)
    {
        MemoryPlayer entry = await EnterAsync(player, cancellationToken).ConfigureAwait(false);
        try
        {
            if (entry.Now is not { Gateway: { } gateway } known || !_leases.TryFind(gateway, out IENetGateway? face, out _)) return false;
            if (face.SetMember(player, known.Generation, group, isMember) is not { } count) return false;
            entry.Now = known with { Groups = isMember ? known.Groups.Add(group) : known.Groups.Remove(group) };
            _groups.Announce(gateway, face, known.Lease, count);
            return true;
        }
        finally
        {
            Leave(player, entry);
        }
    }

    /// <inheritdoc/>
    public ValueTask AnnounceAsync(GatewayId gateway, IENetGateway face, TimeSpan lease, ENetGroupCount count, CancellationToken cancellationToken)
    {
        _groups.Announce(gateway, face, lease, count);
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<int> BroadcastAsync(string group, GatewayId except, ENetClusterMessage message, CancellationToken cancellationToken)
    {
        List<IENetGateway> gateways = _groups.Find(group, except);
        foreach (IENetGateway gateway in gateways) gateway.Broadcast(group, message);
        return ValueTask.FromResult(gateways.Count);
    }

    private static ImmutableHashSet<string> NoGroups { get; } = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    private MemoryPlayer.Place? Place(PlayerId player) => _players.TryGetValue(player, out MemoryPlayer? entry) && entry.Now is { } place && !place.IsOver(_time) ? place : null;

    private async ValueTask<MemoryPlayer> EnterAsync(PlayerId player, CancellationToken cancellationToken)
    {
        while (true)
        {
            MemoryPlayer entry = _players.GetOrAdd(player, static _ => new MemoryPlayer());
            await entry.Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (!entry.IsForgotten) return entry;
            entry.Gate.Release();
        }
    }

    // Nothing is kept of a player who is nowhere.
    private void Leave(PlayerId player, MemoryPlayer entry)
    {
        if (entry.Now is null || entry.Now.IsOver(_time))
        {
            entry.IsForgotten = true;
            _players.TryRemove(player, out _);
        }

        entry.Gate.Release();
    }

    // Done when the session is over: its gateway has said so, or cannot serve anybody any more.
    private async ValueTask SupersedeAsync(PlayerId player, GatewayId gateway, TimeSpan lease, long generation, CancellationToken cancellationToken)
    {
        var patience = new LeaseTime(_time.GetTimestamp(), lease * MostLeases);
        while (_leases.TryFind(gateway, out IENetGateway? face, out TimeSpan left))
        {
            try
            {
                face.Supersede(player, generation);
                return;
            }
            catch (Exception) when (!patience.IsOver(_time))
            {
                // It cannot be reached. It may come back, or lose its lease.
                await Task.Delay(left < BetweenAttempts ? left : BetweenAttempts, _time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private void Sweep()
    {
        long sweptAt = Interlocked.Read(ref _sweptAt);
        if (_time.GetElapsedTime(sweptAt) < BetweenSweeps || Interlocked.CompareExchange(ref _sweptAt, _time.GetTimestamp(), sweptAt) != sweptAt) return;
        _groups.Prune();
        foreach ((PlayerId player, MemoryPlayer entry) in _players)
        {
            if (entry.Now?.IsOver(_time) != true || !entry.Gate.Wait(0, CancellationToken.None)) continue;
            Leave(player, entry);
        }
    }
}
