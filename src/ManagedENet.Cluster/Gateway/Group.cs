using System;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Cluster.Directory;

namespace ManagedENet.Cluster.Gateway;

/// <summary>A group, which is nothing but its name here: who is in it, the tables of the gateways know.</summary>
internal sealed class Group : IENetGroup
{
    private readonly LocalGateway _gateway;

    public Group(LocalGateway gateway, string name)
    {
        _gateway = gateway;
        Name = name;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public ValueTask<bool> AddAsync(PlayerId player, CancellationToken cancellationToken = default) => SetAsync(player.Verified(nameof(player)), isMember: true, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> RemoveAsync(PlayerId player, CancellationToken cancellationToken = default) => SetAsync(player.Verified(nameof(player)), isMember: false, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<ENetGroupSendResult> SendAsync(ReadOnlyMemory<byte> payload, byte channel, ENetPacketFlags flags, CancellationToken cancellationToken = default)
    {
        Cluster.VerifyFlags(flags);
        var message = new ENetClusterMessage(payload, channel, flags);
        // First those who are here: a directory that does not answer holds up nobody who needs it not.
        int players = _gateway.Broadcast(Name, message);
        try
        {
            int gateways = await _gateway.Directory.AskAsync(
                static (directory, sent, token) => directory.BroadcastAsync(sent.Name, sent.Here, sent.message, token), (Name, _gateway.Here, message), cancellationToken).ConfigureAwait(false);
            return new ENetGroupSendResult(players, gateways, IsEverywhere: true);
        }
        catch (ENetClusterBusyException)
        {
            return new ENetGroupSendResult(players, Gateways: 0, IsEverywhere: false);
        }
    }

    /// <summary>Its name, for a log.</summary>
    public override string ToString() => $"{nameof(IENetGroup)} {Name}";

    private ValueTask<bool> SetAsync(PlayerId player, bool isMember, CancellationToken cancellationToken) =>
        _gateway.Directory.AskAsync(static (directory, set, token) => directory.SetMemberAsync(set.player, set.Name, set.isMember, token), (player, Name, isMember), cancellationToken);
}
