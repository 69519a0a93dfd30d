using System;
using System.Collections.Generic;
using ManagedENet.Godot.Diagnostics;
using ManagedENet.Godot.Wire;

namespace ManagedENet.Godot;

/// <content>Packets that arrived.</content>
public sealed partial class GodotMultiplayerPeer
{
    private readonly Queue<ReceivedPacket> _received = new();
    private ENetPacket _current;

    /// <summary>Packets that wait to be taken (<c>get_available_packet_count</c>).</summary>
    public int AvailablePacketCount => _received.Count;

    /// <summary>Unique id of the next packet's sender (<c>get_packet_peer</c>).</summary>
    /// <exception cref="InvalidOperationException">No packet waits.</exception>
    public int PacketPeer => Next.Source;

    /// <summary>Channel of the next packet (<c>get_packet_channel</c>); see <see cref="GodotPacket.Channel"/>.</summary>
    /// <exception cref="InvalidOperationException">No packet waits.</exception>
    public int PacketChannel => ChannelMap.TransferChannelOf(_options.WireVersion, Next.Channel);

    /// <summary>How the next packet travelled (<c>get_packet_mode</c>); see <see cref="GodotPacket.Mode"/>.</summary>
    /// <exception cref="InvalidOperationException">No packet waits.</exception>
    public GodotTransferMode PacketMode => ChannelMap.ModeOf(Next.Flags);

    /// <summary>Takes the next packet (<c>get_packet</c>). <see cref="TryGetPacket"/> tells everything about it at once.</summary>
    /// <returns>Its bytes; valid until the next packet is taken, or until the next poll.</returns>
    /// <exception cref="InvalidOperationException">No packet waits.</exception>
    public ReadOnlySpan<byte> GetPacket()
    {
        _ = Next;
        TryGetPacket(out GodotPacket packet);
        return packet.Payload;
    }

    /// <summary>Takes the next packet.</summary>
    /// <param name="packet">The packet; its bytes are valid until the next one is taken, or until the next poll.</param>
    /// <returns>False when none waits.</returns>
    /// <exception cref="InvalidOperationException">It belongs to another thread, or a handler of the layer above has called, which takes the packets itself.</exception>
    public bool TryGetPacket(out GodotPacket packet)
    {
        VerifyThread();
        if (_isReadByLayer) throw new InvalidOperationException("The layer above this peer is taking its packets; leave them to it.");
        return TryTakePacket(out packet);
    }

    internal bool TryTakePacket(out GodotPacket packet)
    {
        ReleaseCurrentPacket();
        if (_received.Count == 0)
        {
            packet = default;
            return false;
        }

        ReceivedPacket next = _received.Dequeue();
        next.Connection.QueuedBytes -= next.CostBytes;
        next.Connection.QueuedPackets--;
        _current = next.Packet;
        packet = new GodotPacket(next.Payload, next.Source, ChannelMap.TransferChannelOf(_options.WireVersion, next.Channel), ChannelMap.ModeOf(next.Flags));
        return true;
    }

    private ReceivedPacket Next
    {
        get
        {
            VerifyThread();
            return _received.Count > 0
                ? _received.Peek()
                : throw new InvalidOperationException("No packet waits; look at AvailablePacketCount first, or use TryGetPacket.");
        }
    }

    private void Receive(ENetPeer peer, byte channel, ENetPacket packet)
    {
        if (!_linkOf.TryGetValue(peer, out PeerLink? link) || (_mode == ActiveMode.Client && ConnectionStatus != GodotConnectionStatus.Connected))
        {
            Drop(packet, GodotDropReason.UnknownPeer);
            return;
        }

        if (SpeaksGodot3) ReceiveGodot3(link, channel, packet);
        else Enqueue(packet, 0, link, link.Id, channel);
    }

    private void Enqueue(ENetPacket packet, int headerBytes, PeerLink connection, int source, byte channel)
    {
        if (connection.QueuedBytes + ReceivedPacket.CostOf(packet) > _options.MaximumQueuedBytes)
        {
            RejectOverflow(packet, connection);
            return;
        }

        var received = new ReceivedPacket(packet, headerBytes, connection, source, channel);
        connection.QueuedBytes += received.CostBytes;
        connection.QueuedPackets++;
        _received.Enqueue(received);
    }

    // A reliable packet has been acknowledged: dropping it would break the promise, so the connection ends.
    private void RejectOverflow(ENetPacket packet, PeerLink connection)
    {
        bool isReliable = (packet.Flags & ENetPacketFlags.Reliable) != 0;
        Drop(packet, GodotDropReason.QueueFull);
        if (!isReliable || connection.Peer is not { } peer) return;
        peer.DisconnectNow();
        Leave(connection);
    }

    private void Drop(ENetPacket packet, GodotDropReason reason)
    {
        Drops.Count(reason);
        packet.Dispose();
    }

    private void ReleaseCurrentPacket()
    {
        if (_current.IsAlive) _current.Dispose();
        _current = default;
    }
}
