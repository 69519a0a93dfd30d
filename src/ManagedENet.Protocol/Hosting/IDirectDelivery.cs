using System;
using ManagedENet.Protocol.Peers;

namespace ManagedENet.Protocol.Hosting;

/// <summary>Takes a packet straight out of the datagram it arrived in, without a copy. Implemented by a struct, so that the call is direct.</summary>
public interface IDirectDelivery
{
    /// <summary>
    /// Offers a packet that is next in order. True when it was consumed; false leaves it to be queued as an event.
    /// The span is valid until the call returns.
    /// </summary>
    bool TryDeliver(PeerCore peer, byte channelId, ENetPacketFlags flags, ReadOnlySpan<byte> payload);
}
