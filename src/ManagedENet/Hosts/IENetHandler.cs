using System;

namespace ManagedENet;

/// <summary>
/// What a host calls from <see cref="ENetHost.Service{THandler}"/>. Implement it with a struct: the calls are then direct, and payloads are read where they
/// arrived, without a copy.
/// </summary>
/// <remarks>
/// Inside a call you may send, disconnect and reset, also the peer at hand. You may not service the host again, check its events, or dispose it.
/// An exception leaves <see cref="ENetHost.Service{THandler}"/> and the host stays as it was: the next call goes on with what is left.
/// </remarks>
public interface IENetHandler
{
    /// <summary>A connection is established, whichever side asked for it.</summary>
    /// <param name="peer">The new connection.</param>
    /// <param name="data">What the remote passed to its connect; 0 when this side asked.</param>
    void OnConnect(ENetPeer peer, uint data);

    /// <summary>A connection has ended, or an attempt to connect has failed.</summary>
    /// <param name="peer">The connection. What it was stays readable; its slot is free for another one.</param>
    /// <param name="reason">Why it ended.</param>
    /// <param name="data">What the remote passed to its disconnect; 0 for the other reasons.</param>
    void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data);

    /// <summary>A packet arrived.</summary>
    /// <param name="peer">Its sender.</param>
    /// <param name="channelId">Its channel, 0 to 254.</param>
    /// <param name="payload">Its bytes, valid until the call returns.</param>
    /// <param name="flags">How it travelled.</param>
    void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags);

    /// <summary>
    /// A peer for which a send has answered <see cref="ENetSendResult.QueueFull"/> has room again, for that packet and some more. Does nothing unless you implement it; a struct that does not is boxed for this call,
    /// which comes at most once for any number of such answers.
    /// </summary>
    /// <param name="peer">The peer.</param>
    void OnWritable(ENetPeer peer)
    {
    }
}
