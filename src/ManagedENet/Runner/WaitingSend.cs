using System;

namespace ManagedENet.Internal;

/// <summary>A message that waits for room in the queue of its connection. Its bytes are the caller's until it is completed.</summary>
internal readonly struct WaitingSend
{
    public WaitingSend(byte channel, ReadOnlyMemory<byte> payload, ENetPacketFlags flags, Pending<bool> taken, Pending<ENetDelivery> confirmation, long askedAt)
    {
        Channel = channel;
        Payload = payload;
        Flags = flags;
        Taken = taken;
        Confirmation = confirmation;
        AskedAt = askedAt;
    }

    public byte Channel { get; }

    public ReadOnlyMemory<byte> Payload { get; }

    public ENetPacketFlags Flags { get; }

    /// <summary>Who waits.</summary>
    public Pending<bool> Taken { get; }

    /// <summary>Who wants to know that it has arrived.</summary>
    public Pending<ENetDelivery> Confirmation { get; }

    /// <summary>When that was asked for.</summary>
    public long AskedAt { get; }
}
