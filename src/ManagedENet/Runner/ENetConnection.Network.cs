using System;
using System.Collections.Generic;
using System.Threading;
using ManagedENet.Internal;

namespace ManagedENet;

/// <content>What the network thread does.</content>
public sealed partial class ENetConnection
{
    private ENetPeer? _peer;
    private Pending<ENetConnection> _connecting;
    private readonly List<Pending<bool>> _left = new();
    private bool _isLeaving;
    private uint _leaveData;
    private int _isReady;

    /// <summary>True when it is to be put among those that have something for the network thread; false when it stands there already.</summary>
    internal bool MarkReady() => Interlocked.Exchange(ref _isReady, 1) == 0;

    /// <summary>This side asks; false when that is not possible, or nobody waits for it any more.</summary>
    internal bool TryAsk(ENetHost host, ENetConnectOptions options, Pending<ENetConnection> connecting)
    {
        if (!connecting.IsOpen) return false;
        try
        {
            _peer = host.Connect(RemoteEndPoint, options.ChannelCount, options.Data);
            _peer.Face = this;
            _connecting = connecting;
            return true;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            connecting.TrySetException(e);
            return false;
        }
    }

    /// <summary>Nobody waits for the connection any more.</summary>
    internal void Abandon()
    {
        if (_peer is { } peer && Ending is null) peer.DisconnectNow();
        End(new ENetEnding(ENetDisconnectReason.Local, 0));
    }

    /// <summary>The connection stands.</summary>
    internal void Begin(ENetPeer peer, uint data)
    {
        if (Ending is not null)
        {
            // It was given up in the moment in which it came about: nobody has it, and nobody would ever leave it.
            peer.DisconnectNow();
            return;
        }

        _peer = peer;
        peer.Face = this;
        RemoteEndPoint = peer.EndPoint;
        ConnectData = data;
        ChannelCount = peer.ChannelCount;
        var shares = new ChannelShare[ChannelCount];
        for (int i = 0; i < shares.Length; i++) shares[i] = new ChannelShare();
        Volatile.Write(ref _shares, shares);
        Volatile.Write(ref _isUp, 1);
        _connecting.TrySetResult(this);
    }

    /// <summary>A message has come.</summary>
    internal void Deliver(byte channel, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
    {
        if (Ending is not null) return;
        if (_streams?.Of(channel) is { IsAttached: true } stream && stream.TryReceive(_peer!, payload, flags))
        {
            // What it was waiting for may have been the last that had to leave.
            if (_isLeaving) _runner.Signal(this);
            return;
        }

        ChannelShare share = _shares[channel];
        share.Add(payload.Length);
        NetworkThread.Gap();
        var message = new ENetMessage(channel, _peer!.Host.CreatePacket(payload, flags));
        if (_runner.Completions.IsPumped) _runner.Completions.Add(this, message);
        else _runner.NoteDelivered(this, isFirst: _incoming.Collect(message));
        NetworkThread.Gap();
        if (share.IsPaused || share.IsBelow(_runner.Options.ReceiveQueueLength - 1, _runner.Options.ReceiveQueueBytes - 1)) return;
        if (!_peer!.PauseReceive(channel)) return;
        NetworkThread.Gap();
        share.IsPaused = true;
        NetworkThread.Gap();
        // Whoever has taken them meanwhile may have seen that it was not paused.
        if (IsEmptyEnough(share)) Resume(channel, share);
    }

    /// <summary>Shows what has come to whoever receives.</summary>
    internal void ShowDelivered() => _incoming.Show();

    /// <summary>Moves what other threads have left here.</summary>
    internal void Drain()
    {
        Interlocked.Exchange(ref _isReady, 0);
        NetworkThread.Gap();
        if (_peer is not { } peer || Ending is not null) return;
        if (Interlocked.Exchange(ref _isToBeResumed, 0) != 0) ResumeAll();
        bool isHeld = false;
        long most = Math.Max(_runner.Options.SendQueueBytes, WindowsUnderWay * (long)peer.WindowBytes);
        while (!isHeld && TryNext(out OutgoingMessage message))
        {
            NetworkThread.Gap();
            isHeld = peer.IsCrowded(most) || !TryHandOver(peer, message);
        }

        // Where there was no room there will be an event when there is.
        _streams?.Turn(peer);
        if (_isLeaving && !isHeld && _streams?.HasRest != true) peer.DisconnectLater(_leaveData);
    }

    /// <summary>Leaves.</summary>
    internal void Leave(ENetLeave how, uint data, Pending<bool> left)
    {
        if (Ending is not null || _peer is not { } peer)
        {
            left.TrySetResult(true);
            return;
        }

        _left.Add(left);
        // Nobody has answered yet, so nothing is to be brought to anybody, and no event would tell of the end.
        if (ChannelCount == 0) how = ENetLeave.Abruptly;
        // What is sent from now on is too late; what stands in the queue is not.
        Volatile.Write(ref _isUp, 0);
        switch (how)
        {
            case ENetLeave.Drain:
                (_isLeaving, _leaveData) = (true, data);
                Drain();
                break;
            case ENetLeave.Immediately:
                peer.Disconnect(data);
                break;
            default:
                peer.DisconnectNow(data);
                End(new ENetEnding(ENetDisconnectReason.Local, 0));
                break;
        }
    }

    /// <summary>The connection is over.</summary>
    internal void End(ENetEnding ending)
    {
        if (Ending is not null) return;
        Volatile.Write(ref _ended, new Ended(ending));
        NetworkThread.Gap();
        Interlocked.Exchange(ref _isUp, 0);
        NetworkThread.Gap();
        if (_connecting.IsOpen) _connecting.TrySetException(WhyNot(ending));
        _outgoing.Close();
        NetworkThread.Gap();
        while (_outgoing.TryDropWaiting(out WaitingSend waiting)) waiting.Taken.TrySetException(Gone);
        while (_outgoing.TryPeek(out OutgoingMessage message)) Drop(message);
        _outgoing.Release();
        _incoming.Show();
        _runner.Completions.Add(this);
        _streams?.End(ending);
        foreach (Pending<bool> left in _left) left.TrySetResult(true);
        _left.Clear();
        _runner.Forget(this);
    }

    /// <summary>What comes on the channel of a stream is the stream's from now on; what has come before is on its way.</summary>
    internal void Attach(StreamChannel stream)
    {
        if (!stream.TryAttach()) return;
        _incoming.Show();
        _streams!.Attach(stream);
        _runner.Completions.Add(stream);
    }

    /// <summary>Gives a stream what waits of its channel.</summary>
    internal void TakeOver(StreamChannel stream)
    {
        foreach (ENetMessage message in _incoming.TakeAll(stream)) Give(stream, message, isQueued: false);
    }

    /// <summary>Why nothing can be written to a stream.</summary>
    internal Exception WhyNoStream(byte channel) => StreamEnding.Disconnected(channel, Ending ?? new ENetEnding(ENetDisconnectReason.Local, 0)).ToException();

    /// <summary>The other host has a message of a stream.</summary>
    internal void NoteDelivered(StreamChannel stream, int length)
    {
        if (_peer is not { } peer || Ending is not null) return;
        stream.NoteDelivered(peer, length);
        if (_isLeaving) _runner.Signal(this);
    }

    // With pumped completions it may have been on its way when the stream took over.
    private bool TryGiveToStream(in ENetMessage message)
    {
        if (Volatile.Read(ref _streams)?.Of(message.Channel) is not { IsTakenOver: true } stream) return false;
        Give(stream, message, isQueued: true);
        stream.Signal();
        return true;
    }

    private void Give(StreamChannel stream, in ENetMessage message, bool isQueued)
    {
        NoteTaken(message);
        stream.ReceiveLate(message, isQueued);
        message.Dispose();
    }

    private bool IsEmptyEnough(ChannelShare share) => share.IsBelow(_runner.Options.ReceiveQueueLength / EmptyEnough, _runner.Options.ReceiveQueueBytes / EmptyEnough);

    private ENetConnectException WhyNot(ENetEnding ending) => new(
        ending.Reason switch
        {
            ENetDisconnectReason.Timeout => $"{RemoteEndPoint} has not answered: is somebody there, with the same checksum and compressor, and does a firewall let UDP through?",
            ENetDisconnectReason.HostFull => $"{RemoteEndPoint} has no room: try again later.",
            ENetDisconnectReason.Rejected => $"{RemoteEndPoint} has said no ({ending.Data}).",
            _ => $"The attempt to connect to {RemoteEndPoint} has ended: {ending}.",
        },
        ending.Reason,
        ending.Data);

    // What stands in the queue comes first, then those who wait for room in it.
    private bool TryNext(out OutgoingMessage message)
    {
        if (_outgoing.TryPeek(out message)) return true;
        if (_outgoing.IsEmpty) return false;
        // Whoever awaits it may go on at once, and may send.
        while (_outgoing.TryTakeWaiting(out Pending<bool> taken)) taken.SetResult(true);
        return _outgoing.TryPeek(out message);
    }

    // False when there is no room for it.
    private bool TryHandOver(ENetPeer peer, in OutgoingMessage message)
    {
        ulong receipt = message.Confirmation.IsOpen ? _runner.NextReceipt() : 0;
        ENetSendResult result = receipt == 0
            ? peer.Send(message.Channel, message.Payload, message.Flags)
            : peer.Send(message.Channel, message.Payload, message.Flags, new ENetSendOptions { Receipt = receipt });
        if (result == ENetSendResult.QueueFull) return false;
        if (result == ENetSendResult.Queued && receipt != 0) _runner.Expect(receipt, new Confirmation(this, message.Confirmation, message.AskedAt));
        _outgoing.Finish(message);
        if (result != ENetSendResult.Queued) message.Confirmation.TrySetException(Gone);
        return true;
    }

    private void Drop(in OutgoingMessage message)
    {
        _outgoing.Finish(message);
        message.Confirmation.TrySetException(Gone);
    }

    private void ResumeAll()
    {
        for (int channel = 0; channel < _shares.Length; channel++)
        {
            ChannelShare share = _shares[channel];
            if (share.IsPaused && IsEmptyEnough(share)) Resume((byte)channel, share);
        }
    }

    private void Resume(byte channel, ChannelShare share)
    {
        share.IsPaused = false;
        _peer!.ResumeReceive(channel);
    }

    /// <summary>A message that somebody wants to have confirmed.</summary>
    internal readonly struct Confirmation
    {
        private readonly ENetConnection _connection;
        private readonly Pending<ENetDelivery> _pending;
        private readonly long _askedAt;
        private readonly StreamChannel? _stream;
        private readonly int _length;

        public Confirmation(ENetConnection connection, Pending<ENetDelivery> pending, long askedAt)
        {
            _connection = connection;
            _pending = pending;
            _askedAt = askedAt;
            _stream = null;
            _length = 0;
        }

        public Confirmation(ENetConnection connection, StreamChannel stream, int length)
        {
            _connection = connection;
            _pending = default;
            _askedAt = 0;
            _stream = stream;
            _length = length;
        }

        /// <summary>What became of it is known.</summary>
        public void Complete(ENetReceiptState state)
        {
            if (_stream is not null)
            {
                // What is over is told to the stream as a whole.
                if (state == ENetReceiptState.Delivered) _connection.NoteDelivered(_stream, _length);
                return;
            }

            if (state == ENetReceiptState.Delivered) _pending.TrySetResult(new ENetDelivery(_connection._runner.Time.GetElapsedTime(_askedAt)));
            else _pending.TrySetException(_connection.Gone);
        }
    }
}
