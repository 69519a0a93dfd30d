using ManagedENet.Protocol.Peers;

namespace ManagedENet.Protocol.Hosting;

/// <summary>The peers that have something for the application, in turn: each gives one event and queues up again.</summary>
internal sealed class DispatchQueue
{
    private PeerCore? _head;
    private PeerCore? _tail;

    public bool IsEmpty => _head is null;

    /// <summary>Adds a peer at the end, unless it waits already.</summary>
    // Requirement: CHN-061
    public void Add(PeerCore peer)
    {
        if (peer.NeedsDispatch) return;
        peer.NeedsDispatch = true;
        peer.PreviousDispatch = _tail;
        peer.NextDispatch = null;
        if (_tail is null) _head = peer;
        else _tail.NextDispatch = peer;
        _tail = peer;
    }

    /// <summary>Takes the first peer out, or answers null.</summary>
    public PeerCore? Take()
    {
        PeerCore? peer = _head;
        if (peer is not null) Remove(peer);
        return peer;
    }

    /// <summary>Takes a peer out, if it waits.</summary>
    public void Remove(PeerCore peer)
    {
        if (!peer.NeedsDispatch) return;
        peer.NeedsDispatch = false;
        if (peer.PreviousDispatch is null) _head = peer.NextDispatch;
        else peer.PreviousDispatch.NextDispatch = peer.NextDispatch;
        if (peer.NextDispatch is null) _tail = peer.PreviousDispatch;
        else peer.NextDispatch.PreviousDispatch = peer.PreviousDispatch;
        peer.PreviousDispatch = null;
        peer.NextDispatch = null;
    }
}
