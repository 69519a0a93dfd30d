using System;
using ManagedENet.Protocol.Connections;

namespace ManagedENet;

/// <summary>
/// What went to and came from one peer, in the same words as <see cref="ENetStatistics"/> for the whole host: a copy, made when
/// <see cref="ENetPeer.Statistics"/> was asked. Native has no such totals per peer.
/// </summary>
public readonly record struct ENetPeerStatistics
{
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMillisecond / 1_000;

    internal ENetPeerStatistics(Connection connection)
    {
        SentBytes = connection.SentBytes;
        SentDatagrams = connection.SentDatagrams;
        ReceivedBytes = connection.ReceivedBytes;
        ReceivedDatagrams = connection.ReceivedDatagrams;
        SentPackets = connection.SentPackets;
        ReceivedPackets = connection.ReceivedPackets;
        Retransmissions = connection.Retransmissions;
        ThrottledPackets = connection.ThrottledPackets;
        TimeoutRetransmissions = connection.Retransmissions - connection.LostCommands - connection.ProbedCommands;
        LostCommands = connection.LostCommands;
        ProbedCommands = connection.ProbedCommands;
        SpuriousRetransmissions = connection.SpuriousRetransmissions;
        Copies = connection.Copies;
        ExpiredPackets = connection.ExpiredPackets;
        SupersededPackets = connection.SupersededPackets;
        LowestRoundTrip = TimeSpan.FromTicks(connection.LowestRoundTripUs * TicksPerMicrosecond);
    }

    /// <summary>Bytes of the datagrams written for this connection, ENet's headers included and those below ENet not.</summary>
    public long SentBytes { get; }

    /// <summary>Datagrams written for this connection.</summary>
    public long SentDatagrams { get; }

    /// <summary>Bytes of the datagrams of this connection that were read, as they came over the network.</summary>
    public long ReceivedBytes { get; }

    /// <summary>Datagrams of this connection that were read; those dropped before their first command are not among them.</summary>
    public long ReceivedDatagrams { get; }

    /// <summary>Packets that <c>Send</c> and <c>Broadcast</c> have queued, whatever their length; those that the throttle dropped later included.</summary>
    public long SentPackets { get; }

    /// <summary>Packets given to the application.</summary>
    public long ReceivedPackets { get; }

    /// <summary>Reliable commands that were sent again, for whatever reason.</summary>
    public long Retransmissions { get; }

    /// <summary>
    /// Those of <see cref="Retransmissions"/> whose acknowledgement did not come within their own time-out: all of them under native's rules, and those of the handshake and the goodbye
    /// under others.
    /// </summary>
    public long TimeoutRetransmissions { get; }

    /// <summary>
    /// The shortest round trip: what the way takes when nothing waits on it. Of the last five to ten seconds, measured in microseconds; under native's rules the lower of
    /// <see cref="ENetPeer.LowestRoundTripTime"/> and <see cref="ENetPeer.LastRoundTripTime"/>, which are smoothed and in whole milliseconds. Zero before the first measurement.
    /// </summary>
    public TimeSpan LowestRoundTrip { get; }

    /// <summary>Those of <see cref="Retransmissions"/> that counted as lost because something that left later was acknowledged. 0 under native's rules.</summary>
    public long LostCommands { get; }

    /// <summary>Those of <see cref="Retransmissions"/> that were to bring an answer where none came. 0 under native's rules.</summary>
    public long ProbedCommands { get; }

    /// <summary>Those of <see cref="Retransmissions"/> that were not needed, as far as acknowledgements tell: the first sending arrived. 0 under native's rules.</summary>
    public long SpuriousRetransmissions { get; }

    /// <summary>Packets that were not sent because their <see cref="ENetSendOptions.Deadline"/> had passed.</summary>
    public long ExpiredPackets { get; }

    /// <summary>Packets that were not sent because a newer one with their <see cref="ENetSendOptions.SupersedeKey"/> replaced them.</summary>
    public long SupersededPackets { get; }

    /// <summary>Small reliable commands that were sent once more before they could be missed (<see cref="ENetPeer.SetRedundancy"/>); no retransmissions.</summary>
    public long Copies { get; }

    /// <summary>Unreliable packets that the packet throttle dropped before sending.</summary>
    public long ThrottledPackets { get; }
}
