using System.Collections.Generic;

namespace ManagedENet.AspNetCore;

/// <summary>What was seen of one shard of a server, on its network thread.</summary>
internal sealed class ShardReading
{
    private readonly List<PeerReading> _peers = [];

    /// <summary>Its peers.</summary>
    public IReadOnlyList<PeerReading> Peers => _peers;

    public int PeerLimit { get; private set; }

    /// <summary>Looks at it.</summary>
    public bool Look(ENetHost host)
    {
        _peers.Clear();
        PeerLimit = host.PeerLimit;
        foreach (ENetPeer peer in host.Peers)
        {
            if (peer.State is ENetPeerState.Connected or ENetPeerState.DisconnectLater) _peers.Add(PeerReading.Of(peer));
        }

        return true;
    }
}
