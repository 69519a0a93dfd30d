namespace ManagedENet;

/// <summary>What happened. Stands for <c>ENetEventType</c>; the numbers are ENet's.</summary>
public enum ENetEventType
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A connection is established, whichever side asked for it.</summary>
    Connect = 1,

    /// <summary>A connection has ended, or an attempt to connect has failed.</summary>
    Disconnect = 2,

    /// <summary>A packet arrived. Whoever takes the event owns the packet and disposes it.</summary>
    Receive = 3,

    /// <summary>
    /// A peer for which a send has answered <see cref="ENetSendResult.QueueFull"/> has room again, for that packet and some more. Comes once for any number of such answers. ENet has nothing like it.
    /// </summary>
    Writable = 4,
}
