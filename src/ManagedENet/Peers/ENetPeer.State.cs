using System;
using System.Net;
using ManagedENet.Protocol.Wire;

namespace ManagedENet;

/// <content>What a peer tells about its connection.</content>
public sealed partial class ENetPeer
{
    /// <summary>Where the connection is in its life (<c>state</c>).</summary>
    public ENetPeerState State => Checked.State;

    /// <summary>The remote's address and port (<c>address</c>), as a value that costs nothing to copy and compare.</summary>
    public ENetAddress Address => Checked.Address;

    /// <summary>The remote's address and port as a new object.</summary>
    public IPEndPoint EndPoint => Checked.Address.ToIPEndPoint();

    /// <summary>Channels of this connection (<c>channelCount</c>): what was asked for, cut down by both hosts' limits.</summary>
    public int ChannelCount => Checked.ChannelCount;

    /// <summary>
    /// Interval of pings (<c>enet_peer_ping_interval</c>). Zero sets the default of 500 ms. Holds for this connection only, and cannot be
    /// set after its end. The side that accepted the connection leaves
    /// the pinging of an idle one to the other while that does it, and then asks every ten intervals.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or 49 days and more.</exception>
    public TimeSpan PingInterval
    {
        get => TimeSpan.FromMilliseconds(Checked.PingIntervalMs);
        set => Checked.SetPingInterval(ToMilliseconds(value, nameof(value)));
    }

    /// <summary>
    /// True: while its datagrams arrive it is given up after <see cref="TimeoutMaximum"/> only, though it acknowledges nothing. False, as in native: after
    /// <see cref="TimeoutMinimum"/>. <see cref="ENetHostOptions.KeepLivePeers"/> until it is set. Cannot be set after its end.
    /// </summary>
    public bool KeepLivePeer
    {
        get => Checked.KeepsLivePeer;
        set => Checked.SetKeepLivePeer(value);
    }

    /// <summary>
    /// By which rules it sends; <see cref="ENetHostOptions.CongestionControl"/> until it is set. May be set at any time: what is under way goes on by the new rules. Cannot be set
    /// after its end.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">There are no such rules.</exception>
    public ENetCongestionControl CongestionControl
    {
        get => Checked.CongestionControl;
        set
        {
            if (value is < ENetCongestionControl.Native or > ENetCongestionControl.Model)
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, "There are no such rules; pass Native, Cubic or Model.");
            }

            Checked.SetCongestionControl(value);
        }
    }

    /// <summary>
    /// What share of the datagrams the line may lose in each direction before it counts as a sign that it is too full, 0 to 0.5; <see cref="ENetHostOptions.LossTolerance"/>
    /// until it is set. Only <see cref="ENetCongestionControl.Model"/> goes by it. May be set at any time, but not after the end.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not within 0 to 0.5.</exception>
    public double LossTolerance
    {
        get => Checked.LossTolerance;
        set
        {
            if (!(value is >= 0 and <= ENetLossTolerance.Highest))
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, "It is a share from 0 to 0.5; ENetLossTolerance has some.");
            }

            Checked.SetLossTolerance(value);
        }
    }

    /// <summary>Smoothed time from sending something reliable to its acknowledgement (<c>roundTripTime</c>). 500 ms until it was measured.</summary>
    public TimeSpan RoundTripTime => Microseconds(Checked.RoundTripTimeUs);

    /// <summary>Smoothed variance of <see cref="RoundTripTime"/> (<c>roundTripTimeVariance</c>).</summary>
    public TimeSpan RoundTripTimeVariance => Microseconds(Checked.RoundTripTimeVarianceUs);

    /// <summary>Lowest round-trip time of the last throttle interval (<c>lastRoundTripTime</c>).</summary>
    public TimeSpan LastRoundTripTime => TimeSpan.FromMilliseconds(Checked.LastRoundTripTimeMs);

    /// <summary>Highest variance of the last throttle interval (<c>lastRoundTripTimeVariance</c>).</summary>
    public TimeSpan LastRoundTripTimeVariance => TimeSpan.FromMilliseconds(Checked.LastRoundTripTimeVarianceMs);

    /// <summary>Lowest round-trip time of the present throttle interval (<c>lowestRoundTripTime</c>).</summary>
    public TimeSpan LowestRoundTripTime => TimeSpan.FromMilliseconds(Checked.LowestRoundTripTimeMs);

    /// <summary>Highest variance of the present throttle interval (<c>highestRoundTripTimeVariance</c>).</summary>
    public TimeSpan HighestRoundTripTimeVariance => TimeSpan.FromMilliseconds(Checked.HighestRoundTripTimeVarianceMs);

    /// <summary>Share of commands that had to be sent again, 0 to 1, smoothed over intervals of ten seconds (<c>packetLoss</c>).</summary>
    public double PacketLoss => Checked.PacketLoss / (double)ProtocolConstants.PacketLossScale;

    /// <summary>Variance of <see cref="PacketLoss"/> (<c>packetLossVariance</c>).</summary>
    public double PacketLossVariance => Checked.PacketLossVariance / (double)ProtocolConstants.PacketLossScale;

    /// <summary>Share of unreliable packets that pass, in 32nds (<c>packetThrottle</c>).</summary>
    public uint PacketThrottle => Checked.PacketThrottle;

    /// <summary>
    /// Longest datagram that new data is cut for, in bytes (<c>mtu</c>): the smaller proposal of both hosts, or less where the path was found to take less
    /// (<see cref="ENetHostOptions.PathMtuDiscovery"/>).
    /// </summary>
    public int MtuBytes => Checked.MtuBytes;

    /// <summary>
    /// Longest packet that can be sent on this connection, in bytes: <see cref="ENetHostOptions.MaximumPacketBytes"/>, and no more than 24,576 fragments, which every receiver
    /// can put together wherever they begin: 13.5 MB at an MTU of 576, 33.5 MB at 1,392.
    /// </summary>
    public int MaximumPacketBytes => Checked.MaximumPacketBytes;

    /// <summary>Bytes of reliable data that may be on their way to the remote at a time (<c>windowSize</c>).</summary>
    public int WindowBytes => (int)Checked.WindowBytes;

    /// <summary>Bytes of reliable data on their way, not yet acknowledged (<c>reliableDataInTransit</c>).</summary>
    public long ReliableBytesInTransit => Checked.ReliableBytesInTransit;

    /// <summary>Received bytes that wait for the application (<c>totalWaitingData</c>).</summary>
    public long WaitingBytes => Checked.WaitingBytes;

    /// <summary>True while something waits to be sent or acknowledged (<c>enet_peer_has_outgoing_commands</c>).</summary>
    public bool HasOutgoingCommands => Checked.HasOutgoingCommands;

    /// <summary>Bytes per second the remote says it can take; 0 is unlimited (<c>incomingBandwidth</c>).</summary>
    public uint IncomingBandwidth => Checked.IncomingBandwidth;

    /// <summary>Bytes per second the remote says it may send; 0 is unlimited (<c>outgoingBandwidth</c>).</summary>
    public uint OutgoingBandwidth => Checked.OutgoingBandwidth;

    /// <summary>By which number the remote calls us, 0 to 4,094; it is drawn, and not <see cref="Id"/> (<c>incomingPeerID</c>).</summary>
    public int IncomingPeerId => Checked.Name;

    /// <summary>By which number we call the remote, 0 to 4,094, or 4,095 while it is not known (<c>outgoingPeerID</c>).</summary>
    public int OutgoingPeerId => Checked.OutgoingPeerId;

    /// <summary>Session id that the remote's datagrams must carry, 0 to 3, or 255 before the slot's first connection (<c>incomingSessionID</c>).</summary>
    public int IncomingSessionId => Checked.IncomingSessionId;

    /// <summary>Session id that our datagrams carry, 0 to 3, or 255 before the slot's first connection (<c>outgoingSessionID</c>).</summary>
    public int OutgoingSessionId => Checked.OutgoingSessionId;

    /// <summary>The random number that names this connection (<c>connectID</c>).</summary>
    public uint ConnectId => Checked.ConnectId;
}
