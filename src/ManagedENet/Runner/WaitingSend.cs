using System;
using System.Collections.Concurrent;

namespace ManagedENet.Internal;

/// <summary>A message that waits for room in the queue of its connection. Its bytes are the caller's until it is completed.</summary>
internal readonly struct WaitingSend
{
    private readonly byte _channel;
    private readonly ReadOnlyMemory<byte> _payload;
    private readonly ENetPacketFlags _flags;
    private readonly Pending<bool> _taken;
    private readonly Pending<ENetDelivery> _confirmation;
    private readonly long _askedAt;

    public WaitingSend(byte channel, ReadOnlyMemory<byte> payload, ENetPacketFlags flags, Pending<bool> taken, Pending<ENetDelivery> confirmation, long askedAt)
    {
        _channel = channel;
        _payload = payload;
        _flags = flags;
        _taken = taken;
        _confirmation = confirmation;
        _askedAt = askedAt;
    }

    public int Length => _payload.Length;

    /// <summary>Copies it, and hands out what is to be completed; false when nobody wants it any more. Its bytes are the caller's until then, whom nobody else lets go on meanwhile.</summary>
    public bool TryTake(ConcurrentQueue<OutgoingMessage> outgoing, out Pending<bool> taken)
    {
        taken = _taken;
        if (!_taken.TryClaim()) return false;
        outgoing.Enqueue(new OutgoingMessage(_channel, _payload.Span, _flags, _confirmation, _askedAt));
        return true;
    }

    public void Fail(Exception exception) => _taken.TrySetException(exception);
}
