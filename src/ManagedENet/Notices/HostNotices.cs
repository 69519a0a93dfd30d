using System;
using System.Collections.Generic;
using System.Net.Sockets;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Transports;

namespace ManagedENet.Internal;

/// <summary>What a person should know about one host: looks at what went wrong, while somebody listens, and tells it when the host's own steps allow.</summary>
internal sealed class HostNotices
{
    private readonly Host _core;
    private readonly TransportSeat _seat;
    private readonly HostCodecs _codecs;

    // What strangers can cause must not keep out what the host itself has to say.
    private readonly MismatchWatch _watch = new();
    private readonly MismatchWatch _ownWatch = new();
    private readonly Queue<ENetNotice> _waiting = new();
    private readonly HashSet<string> _toldAtStart = new(StringComparer.Ordinal);

    // Of the attempt that something last came for from somewhere else: whom it asks, and where that came from.
    private ENetAddress _asked;
    private ENetAddress _elsewhere;

    public HostNotices(Host core, TransportSeat seat, HostCodecs codecs)
    {
        _core = core;
        _seat = seat;
        _codecs = codecs;
        AddStartNotices();
    }

    /// <summary>Those who want to know. Nothing is looked at for nobody.</summary>
    public event Action<ENetNotice>? Listeners;

    /// <summary>What a transport that has just been opened has to say, and the one before it has not said.</summary>
    public void AddStartNotices()
    {
        if (_seat.Current is not IStartNotices transport) return;
        var notices = new Queue<ENetNotice>();
        transport.AddStartNotices(notices);
        foreach (ENetNotice notice in notices)
        {
            if (_toldAtStart.Add(notice.Message)) _waiting.Enqueue(notice);
        }
    }

    /// <summary>Tells what waits. What a listener throws leaves the rest for the next time.</summary>
    public void Raise()
    {
        while (_waiting.Count > 0 && Listeners is { } listener) listener(_waiting.Dequeue());
    }

    /// <summary>Looks at what the core has just dropped.</summary>
    public void NoteDrop(ReadOnlySpan<byte> datagram, in ENetAddress from, long nowUs)
    {
        DropReason reason = _core.LastDrop;
        if (reason == DropReason.None || Listeners is null) return;
        if (reason == DropReason.WrongAddress) NoteElsewhere(datagram, from);
        if (MismatchDiagnosis.Of(reason, datagram, IsFromConnected(datagram, from), _codecs) is not { } kind) return;
        if (!_watch.Note(kind, from, nowUs, MismatchWatch.TellAfter, out long count)) return;
        bool isCrc32 = kind == ENetNoticeKind.OnlyRemoteHasChecksum && MismatchDiagnosis.HasCrc32(datagram);
        Tell(_watch, NoticeText.Mismatch(kind, from, count, isCrc32, _codecs));
    }

    /// <summary>Looks at what the system has refused to send.</summary>
    public void NoteRefusals(long nowUs)
    {
        if (Listeners is null) return;
        while (_seat.Current.TryTakeRefusal(out DatagramRefusal refusal))
        {
            // A port that nobody listens at is the other end's affair, and known by the silence.
            if (refusal.Error == SocketError.ConnectionRefused) continue;
            ENetAddress to = refusal.Path.Remote;
            if (!_watch.Note(ENetNoticeKind.DestinationRefused, to, nowUs, MismatchWatch.TellAfter, out long count)) continue;
            Tell(_watch, NoticeText.Refused(refusal, count));
        }
    }

    /// <summary>Events have waited for long.</summary>
    public void NoteLateness(long nowUs)
    {
        if (Listeners is null || !_ownWatch.Note(ENetNoticeKind.ApplicationIsLate, default, nowUs, tellAfter: 1, out long count)) return;
        Tell(_ownWatch, NoticeText.Late(count));
    }

    /// <summary>Somebody found this shard full, and would have had room in another.</summary>
    public void NoteShardFull(int shard, int peers, int free, long count, long nowUs)
    {
        if (Listeners is null || !_ownWatch.Note(ENetNoticeKind.ShardFull, default, nowUs, tellAfter: 1, out _)) return;
        Tell(_ownWatch, NoticeText.ShardFull(shard, peers, free, count));
        // Nothing else may happen in this shard for long.
        Raise();
    }

    /// <summary>A connection with this address has succeeded: what is wrong from now on is told again.</summary>
    public void Forget(in ENetAddress address)
    {
        _watch.Forget(address);
        _ownWatch.Forget(address);
        if (_asked == address) _asked = default;
    }

    /// <summary>An attempt of this host has come to nothing; true when there is something to tell of it.</summary>
    public bool NoteUnanswered(in ENetAddress address, long nowUs)
    {
        if (Listeners is null || !_ownWatch.Note(ENetNoticeKind.ConnectUnanswered, address, nowUs, tellAfter: 1, out long count)) return false;
        Tell(_ownWatch, address == _asked ? NoticeText.AnsweredElsewhere(address, _elsewhere, count) : NoticeText.Unanswered(address, count, _codecs));
        _asked = default;
        return true;
    }

    // A host of another kind, with several addresses, may say from another one that it is full: without the connect id nobody can tell it from a forger.
    // Requirement: ADM-019
    private void NoteElsewhere(ReadOnlySpan<byte> datagram, in ENetAddress from)
    {
        if (_core.NamedIn(datagram, from) is not { State: ENetPeerState.Connecting } asking) return;
        if (from.Port == asking.Address.Port) (_asked, _elsewhere) = (asking.Address, from);
    }

    // Requirement: ADM-022
    private void Tell(MismatchWatch watch, ENetNotice notice)
    {
        long leftOut = watch.TakeLeftOut();
        _waiting.Enqueue(leftOut == 0 ? notice : new ENetNotice(notice.Kind, notice.Message, notice.Address, notice.Count, leftOut));
    }

    // By the name in it, which is no slot: the two ends have understood each other before.
    private bool IsFromConnected(ReadOnlySpan<byte> datagram, in ENetAddress from) =>
        _core.NamedIn(datagram, from) is { State: ENetPeerState.Connected or ENetPeerState.DisconnectLater or ENetPeerState.Disconnecting } connection && connection.Address == from;
}
