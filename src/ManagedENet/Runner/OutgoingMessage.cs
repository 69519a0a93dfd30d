using System;

namespace ManagedENet.Internal;

/// <summary>A message in the queue between the thread that sends it and the network thread. Its bytes are valid until it is finished.</summary>
internal readonly ref struct OutgoingMessage
{
    public OutgoingMessage(byte channel, ReadOnlySpan<byte> payload, ENetPacketFlags flags, bool isConfirmed, Pending<ENetDelivery> confirmation, long askedAt)
    {
        Channel = channel;
        Payload = payload;
        Flags = flags;
        IsConfirmed = isConfirmed;
        Confirmation = confirmation;
        AskedAt = askedAt;
    }

    public byte Channel { get; }

    public ENetPacketFlags Flags { get; }

    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>Somebody wanted to know that it has arrived when it was queued.</summary>
    public bool IsConfirmed { get; }

    /// <summary>Who wants to know that it has arrived.</summary>
    public Pending<ENetDelivery> Confirmation { get; }

    /// <summary>When that was asked for.</summary>
    public long AskedAt { get; }
}
