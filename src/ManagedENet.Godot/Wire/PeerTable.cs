using System.Collections.Generic;

namespace ManagedENet.Godot.Wire;

/// <summary>Whom a multiplayer peer knows: by unique id, by connection, and who is on the way out.</summary>
internal sealed class PeerTable
{
    // ENet cannot serve more; a Godot 3 server could still tell of more.
    private const int MaximumHeard = 4095;

    private readonly Dictionary<int, PeerLink> _byId = new(SeededComparer.Instance);
    private readonly Dictionary<ENetPeer, PeerLink> _byConnection = new();
    private readonly List<PeerLink> _leaving = new();

    public Dictionary<int, PeerLink>.KeyCollection Ids => _byId.Keys;

    public Dictionary<int, PeerLink>.ValueCollection Links => _byId.Values;

    public bool Contains(int id) => _byId.ContainsKey(id);

    /// <summary>True when a target names nobody, or somebody who is there.</summary>
    public bool IsThere(int target) => target == PeerId.Everyone || Contains(target > 0 ? target : unchecked(-target));

    public bool TryFind(int id, out PeerLink? link) => _byId.TryGetValue(id, out link);

    public bool TryFind(ENetPeer connection, out PeerLink? link) => _byConnection.TryGetValue(connection, out link);

    /// <summary>Finds the link whose connection has a host for itself.</summary>
    public bool TryFind(ENetHost ownHost, out PeerLink? link)
    {
        foreach (PeerLink candidate in _byId.Values)
        {
            if (!ReferenceEquals(candidate.OwnHost, ownHost)) continue;
            link = candidate;
            return true;
        }

        link = null;
        return false;
    }

    public void Add(PeerLink link)
    {
        _byId[link.Id] = link;
        if (link.Peer is { } peer) _byConnection[peer] = link;
    }

    /// <summary>Adds one that the server has told of; false when it is known, or when there are too many.</summary>
    public bool TryAddHeard(int id) => _byId.Count < MaximumHeard && _byId.TryAdd(id, new PeerLink(id, peer: null));

    public bool Remove(int id) => _byId.Remove(id);

    /// <summary>A connection is over: its slot may serve another one, and is not this link's any more.</summary>
    public void Detach(PeerLink link)
    {
        if (link.Peer is { } peer) _byConnection.Remove(peer);
        link.Detach();
    }

    /// <summary>Keeps a link whose connection is over until <see cref="TryTakeLeaving"/>.</summary>
    public void Postpone(PeerLink link) => _leaving.Add(link);

    /// <summary>Takes a link that was postponed; false when it was not.</summary>
    public bool TakeLeaving(PeerLink link) => _leaving.Remove(link);

    /// <summary>Takes the next link that was postponed.</summary>
    public bool TryTakeLeaving(out PeerLink? link)
    {
        link = null;
        if (_leaving.Count == 0) return false;
        link = _leaving[0];
        _leaving.RemoveAt(0);
        return true;
    }

    public void Clear()
    {
        _byId.Clear();
        _byConnection.Clear();
        _leaving.Clear();
    }

    /// <summary>Says goodbye to everyone, once and without waiting, and closes the hosts that serve one connection.</summary>
    public void SayGoodbye(uint farewell)
    {
        foreach (PeerLink link in _byId.Values)
        {
            if (link.Peer is { } peer && HostProbe.AccessOf(peer.Host) == HostAccess.Open)
            {
                if (peer.State == ENetPeerState.Connected) peer.DisconnectNow(farewell);
                link.OwnHost?.Flush();
            }

            link.OwnHost?.Dispose();
        }
    }

    /// <summary>Closes the hosts that serve one connection, without a word.</summary>
    public void DisposeOwnHosts()
    {
        foreach (PeerLink link in _byId.Values) link.OwnHost?.Dispose();
    }

    /// <summary>True when the hosts that serve one connection belong to another thread. One of them tells: all belong to the thread that polls.</summary>
    public bool HasHostsOfOtherThread()
    {
        foreach (PeerLink link in _byId.Values)
        {
            if (link.OwnHost is { } own) return HostProbe.AccessOf(own) == HostAccess.OtherThread;
        }

        return false;
    }
}
