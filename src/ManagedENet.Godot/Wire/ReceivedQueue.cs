using System;
using System.Collections.Generic;

namespace ManagedENet.Godot.Wire;

/// <summary>Packets that wait to be read, with a limit for each connection, and the one that is being read.</summary>
internal sealed class ReceivedQueue
{
    private readonly Queue<ReceivedPacket> _waiting = new();
    private readonly GodotWireVersion _version;
    private readonly long _maximumBytes;
    private ENetPacket _current;

    public ReceivedQueue(GodotWireVersion version, long maximumBytes)
    {
        _version = version;
        _maximumBytes = maximumBytes;
    }

    public int Count => _waiting.Count;

    public int NextSource => Next.Source;

    public int NextTransferChannel => ChannelMap.TransferChannelOf(_version, Next.Channel);

    public GodotTransferMode NextMode => ChannelMap.ModeOf(Next.Flags);

    private ReceivedPacket Next => _waiting.Count > 0
        ? _waiting.Peek()
        : throw new InvalidOperationException("No packet waits; look at AvailablePacketCount first, or use TryGetPacket.");

    /// <summary>Takes a packet over; false when its connection has too much here, and then the packet is still the caller's.</summary>
    public bool TryAdd(ENetPacket packet, int headerBytes, PeerLink connection, int source, byte channel)
    {
        if (connection.QueuedBytes + ReceivedPacket.CostOf(packet) > _maximumBytes) return false;
        var received = new ReceivedPacket(packet, headerBytes, connection, source, channel);
        connection.QueuedBytes += received.CostBytes;
        connection.QueuedPackets++;
        _waiting.Enqueue(received);
        return true;
    }

    /// <summary>Takes the next packet out; it stays readable until <see cref="ReleaseCurrent"/>.</summary>
    /// <exception cref="InvalidOperationException">No packet waits.</exception>
    public GodotPacket Take()
    {
        _ = Next;
        TryTake(out GodotPacket packet);
        return packet;
    }

    /// <summary>As <see cref="Take"/>; false when none waits.</summary>
    public bool TryTake(out GodotPacket packet)
    {
        ReleaseCurrent();
        if (_waiting.Count == 0)
        {
            packet = default;
            return false;
        }

        ReceivedPacket next = _waiting.Dequeue();
        next.Connection.QueuedBytes -= next.CostBytes;
        next.Connection.QueuedPackets--;
        _current = next.Packet;
        packet = new GodotPacket(next.Payload, next.Source, ChannelMap.TransferChannelOf(_version, next.Channel), ChannelMap.ModeOf(next.Flags));
        return true;
    }

    /// <summary>Ends the life of the packet that was taken last.</summary>
    public void ReleaseCurrent()
    {
        if (_current.IsAlive) _current.Dispose();
        _current = default;
    }

    /// <summary>Forgets what was not read.</summary>
    public void Clear()
    {
        ReleaseCurrent();
        while (_waiting.Count > 0) _waiting.Dequeue().Packet.Dispose();
    }
}
