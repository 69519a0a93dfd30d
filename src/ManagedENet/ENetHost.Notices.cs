using System;
using System.Collections.Generic;
using System.Net.Sockets;
using ManagedENet.Internal;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Wire;
using ManagedENet.Transports;

namespace ManagedENet;

/// <content>What a person should know about this host.</content>
public sealed partial class ENetHost
{
    private readonly MismatchWatch _watch = new();
    private readonly Queue<ENetNotice> _notices = new();
    private ConnectionEvent _heldEvent;
    private bool _isEventHeld;

    /// <summary>
    /// Tells what a person who sets up hosts should know: that the other end uses another checksum or compressor, that nobody answers, that the system refuses to send
    /// to an address, that the socket is less than was asked for. Write <see cref="ENetNotice.Message"/> to a log. Each kind comes once for an address (whatever its ports, and for a whole IPv6 network of 64
    /// bits) until a connection with it succeeds, and at most 30 come in a minute.
    /// </summary>
    /// <remarks>
    /// Any thread may add and remove listeners, also when the host has been disposed. Raised on the host's thread, from a service call or from <see cref="CheckEvents"/>. You may use the host in it, but not service or dispose it. What it throws
    /// leaves that call, and the next one goes on. Nothing is looked at, and nothing allocated, while nobody listens or nothing is wrong.
    /// </remarks>
    public event Action<ENetNotice>? Notice;

    /// <summary>Looks at what the core has just dropped.</summary>
    private void NoteDrop(ReadOnlySpan<byte> datagram, in ENetAddress from)
    {
        DropReason reason = _core.LastDrop;
        if (reason == DropReason.None || Notice is null) return;
        if (MismatchDiagnosis.Of(reason, datagram, IsFromConnected(datagram), _codecs) is not { } kind) return;
        if (!_watch.Note(kind, from, _nowMs, MismatchWatch.TellAfter, out long count)) return;
        bool isCrc32 = kind == ENetNoticeKind.OnlyRemoteHasChecksum && MismatchDiagnosis.HasCrc32(datagram);
        _notices.Enqueue(NoticeText.Mismatch(kind, from, count, isCrc32, _codecs));
    }

    /// <summary>Looks at what the system has refused to send.</summary>
    private void NoteRefusals()
    {
        while (_transport.TryTakeRefusal(out DatagramRefusal refusal))
        {
            // A port that nobody listens at is the other end's affair, and known by the silence.
            if (refusal.Error == SocketError.ConnectionRefused) continue;
            ENetAddress to = refusal.Path.Remote;
            if (!_watch.Note(ENetNoticeKind.DestinationRefused, to, _nowMs, MismatchWatch.TellAfter, out long count)) continue;
            _notices.Enqueue(NoticeText.Refused(refusal, count));
        }
    }

    private void NoteLateness()
    {
        if (!_watch.Note(ENetNoticeKind.ApplicationIsLate, default, _nowMs, tellAfter: 1, out long count)) return;
        _notices.Enqueue(NoticeText.Late(count));
    }

    private bool HasEvent => _isEventHeld || _core.HasEvent;

    private bool IsFromConnected(ReadOnlySpan<byte> datagram)
    {
        if (!DatagramHeader.TryRead(datagram, out DatagramHeader header) || header.PeerId == ProtocolConstants.MaximumPeerId) return false;
        return _core.GetPeer(header.PeerId)?.State is ENetPeerState.Connected or ENetPeerState.DisconnectLater or ENetPeerState.Disconnecting;
    }

    /// <summary>The next event, before either face has seen it.</summary>
    private bool TryTakeCoreEvent(out ConnectionEvent e)
    {
        if (_isEventHeld)
        {
            e = _heldEvent;
            ReleaseEvent();
            return true;
        }

        if (!_core.TryTakeEvent(out e)) return false;
        if (e.Type != ENetEventType.Receive) NoteConnection(e);
        return true;
    }

    private void NoteConnection(in ConnectionEvent e)
    {
        var peer = e.Connection.Owner as ENetPeer;
        bool wasAsking = peer is { IsAsking: true };
        if (peer is not null) peer.IsAsking = false;
        ENetAddress address = e.Connection.Address;
        if (e.Type == ENetEventType.Connect) _watch.Forget(address);
        if (!wasAsking || e.Reason != ENetDisconnectReason.Timeout || Notice is null) return;
        if (!_watch.Note(ENetNoticeKind.ConnectUnanswered, address, _nowMs, tellAfter: 1, out long count)) return;
        _notices.Enqueue(NoticeText.Unanswered(address, count, _codecs));

        // Told before the event, because an application may stop servicing when it hears of a failure. When the listener throws, the event is not lost.
        _heldEvent = e;
        _isEventHeld = true;
        RaiseNotices();
        ReleaseEvent();
    }

    private void ReleaseEvent()
    {
        _isEventHeld = false;
        _heldEvent = default;
    }

    private void RaiseNotices()
    {
        while (_notices.Count > 0 && Notice is { } listener) listener(_notices.Dequeue());
    }
}
