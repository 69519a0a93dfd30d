using System;
using System.Buffers;
using System.IO.Pipelines;

namespace ManagedENet.Internal;

/// <summary>What was written to a stream and is on its way to the other end: as much as its credit allows, and as this end may keep of what is not acknowledged. One thread at a time.</summary>
internal sealed class StreamSender
{
    // What a message takes beside its bytes.
    private const int MessageCost = 128;

    // Many small writes go together while so many messages are under way, so that receipts, of which a host has a number, suffice for many streams.
    private const int MostMessages = 256;

    private readonly StreamChannel _channel;
    private readonly PipeReader _reader;
    private readonly bool _isRaw;
    private readonly int _messageBytes;
    private readonly int _bufferBytes;
    private long _credit = StreamFrame.ImplicitCredit;
    private long _underWay;
    private int _messages;
    private bool _isEndSent;

    public StreamSender(StreamChannel channel, PipeReader reader, ENetStreamOptions options, int longestMessage)
    {
        _channel = channel;
        _reader = reader;
        _isRaw = options.IsRaw;
        _messageBytes = Math.Min(options.MessageBytes, longestMessage) - (_isRaw ? 0 : StreamFrame.HeaderBytes);
        _bufferBytes = options.SendBufferBytes;
    }

    /// <summary>Something was written that has not left, for want of credit or room.</summary>
    public bool HasRest { get; private set; }

    /// <summary>Something has left that the other host has not acknowledged.</summary>
    public bool HasUnderWay => _messages > 0;

    /// <summary>Nothing leaves any more.</summary>
    public bool IsOver { get; private set; }

    /// <summary>The end has left, and the other host has everything.</summary>
    public bool IsDelivered => _isEndSent && _messages == 0;

    /// <summary>The other end allows more; false when that is more than can be.</summary>
    public bool TryAddCredit(uint bytes)
    {
        if (_credit + bytes > StreamFrame.MostCredit) return false;
        _credit += bytes;
        return true;
    }

    /// <summary>The other host has a message of so many bytes.</summary>
    public void NoteDelivered(int length)
    {
        _underWay -= length + MessageCost;
        _messages--;
    }

    /// <summary>Nothing leaves any more, and who writes is told.</summary>
    public void End()
    {
        if (IsOver) return;
        (IsOver, HasRest) = (true, false);
        _reader.Complete();
        _channel.Pulse();
    }

    /// <summary>Sends what may leave.</summary>
    // Requirement: STR-004, STR-007, STR-012
    public void Pump(ENetPeer peer)
    {
        while (!IsOver && _reader.TryRead(out ReadResult result))
        {
            ReadOnlySequence<byte> written = result.Buffer;
            bool isLast = result.IsCompleted && written.IsEmpty;
            int length = isLast ? 0 : (int)Math.Min(Math.Min(written.Length, _messageBytes), _isRaw ? long.MaxValue : _credit);
            if (written.IsEmpty && !isLast)
            {
                HasRest = false;
                _reader.AdvanceTo(written.End);
                return;
            }

            if (isLast ? !TrySendEnd(peer) : !TrySendData(peer, written, length))
            {
                HasRest = true;
                _reader.AdvanceTo(written.Start);
                return;
            }

            // Where code goes on inline, it does in here: nothing is left half done.
            HasRest = !isLast && written.Length > length;
            _reader.AdvanceTo(written.GetPosition(length));
            _channel.Pulse();
            if (isLast) End();
        }
    }

    private bool TrySendData(ENetPeer peer, in ReadOnlySequence<byte> written, int length)
    {
        if (length == 0 || _messages >= MostMessages || _underWay >= _bufferBytes) return false;
        int header = _isRaw ? 0 : StreamFrame.HeaderBytes;
        ENetPacket packet = peer.Host.CreatePacket(header + length, ENetPacketFlags.Reliable);
        Span<byte> message = packet.WritableSpan;
        if (!_isRaw) message[0] = StreamFrame.Data;
        written.Slice(0, length).CopyTo(message.Slice(header));
        if (!_channel.TrySend(peer, packet, header + length)) return false;
        NoteSent(header + length);
        if (!_isRaw) _credit -= length;
        return true;
    }

    private bool TrySendEnd(ENetPeer peer)
    {
        if (!_isRaw)
        {
            ENetPacket packet = peer.Host.CreatePacket(StreamFrame.HeaderBytes, ENetPacketFlags.Reliable);
            packet.WritableSpan[0] = StreamFrame.End;
            if (!_channel.TrySend(peer, packet, StreamFrame.HeaderBytes)) return false;
            NoteSent(StreamFrame.HeaderBytes);
        }

        _isEndSent = true;
        return true;
    }

    private void NoteSent(int length)
    {
        _underWay += length + MessageCost;
        _messages++;
    }
}
