namespace ManagedENet;

/// <summary>What an <see cref="ENetLogEntry"/> tells. The names in <see cref="ENetEventLog.WriteTo"/> are those of qlog where it has one.</summary>
public enum ENetLogKind : byte
{
    /// <summary>The handshake of a connection is complete on this side. Its datagrams come before this, under the same slot.</summary>
    Connected = 0,

    /// <summary>A connection is over. <see cref="ENetLogEntry.EndReason"/> says why.</summary>
    Disconnected = 1,

    /// <summary>
    /// A datagram left for the network: <see cref="ENetLogEntry.Bytes"/> of it, ENet's headers included; bytes in flight and window with it counted in. Of short answers to strangers only some
    /// have an entry, which counts the others (<see cref="ENetLogEntry.Count"/>).
    /// </summary>
    DatagramSent = 2,

    /// <summary>
    /// A datagram that was read acknowledged reliable commands: <see cref="ENetLogEntry.Count"/> of them with <see cref="ENetLogEntry.Bytes"/> of payload, the last of them
    /// after <see cref="ENetLogEntry.LatestRoundTripUs"/>.
    /// </summary>
    Acknowledged = 3,

    /// <summary>
    /// A sending of a reliable command counts as lost and is sent again, because of <see cref="ENetLogEntry.Trigger"/>: its payload bytes, channel, sequence number, how often
    /// it was sent (<see cref="ENetLogEntry.Count"/>), and its age.
    /// </summary>
    Lost = 4,

    /// <summary>A sending that was repeated has arrived after all: payload bytes, channel, sequence number, and the age of that sending.</summary>
    SpuriousLoss = 5,

    /// <summary>
    /// Nothing was acknowledged for too long: a datagram asks for an answer (rules other than native's). The commands that it takes are logged as <see cref="Lost"/> too,
    /// with the trigger <see cref="ENetLossTrigger.Probe"/>.
    /// </summary>
    ProbeTimeout = 6,

    /// <summary>An unreliable packet was dropped by the packet throttle before it left: payload bytes of its first part, channel.</summary>
    Throttled = 7,

    /// <summary>One of these has changed: round trips (smoothed, variance, lowest), window, pacing rate, throttle.</summary>
    MetricsUpdated = 8,

    /// <summary>What the sender is at has changed to <see cref="ENetLogEntry.State"/>.</summary>
    StateChanged = 9,

    /// <summary>The longest datagram of the connection is <see cref="ENetLogEntry.Bytes"/> now.</summary>
    MtuUpdated = 10,

    /// <summary>
    /// A reliable command was sent once more before it could be missed (<see cref="ENetPeer.SetRedundancy"/>): payload bytes, channel, sequence number, and the age of the
    /// sending that counts.
    /// </summary>
    Copied = 11,

    /// <summary>A packet was given up because it was late before it left: payload bytes of its first part, channel.</summary>
    Expired = 12,

    /// <summary>A packet was given up because a newer one stands for it: payload bytes of its first part, channel.</summary>
    Superseded = 13,
}
