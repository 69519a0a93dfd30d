using System;

namespace ManagedENet.Godot.Wire;

/// <summary>A packet that waits to be read.</summary>
internal readonly struct ReceivedPacket
{
    // A queue entry costs its receiver more than its bytes do when packets are empty.
    private const int OverheadBytes = 64;

    public ReceivedPacket(ENetPacket packet, int headerBytes, PeerLink connection, int source, byte channel)
    {
        Packet = packet;
        HeaderBytes = headerBytes;
        Connection = connection;
        Source = source;
        Channel = channel;
        Flags = packet.Flags;
        CostBytes = CostOf(packet);
    }

    public ENetPacket Packet { get; }

    public int HeaderBytes { get; }

    /// <summary>The connection it came through: in Godot 3, the server's also for what other clients sent.</summary>
    public PeerLink Connection { get; }

    public int Source { get; }

    public byte Channel { get; }

    public ENetPacketFlags Flags { get; }

    public int CostBytes { get; }

    public ReadOnlySpan<byte> Payload => Packet.Span.Slice(HeaderBytes);

    public static int CostOf(in ENetPacket packet) => packet.Length + OverheadBytes;
}
