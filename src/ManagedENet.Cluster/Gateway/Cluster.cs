using System;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Cluster.Directory;
using ManagedENet.Cluster.Tokens;

namespace ManagedENet.Cluster.Gateway;

/// <summary>The cluster as the application sees it: this gateway, the directory, and tokens.</summary>
internal sealed class Cluster : IENetCluster
{
    private const ENetPacketFlags KnownFlags = ENetPacketFlags.Reliable | ENetPacketFlags.Unsequenced | ENetPacketFlags.UnreliableFragment;

    private readonly LocalGateway _gateway;
    private readonly ResumeTokens _tokens;
    private readonly TimeSpan _tokenLifetime;

    public Cluster(LocalGateway gateway, ResumeTokens tokens, TimeSpan tokenLifetime)
    {
        _gateway = gateway;
        _tokens = tokens;
        _tokenLifetime = tokenLifetime;
    }

    /// <inheritdoc/>
    public GatewayId Here => _gateway.Here;

    /// <inheritdoc/>
    public bool IsServing => _gateway.IsServing;

    /// <inheritdoc/>
    public int PlayerCount => _gateway.PlayerCount;

    /// <inheritdoc/>
    public IENetGroup Group(string name) => new Group(_gateway, Identifier.Verify(name, "The name of a group", nameof(name)));

    /// <inheritdoc/>
    public ValueTask<ENetSession> JoinAsync(PlayerId player, ENetConnection connection, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return JoinAsync(player, new ConnectionLine(connection), cancellationToken);
    }

    /// <summary>Joins with whatever is the player's connection.</summary>
    public async ValueTask<ENetSession> JoinAsync(PlayerId player, IPlayerLine line, CancellationToken cancellationToken) =>
        (await _gateway.ClaimAsync(player.Verified(nameof(player)), line, resumes: 0, cancellationToken).ConfigureAwait(false))
        ?? throw new ENetClusterBusyException("The directory of players has refused a join, which it may not do.");

    /// <inheritdoc/>
    public string IssueToken(ENetSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return _tokens.Issue(session.Player, session.Generation, _tokenLifetime);
    }

    /// <inheritdoc/>
    public ValueTask<ENetResumeResult> ResumeAsync(string? token, ENetConnection connection, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return ResumeAsync(token, new ConnectionLine(connection), cancellationToken);
    }

    /// <summary>Resumes with whatever is the player's connection.</summary>
    public async ValueTask<ENetResumeResult> ResumeAsync(string? token, IPlayerLine line, CancellationToken cancellationToken)
    {
        ENetResumeStatus status = _tokens.TryRead(token, out ResumeToken read);
        if (status != ENetResumeStatus.Resumed) return new ENetResumeResult(status, session: null);
        ENetSession? session = await _gateway.ClaimAsync(read.Player, line, read.Generation, cancellationToken).ConfigureAwait(false);
        return new ENetResumeResult(session is null ? ENetResumeStatus.Superseded : ENetResumeStatus.Resumed, session);
    }

    /// <inheritdoc/>
    public async ValueTask<ENetClusterSendResult> SendAsync(PlayerId player, ReadOnlyMemory<byte> payload, byte channel, ENetPacketFlags flags, CancellationToken cancellationToken = default)
    {
        VerifyFlags(flags);
        var message = new ENetClusterMessage(payload, channel, flags);
        if (_gateway.TryDeliver(player.Verified(nameof(player)), message, out ENetClusterSendResult result)) return result;
        try
        {
            return await _gateway.Directory.AskAsync(static (directory, sent, token) => directory.SendAsync(sent.player, sent.message, token), (player, message), cancellationToken).ConfigureAwait(false);
        }
        catch (ENetClusterBusyException)
        {
            return ENetClusterSendResult.Busy;
        }
    }

    /// <inheritdoc/>
    public ValueTask<GatewayId?> FindAsync(PlayerId player, CancellationToken cancellationToken = default) =>
        _gateway.Directory.AskAsync(static (directory, player, token) => directory.FindAsync(player, token), player.Verified(nameof(player)), cancellationToken);

    /// <summary>Refuses flags that there are not, here and not at the player's gateway.</summary>
    internal static void VerifyFlags(ENetPacketFlags flags)
    {
        if ((flags & ~KnownFlags) != 0) throw new ArgumentOutOfRangeException(nameof(flags), flags, "There are no such flags: a packet is Reliable, Unsequenced, UnreliableFragment or None.");
    }
}
