using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Cluster.Directory;

namespace ManagedENet.Cluster.Tests.Support;

/// <summary>The directory as one gateway reaches it: the line between the two can be cut in each direction, and calls can be held up.</summary>
internal sealed class WatchedDirectory(Func<IENetDirectory> inner) : IENetDirectory
{
    private readonly object _lock = new();
    private WatchedFace? _face;
    private int _renewals;
    private TaskCompletionSource? _held;

    /// <summary>Calls of the gateway fail.</summary>
    public bool IsDown { get; set; }

    /// <summary>Calls to the gateway fail.</summary>
    public bool IsCutOff { get; set; }

    /// <summary>Renewals of the lease that were answered.</summary>
    public int Renewals => Volatile.Read(ref _renewals);

    /// <summary>Broadcasts that have arrived at the gateway from elsewhere.</summary>
    public int Broadcasts => _face?.Broadcasts ?? 0;

    /// <summary>From now on claims wait, before or after the directory has decided.</summary>
    public TaskCompletionSource HoldClaims() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public async ValueTask<bool> RenewAsync(GatewayId gateway, IENetGateway face, TimeSpan lease, CancellationToken cancellationToken)
    {
        bool isGranted = await Reach().RenewAsync(gateway, Watch(face), lease, cancellationToken);
        Interlocked.Increment(ref _renewals);
        return isGranted;
    }

    public ValueTask ReleaseAsync(GatewayId gateway, CancellationToken cancellationToken) => Reach().ReleaseAsync(gateway, cancellationToken);

    public async ValueTask<ENetClaimAnswer> ClaimAsync(ENetClaim claim, CancellationToken cancellationToken)
    {
        ENetClaimAnswer answer = await Reach().ClaimAsync(claim, cancellationToken);
        if (_held is { } held) await held.Task;
        return answer;
    }

    public ValueTask<IReadOnlyCollection<string>?> RenewSessionAsync(ENetSessionInfo session, CancellationToken cancellationToken) => Reach().RenewSessionAsync(session, cancellationToken);

    public ValueTask LeaveAsync(PlayerId player, long generation, TimeSpan keepFor, long resumable, CancellationToken cancellationToken) => Reach().LeaveAsync(player, generation, keepFor, resumable, cancellationToken);

    public ValueTask<GatewayId?> FindAsync(PlayerId player, CancellationToken cancellationToken) => Reach().FindAsync(player, cancellationToken);

    public ValueTask<ENetClusterSendResult> SendAsync(PlayerId player, ENetClusterMessage message, CancellationToken cancellationToken) => Reach().SendAsync(player, message, cancellationToken);

    public ValueTask<bool> SetMemberAsync(PlayerId player, string group, bool isMember, CancellationToken cancellationToken) => Reach().SetMemberAsync(player, group, isMember, cancellationToken);

    public ValueTask AnnounceAsync(GatewayId gateway, IENetGateway face, TimeSpan lease, ENetGroupCount count, CancellationToken cancellationToken) => Reach().AnnounceAsync(gateway, Watch(face), lease, count, cancellationToken);

    public ValueTask<int> BroadcastAsync(string group, GatewayId except, ENetClusterMessage message, CancellationToken cancellationToken) => Reach().BroadcastAsync(group, except, message, cancellationToken);

    private IENetDirectory Reach() => IsDown ? throw new TimeoutException("The gateway does not reach the directory.") : inner();

    private WatchedFace Watch(IENetGateway face)
    {
        lock (_lock) return _face ??= new WatchedFace(face, this);
    }
}
