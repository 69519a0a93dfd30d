namespace ManagedENet;

/// <summary>
/// One thing that a sender did: a copy out of an <see cref="ENetEventLog"/>. Which values it has goes by its <see cref="Kind"/>; the others are zero.
/// Bytes in flight and window are in <see cref="ENetLogKind.DatagramSent"/>, <see cref="ENetLogKind.Acknowledged"/>, <see cref="ENetLogKind.MetricsUpdated"/> and what is told of
/// a connection as a whole; not in what is told of single commands.
/// </summary>
public readonly record struct ENetLogEntry
{
    /// <summary>When, in microseconds since the host was made.</summary>
    public long TimeUs { get; internal init; }

    /// <summary>Bytes per second at which reliable data leaves; 0 as fast as it goes, as always under native's rules.</summary>
    public long PacingRate { get; internal init; }

    /// <summary>Names the connection: <see cref="ENetPeer.ConnectId"/>. A slot has one connection after the other, each with its own.</summary>
    public uint ConnectId { get; internal init; }

    /// <summary>The slot of the peer, <see cref="ENetPeer.Id"/>; -1 for a short answer to somebody who has no connection.</summary>
    public short Slot { get; internal init; }

    /// <summary>What it tells.</summary>
    public ENetLogKind Kind { get; internal init; }

    /// <summary>Why something was repeated.</summary>
    public ENetLossTrigger Trigger { get; internal init; }

    /// <summary>Bytes of the datagram, or of the payload, or the MTU: see <see cref="ENetLogKind"/>.</summary>
    public int Bytes { get; internal init; }

    /// <summary>
    /// Commands acknowledged, or how often the lost one was sent. Of a short answer (<see cref="Slot"/> is -1): those that left since the last entry for one, this one with them; no more than 100
    /// have an entry of their own in a second.
    /// </summary>
    public int Count { get; internal init; }

    /// <summary>How long the acknowledged sending took, microseconds.</summary>
    public uint LatestRoundTripUs { get; internal init; }

    /// <summary>How long ago what was lost was sent, microseconds, or what came late.</summary>
    public uint AgeUs { get; internal init; }

    /// <summary>Smoothed round trip, microseconds (<see cref="ENetPeer.RoundTripTime"/>).</summary>
    public uint SmoothedRoundTripUs { get; internal init; }

    /// <summary>Smoothed variance of the round trip, microseconds.</summary>
    public uint RoundTripVarianceUs { get; internal init; }

    /// <summary>Lowest round trip, microseconds (<see cref="ENetPeerStatistics.LowestRoundTrip"/>); 0 before the first measurement.</summary>
    public uint LowestRoundTripUs { get; internal init; }

    /// <summary>Reliable payload bytes under way.</summary>
    public int InFlightBytes { get; internal init; }

    /// <summary>Reliable payload bytes that may be under way (<see cref="ENetPeer.CongestionWindow"/>).</summary>
    public int WindowBytes { get; internal init; }

    /// <summary>Sequence number of the command on its channel.</summary>
    public ushort Sequence { get; internal init; }

    /// <summary>Channel of the command; 255 is the connection's own.</summary>
    public byte Channel { get; internal init; }

    /// <summary>Share of unreliable packets that pass, in 32nds.</summary>
    public byte PacketThrottle { get; internal init; }

    /// <summary>What the sender is at.</summary>
    public ENetCongestionState State { get; internal init; }

    /// <summary>Why the connection ended.</summary>
    public ENetDisconnectReason EndReason { get; internal init; }
}
