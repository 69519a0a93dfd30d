using System;

namespace ManagedENet.Protocol.Reception;

/// <summary>Takes nothing: every packet waits as an event.</summary>
internal readonly struct NoSink : IPacketSink
{
    /// <inheritdoc/>
    public bool TryDeliver(object connection, byte channelId, ENetPacketFlags flags, ReadOnlySpan<byte> payload) => false;
}
