using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Hosting;

namespace ManagedENet.Internal;

/// <summary>
/// What a host shows of itself to others than its own thread: numbers that are made of several fields, as they were when its last call ended, and where .NET has meters, the meter of the process.
/// </summary>
internal sealed partial class HostTelemetry
{
    private readonly Host _core;
    private readonly TransportSeat _seat;
    private readonly string? _name;
    private SharedCount _outgoingQueuedBytes;
    private SharedCount _incomingQueuedBytes;

    /// <summary>Shows a host.</summary>
    /// <param name="core">Its core.</param>
    /// <param name="seat">Its transports.</param>
    /// <param name="name">What tells it apart from others; null where nothing does.</param>
    public HostTelemetry(Host core, TransportSeat seat, string? name)
    {
        _core = core;
        _seat = seat;
        _name = name;
        Publish();
        Register();
    }

    /// <summary>Bytes queued for sending, as of the end of the last call.</summary>
    public long OutgoingQueuedBytes => _outgoingQueuedBytes.Value;

    /// <summary>Bytes received and not yet taken, as of the end of the last call.</summary>
    public long IncomingQueuedBytes => _incomingQueuedBytes.Value;

    /// <summary>The host begins to do something.</summary>
    public void BeginWork() => BeginMeasure();

    /// <summary>The host has done it, and waits or returns.</summary>
    public void EndWork(PeerList peers, long nowUs)
    {
        Publish();
        EndMeasure(peers, nowUs);
    }

    /// <summary>A connection has come about or ended.</summary>
    public void Note(in ConnectionEvent e, PeerList peers, long nowUs)
    {
        if (e.Type == ENetEventType.Connect) peers.Of(e.Connection).ConnectedAtUs = nowUs;
        else if (e.Type == ENetEventType.Disconnect && e.Connection.Owner is ENetPeer peer) NoteEnd(peer, e.Reason, nowUs);
    }

    /// <summary>The application has left a peer in a way of which no event tells.</summary>
    public void NoteLeft(ENetPeer peer) => NoteEnd(peer, ENetDisconnectReason.Local, _core.NowUs);

    /// <summary>The host is closed: what it has counted is kept.</summary>
    public void Dispose(PeerList peers, bool isOwner)
    {
        if (isOwner)
        {
            Publish();
            foreach (ENetPeer peer in peers.All) NoteLeft(peer);
        }

        Retire();
    }

    private void Publish()
    {
        _outgoingQueuedBytes.Value = _core.OutgoingQueuedBytes;
        _incomingQueuedBytes.Value = _core.IncomingQueuedBytes;
    }

    partial void Register();

    partial void Retire();

    partial void BeginMeasure();

    partial void EndMeasure(PeerList peers, long nowUs);

    partial void NoteEnd(ENetPeer peer, ENetDisconnectReason reason, long nowUs);
}
