using System;

namespace ManagedENet;

/// <summary>A connection has not come about (<see cref="ENetHostRunner.ConnectAsync(System.Net.IPEndPoint, ENetConnectOptions?, System.Threading.CancellationToken)"/>).</summary>
public sealed class ENetConnectException : Exception
{
    /// <summary>Tells why.</summary>
    /// <param name="message">In words.</param>
    /// <param name="reason">Why.</param>
    /// <param name="data">What the remote said with it.</param>
    public ENetConnectException(string message, ENetDisconnectReason reason, uint data)
        : base(message)
    {
        Reason = reason;
        RefusalData = data;
    }

    /// <summary>
    /// <see cref="ENetDisconnectReason.Timeout"/>: nobody has answered. <see cref="ENetDisconnectReason.Rejected"/>: the remote said no. <see cref="ENetDisconnectReason.HostFull"/>: it has no room.
    /// </summary>
    public ENetDisconnectReason Reason { get; }

    /// <summary>The number that the remote gave with its no; 0 where nobody answered.</summary>
    public uint RefusalData { get; }
}
