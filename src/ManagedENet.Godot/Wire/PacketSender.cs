using System;

namespace ManagedENet.Godot.Wire;

/// <summary>Sends packets to connections: the channel, the flags and, in Godot 3, the frame that they need.</summary>
internal sealed class PacketSender
{
    /// <summary>Longest packet that Godot says it takes, in bytes.</summary>
    public const int MaximumPacketBytes = 1 << 24;

    private readonly GodotPeerOptions _options;
    private readonly PeerTable _peers;
    private byte[] _frame = Array.Empty<byte>();

    public PacketSender(GodotPeerOptions options, PeerTable peers)
    {
        _options = options;
        _peers = peers;
    }

    /// <summary>Sends a packet to a target that is there.</summary>
    /// <param name="source">Our own id.</param>
    /// <param name="target">0 everyone, positive one peer, negative everyone but one.</param>
    /// <param name="payload">Its bytes.</param>
    /// <param name="mode">How it travels.</param>
    /// <param name="transferChannel">The channel as the engine counts them.</param>
    /// <param name="isThroughServer">We are a client, whose only connection is its server.</param>
    /// <returns>The first reason why one of the targets does not get it, or that all do.</returns>
    public ENetSendResult Send(int source, int target, ReadOnlySpan<byte> payload, GodotTransferMode mode, int transferChannel, bool isThroughServer)
    {
        byte channel = ChannelMap.ChannelFor(_options.WireVersion, mode, transferChannel);
        ENetPacketFlags flags = ChannelMap.FlagsFor(_options.WireVersion, mode, _options.AlwaysOrdered);
        ReadOnlySpan<byte> bytes = _options.WireVersion == GodotWireVersion.Godot3 ? Frame(source, target, payload) : payload;
        if (isThroughServer) target = PeerId.Server;
        if (target <= 0) return SendToAll(unchecked(-target), channel, bytes, flags);
        return _peers.TryFind(target, out PeerLink? link) ? SendTo(link!, channel, bytes, flags) : ENetSendResult.NotConnected;
    }

    private ENetSendResult SendTo(PeerLink link, byte channel, ReadOnlySpan<byte> bytes, ENetPacketFlags flags)
    {
        if (link.Peer is not { } peer) return ENetSendResult.NotConnected;
        ENetSendResult result = peer.Send(channel, bytes, flags);
        if (_options.FlushEachPacket) link.OwnHost?.Flush();
        return result;
    }

    private ENetSendResult SendToAll(int except, byte channel, ReadOnlySpan<byte> bytes, ENetPacketFlags flags)
    {
        ENetSendResult first = ENetSendResult.Queued;
        foreach (PeerLink link in _peers.Links)
        {
            // Who is on the way out cannot be sent to, and nobody expects it.
            if (link.Id == except || link.Peer is not { State: ENetPeerState.Connected }) continue;
            ENetSendResult result = SendTo(link, channel, bytes, flags);
            if (first == ENetSendResult.Queued) first = result;
        }

        return first;
    }

    private ReadOnlySpan<byte> Frame(int source, int target, ReadOnlySpan<byte> payload)
    {
        int length = Godot3Frame.Bytes + payload.Length;
        if (_frame.Length < length) _frame = new byte[Math.Max(length, Math.Min(2 * _frame.Length, MaximumPacketBytes))];
        Godot3Frame.Write(_frame, source, target);
        payload.CopyTo(_frame.AsSpan(Godot3Frame.Bytes));
        return _frame.AsSpan(0, length);
    }
}
