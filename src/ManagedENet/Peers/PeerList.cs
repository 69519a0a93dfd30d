using System;
using System.Collections.Generic;
using ManagedENet.Protocol.Connections;

namespace ManagedENet.Internal;

/// <summary>The peer objects of a host, each made when its connection is first shown, and the newest of each slot as a list.</summary>
internal sealed class PeerList
{
    private readonly ENetHost _host;
    private readonly int _limit;
    private readonly List<ENetPeer> _peers = new();
    private ENetPeer?[] _newestOfSlot = Array.Empty<ENetPeer?>();

    public PeerList(ENetHost host, int limit)
    {
        _host = host;
        _limit = limit;
        View = new ENetPeerList(host, _peers);
    }

    /// <summary>In the order in which their slots were used first.</summary>
    public ENetPeerList View { get; }

    /// <summary>The same for the library itself, on the host's thread.</summary>
    public List<ENetPeer> All => _peers;

    /// <summary>The peer object of a connection.</summary>
    public ENetPeer Of(Connection connection) => connection.Owner as ENetPeer ?? Show(connection);

    /// <summary>The peer that has a slot for the time of a turn; null when that is over.</summary>
    public ENetPeer? Find(int slot, long turn) => (uint)slot < (uint)_newestOfSlot.Length && _newestOfSlot[slot] is { } peer && peer.Connection.Turn == turn ? peer : null;

    private ENetPeer Show(Connection connection)
    {
        var peer = new ENetPeer(_host, connection);
        connection.Owner = peer;
        int slot = connection.Slot;
        if (slot >= _newestOfSlot.Length) Array.Resize(ref _newestOfSlot, Math.Min(Math.Max(slot + 1, _newestOfSlot.Length * 2), _limit));
        if (_newestOfSlot[slot] is { } last)
        {
            // The event of a connection that has ended may come after its slot was asked for again: the list goes on showing the newer one.
            if (last.Connection.Turn > connection.Turn) return peer;
            peer.ListIndex = last.ListIndex;
            _peers[peer.ListIndex] = peer;
        }
        else
        {
            peer.ListIndex = _peers.Count;
            _peers.Add(peer);
        }

        _newestOfSlot[slot] = peer;
        return peer;
    }
}
