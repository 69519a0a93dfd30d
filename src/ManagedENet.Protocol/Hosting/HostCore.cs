using System;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Events;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Peers;
#pragma warning disable
namespace ManagedENet.Protocol.Hosting;

public sealed partial class HostCore : IDisposable
{
    public HostCore(HostCoreOptions options, IRandomSource random, long nowMs) => throw new NotImplementedException();
    public HostCoreOptions Options => throw new NotImplementedException();
    public HostCounters Counters => throw new NotImplementedException();
    public int ConnectedPeers => throw new NotImplementedException();
    /// Peer in that slot, or null when the slot was never used. 0..PeerLimit-1
    public PeerCore? GetPeer(int slot) => throw new NotImplementedException();

    // ---- inputs
    public void HandleDatagram(long nowMs, in ENetAddress from, Span<byte> datagram) => throw new NotImplementedException();
    public void HandleDatagram<TSink>(long nowMs, in ENetAddress from, Span<byte> datagram, ref TSink sink) where TSink : struct, IDirectDelivery => throw new NotImplementedException();
    /// once at the start of each service round: the one-second bandwidth governor
    public void AdvanceTime(long nowMs) => throw new NotImplementedException();

    // ---- outputs
    public void BeginSendPass(long nowMs, bool checkTimeouts) => throw new NotImplementedException();
    /// false = nothing more in this pass, or an event was raised (HasRaisedEvent) that ends it as in native
    public bool TryWriteDatagram(Span<byte> destination, out int length, out ENetAddress to) => throw new NotImplementedException();
    public bool HasRaisedEvent => throw new NotImplementedException();
    public bool HasEvent => throw new NotImplementedException();
    public bool TryTakeEvent(out ProtocolEvent e) => throw new NotImplementedException();
    /// absolute ms at which a send pass has something to do (now or earlier = at once); long.MaxValue = never
    public long NextDeadlineMs => throw new NotImplementedException();

    // ---- commands
    public PeerCore? Connect(long nowMs, in ENetAddress to, int channelCount, uint data) => throw new NotImplementedException();
    public ENetPacket CreatePacket(int length, ENetPacketFlags flags) => throw new NotImplementedException();
    public ENetPacket CreatePacket(ReadOnlySpan<byte> payload, ENetPacketFlags flags) => throw new NotImplementedException();
    public ENetSendResult Send(PeerCore peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags) => throw new NotImplementedException();
    /// Queued: ownership moved. Otherwise the caller still owns it.
    public ENetSendResult Send(PeerCore peer, byte channelId, ENetPacket packet) => throw new NotImplementedException();
    /// number of peers that took it; the packet is consumed in every case
    public int Broadcast(byte channelId, ENetPacket packet) => throw new NotImplementedException();
    public bool TryReceive(PeerCore peer, out byte channelId, out ENetPacket packet) => throw new NotImplementedException();
    public void Disconnect(PeerCore peer, uint data) => throw new NotImplementedException();
    /// queues one unsequenced DISCONNECT; flush right after it (run a send pass without time-outs); the slot is free after that pass
    public void DisconnectNow(PeerCore peer, uint data) => throw new NotImplementedException();
    public void DisconnectLater(PeerCore peer, uint data) => throw new NotImplementedException();
    public void Reset(PeerCore peer) => throw new NotImplementedException();
    public void Ping(PeerCore peer) => throw new NotImplementedException();
    public void SetPingInterval(PeerCore peer, uint intervalMs) => throw new NotImplementedException();
    public void SetTimeout(PeerCore peer, uint limit, uint minimumMs, uint maximumMs) => throw new NotImplementedException();
    public void ConfigureThrottle(PeerCore peer, uint intervalMs, uint acceleration, uint deceleration) => throw new NotImplementedException();
    public void SetBandwidthLimit(uint incoming, uint outgoing) => throw new NotImplementedException();
    public void SetChannelLimit(int channelLimit) => throw new NotImplementedException();
    public void SetMtu(int mtuBytes) => throw new NotImplementedException();
    public void Approve(PeerCore peer) => throw new NotImplementedException();
    public void Refuse(PeerCore peer, uint data) => throw new NotImplementedException();
    public void Dispose() => throw new NotImplementedException();
}
