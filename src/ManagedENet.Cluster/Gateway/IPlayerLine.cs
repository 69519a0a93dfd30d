using System;
using System.Threading;

namespace ManagedENet.Cluster.Gateway;

/// <summary>What a session needs of its player's connection.</summary>
internal interface IPlayerLine
{
    /// <summary>Cancelled when the connection is over.</summary>
    CancellationToken Closed { get; }

    /// <summary>True when it is over and neither end has left: the player may come back.</summary>
    bool IsLost { get; }

    /// <summary>Queues a message, and never waits or throws.</summary>
    ENetClusterSendResult TrySend(byte channel, ReadOnlySpan<byte> payload, ENetPacketFlags flags);

    /// <summary>Ends the connection with a number for the player, at once or when what was sent has arrived, and does not wait for it.</summary>
    void Disconnect(uint data, bool isDrained);
}
