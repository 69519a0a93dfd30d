using System;
using System.Buffers;

namespace ManagedENet.Internal;

/// <summary>A message on its way from the thread that sends it to the network thread. The array is the shared pool's.</summary>
internal readonly struct OutgoingMessage
{
    private readonly byte[] _buffer;
    private readonly int _length;

    public OutgoingMessage(byte channel, ReadOnlySpan<byte> payload, ENetPacketFlags flags, Pending<ENetDelivery> confirmation, long askedAt)
    {
        _buffer = payload.Length == 0 ? Array.Empty<byte>() : ArrayPool<byte>.Shared.Rent(payload.Length);
        _length = payload.Length;
        payload.CopyTo(_buffer);
        Channel = channel;
        Flags = flags;
        Confirmation = confirmation;
        AskedAt = askedAt;
    }

    public byte Channel { get; }

    public ENetPacketFlags Flags { get; }

    /// <summary>Who wants to know that it has arrived.</summary>
    public Pending<ENetDelivery> Confirmation { get; }

    /// <summary>When that was asked for.</summary>
    public long AskedAt { get; }

    public int Length => _length;

    public ReadOnlySpan<byte> Payload => _buffer.AsSpan(0, _length);

    /// <summary>Gives the array back.</summary>
    public void Release()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
    }
}
