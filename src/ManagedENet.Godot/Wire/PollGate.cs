using System;

namespace ManagedENet.Godot.Wire;

/// <summary>
/// Lets one poll in at a time. One inside another would take the packet away that is being read, and tell of what comes later before what comes first has been told.
/// </summary>
internal sealed class PollGate
{
    private bool _isPolling;
    private bool _isReadByLayer;

    /// <summary>Begins a poll.</summary>
    /// <param name="isLayer">True for the layer above, which takes the packets itself.</param>
    /// <exception cref="InvalidOperationException">A poll goes on already.</exception>
    public void Enter(bool isLayer)
    {
        if (_isPolling) throw new InvalidOperationException("A handler cannot poll the peer that calls it; do it after Poll has returned.");
        _isPolling = true;
        _isReadByLayer = isLayer;
    }

    public void Leave()
    {
        _isPolling = false;
        _isReadByLayer = false;
    }

    /// <summary>Makes sure that the packets may be taken by whoever calls from outside.</summary>
    /// <exception cref="InvalidOperationException">The layer above is taking them.</exception>
    public void VerifyUnread()
    {
        if (_isReadByLayer) throw new InvalidOperationException("The layer above this peer is taking its packets; leave them to it.");
    }
}
