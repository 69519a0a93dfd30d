namespace ManagedENet;

/// <summary>What became of a packet whose sender asked for a receipt.</summary>
public enum ENetReceiptState
{
    /// <summary>The host at the other end has all of it. Whether its application has looked at it, nobody knows.</summary>
    Delivered,

    /// <summary>It was not sent, because it was late (<see cref="ENetSendOptions.Deadline"/>).</summary>
    Expired,

    /// <summary>It was not sent, because a newer one stands for it (<see cref="ENetSendOptions.SupersedeKey"/>).</summary>
    Superseded,

    /// <summary>The connection is over, or is being left at once, and nobody knows whether it has arrived.</summary>
    Ended,
}
