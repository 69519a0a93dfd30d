using System;
#pragma warning disable
namespace ManagedENet.Protocol.Peers;

public sealed class PeerCore
{
    public int Slot => throw new NotImplementedException();
    public ENetPeerState State => throw new NotImplementedException();
    public ENetAddress Address => throw new NotImplementedException();
    public int OutgoingPeerId => throw new NotImplementedException();
    public int IncomingSessionId => throw new NotImplementedException();
    public int OutgoingSessionId => throw new NotImplementedException();
    public uint ConnectId => throw new NotImplementedException();
    public int ChannelCount => throw new NotImplementedException();
    public int MtuBytes => throw new NotImplementedException();
    public uint WindowBytes => throw new NotImplementedException();
    public uint IncomingBandwidth => throw new NotImplementedException();
    public uint OutgoingBandwidth => throw new NotImplementedException();
    public uint RoundTripTimeMs => throw new NotImplementedException();
    public uint RoundTripTimeVarianceMs => throw new NotImplementedException();
    public uint LastRoundTripTimeMs => throw new NotImplementedException();
    public uint LastRoundTripTimeVarianceMs => throw new NotImplementedException();
    public uint LowestRoundTripTimeMs => throw new NotImplementedException();
    public uint HighestRoundTripTimeVarianceMs => throw new NotImplementedException();
    public uint PacketThrottle => throw new NotImplementedException();
    public uint PacketThrottleLimit => throw new NotImplementedException();
    public uint PacketThrottleCounter => throw new NotImplementedException();
    public long PacketThrottleEpochMs => throw new NotImplementedException();
    public uint PacketThrottleAcceleration => throw new NotImplementedException();
    public uint PacketThrottleDeceleration => throw new NotImplementedException();
    public uint PacketThrottleIntervalMs => throw new NotImplementedException();
    public uint PacketLoss => throw new NotImplementedException();
    public uint PacketLossVariance => throw new NotImplementedException();
    public long PacketLossEpochMs => throw new NotImplementedException();
    public uint PacketsSent => throw new NotImplementedException();
    public uint PacketsLost => throw new NotImplementedException();
    public uint PingIntervalMs => throw new NotImplementedException();
    public uint TimeoutLimit => throw new NotImplementedException();
    public uint TimeoutMinimumMs => throw new NotImplementedException();
    public uint TimeoutMaximumMs => throw new NotImplementedException();
    public long ReliableBytesInTransit => throw new NotImplementedException();
    public long WaitingBytes => throw new NotImplementedException();
    public bool HasOutgoingCommands => throw new NotImplementedException();
    /// the data of connect
    public uint EventData => throw new NotImplementedException();
    /// for the layer above: its own peer object. Survives slot reuse
    public object? Owner { get; set; }
}
