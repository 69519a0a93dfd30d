using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Cluster.Gateway;

namespace ManagedENet.Cluster;

/// <summary>
/// A player at this gateway, from the join until they leave, their connection is over, they join again, or this gateway may not serve them any more. Dispose it when you are done with the player.
/// </summary>
/// <remarks>The connection stays yours: disposing the session forgets the player and leaves the connection alone. Any thread may use it.</remarks>
public sealed class ENetSession : IAsyncDisposable
{
    private const int Live = -1;

    private readonly CancellationTokenSource _ended = new();
    private readonly LocalGateway _owner;
    private int _end = Live;

    internal ENetSession(LocalGateway owner, IPlayerLine line, PlayerId player, GatewayId gateway, long generation)
    {
        _owner = owner;
        Line = line;
        Player = player;
        Gateway = gateway;
        Generation = generation;
    }

    /// <summary>Who it is.</summary>
    public PlayerId Player { get; }

    /// <summary>The gateway at which they are.</summary>
    public GatewayId Gateway { get; }

    /// <summary>The number of the session: of two sessions of a player, the one with the larger number is the newer.</summary>
    public long Generation { get; }

    /// <summary>Why it is over; null while it is not.</summary>
    public ENetSessionEnd? End => Volatile.Read(ref _end) is var end && end == Live ? null : (ENetSessionEnd)end;

    /// <summary>Cancelled when it is over. What the player sends from then on is not to be listened to: another gateway may serve them.</summary>
    public CancellationToken Ended => _ended.Token;

    internal IPlayerLine Line { get; }

    /// <summary>The groups that the player is in; the lock of the table guards it.</summary>
    internal HashSet<string> Groups { get; } = new(StringComparer.Ordinal);

    /// <summary>When the directory was reminded of it; for the loop that does so alone.</summary>
    internal long RenewedAt { get; set; }

    /// <summary>The player leaves: their groups are forgotten, and nobody finds them. Does nothing when the session is over. It waits for the directory for <see cref="ENetClusterOptions.DirectoryTimeout"/> at most, and never throws.</summary>
    public ValueTask DisposeAsync() => _owner.LeaveAsync(this);

    /// <summary>Who and where, for a log.</summary>
    public override string ToString() => $"{nameof(ENetSession)} {Player} at {Gateway}, {Generation}{(End is { } end ? $", {end}" : "")}";

    internal void SetEnded(ENetSessionEnd end)
    {
        if (Interlocked.CompareExchange(ref _end, (int)end, Live) != Live) return;
        // On the thread pool: what is registered with the token may be anything.
        _ = _ended.CancelAsync();
    }
}
