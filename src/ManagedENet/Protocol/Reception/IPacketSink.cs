using System;

namespace ManagedENet.Protocol.Reception;

/// <summary>Takes a packet straight out of the datagram it arrived in, without a copy. Implemented by a struct, so that the call is direct.</summary>
internal interface IPacketSink
{
    /// <summary>
    /// Offers a packet that is next in order. True when it was consumed; false leaves it to be queued as an event.
    /// The span is valid until the call returns.
    /// </summary>
    /// <param name="connection">Whose packet it is: the object that was given to <see cref="Receiver"/> with the datagram.</param>
    /// <param name="channelId">Its channel.</param>
    /// <param name="flags">How it travelled.</param>
    /// <param name="payload">Its bytes.</param>
    bool TryDeliver(object connection, byte channelId, ENetPacketFlags flags, ReadOnlySpan<byte> payload);
}
