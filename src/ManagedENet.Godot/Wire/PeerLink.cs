namespace ManagedENet.Godot.Wire;

/// <summary>What a multiplayer peer knows of another one.</summary>
internal sealed class PeerLink
{
    public PeerLink(int id, ENetPeer? peer, ENetHost? ownHost = null)
    {
        Id = id;
        Peer = peer;
        OwnHost = ownHost;
    }

    public int Id { get; }

    /// <summary>Its connection. Null for a peer that a client reaches through its server only.</summary>
    public ENetPeer? Peer { get; private set; }

    /// <summary>In a mesh, the host that serves this one connection.</summary>
    public ENetHost? OwnHost { get; }

    /// <summary>Its received bytes that were not read yet.</summary>
    public long QueuedBytes { get; set; }

    /// <summary>Its received packets that were not read yet.</summary>
    public int QueuedPackets { get; set; }

    /// <summary>The connection is over; its slot may already serve another one.</summary>
    public void Detach() => Peer = null;
}
