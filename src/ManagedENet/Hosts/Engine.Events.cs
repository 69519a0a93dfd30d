using ManagedENet.Protocol.Connections;

namespace ManagedENet.Internal;

/// <content>Events on their way to the faces.</content>
internal sealed partial class Engine
{
    /// <summary>The next event, before either face has seen it.</summary>
    public bool TryTakeEvent(out ConnectionEvent e)
    {
        if (_isEventHeld)
        {
            e = _heldEvent;
            ReleaseEvent();
            return true;
        }

        if (!Core.TryTakeEvent(out e)) return false;
        if (e.Type != ENetEventType.Receive) NoteConnection(e);
        return true;
    }

    /// <summary>
    /// A new connection has native's timings; these are the user's. Once per connection: at our connect, so that what the user sets after it stays, or at the event of an
    /// incoming one.
    /// </summary>
    public void ApplyTimings(ENetPeer peer)
    {
        if (_options.HasDefaultTimings || peer.IsTimed) return;
        peer.IsTimed = true;
        peer.Connection.SetPingInterval((uint)_options.PingInterval.TotalMilliseconds);
        peer.Connection.SetTimeout((uint)_options.TimeoutLimit, (uint)_options.TimeoutMinimum.TotalMilliseconds, (uint)_options.TimeoutMaximum.TotalMilliseconds);
    }

    private void NoteConnection(in ConnectionEvent e)
    {
        var peer = e.Connection.Owner as ENetPeer;
        bool wasAsking = peer is { IsAsking: true };
        if (peer is not null) peer.IsAsking = false;
        Telemetry.Note(e, Peers, _nowUs);
        if (e.Type == ENetEventType.Connect) Notices.Forget(e.Connection.Address);
        if (!wasAsking || e.Reason != ENetDisconnectReason.Timeout || !Notices.NoteUnanswered(e.Connection.Address, _nowUs)) return;

        // Told before the event, because an application may stop servicing when it hears of a failure. When the listener throws, the event is not lost.
        _heldEvent = e;
        _isEventHeld = true;
        Notices.Raise();
        ReleaseEvent();
    }

    private void ReleaseEvent()
    {
        _isEventHeld = false;
        _heldEvent = default;
    }
}
