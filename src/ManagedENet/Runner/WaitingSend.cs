using System;

namespace ManagedENet.Internal;

/// <summary>A message that waits for room in the queue of its connection. Its bytes are the caller's until it is completed.</summary>
/// <param name="Channel">Its channel.</param>
/// <param name="Payload">Its bytes.</param>
/// <param name="Flags">How it is to travel.</param>
/// <param name="Taken">Who waits.</param>
/// <param name="Confirmation">Who wants to know that it has arrived.</param>
/// <param name="AskedAt">When that was asked for.</param>
internal readonly record struct WaitingSend(byte Channel, ReadOnlyMemory<byte> Payload, ENetPacketFlags Flags, Pending<bool> Taken, Pending<ENetDelivery> Confirmation, long AskedAt) : IWaiting
{
    /// <inheritdoc/>
    public bool IsOpen => Taken.IsOpen;
}
