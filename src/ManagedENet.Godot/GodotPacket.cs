using System;

namespace ManagedENet.Godot;

/// <summary>A packet that was received, as <see cref="GodotMultiplayerPeer.TryGetPacket"/> gives it.</summary>
public readonly ref struct GodotPacket
{
    internal GodotPacket(ReadOnlySpan<byte> payload, int peer, int channel, GodotTransferMode mode)
    {
        Payload = payload;
        Peer = peer;
        Channel = channel;
        Mode = mode;
    }

    /// <summary>Its bytes; valid until the next packet is taken, or until the next poll.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>Unique id of the sender; 1 is the server.</summary>
    public int Peer { get; }

    /// <summary>
    /// Where it arrived. Godot 4: the transfer channel, with 0 for the engine's two channels. Godot 3: ENet's channel, 1 or more.
    /// </summary>
    public int Channel { get; }

    /// <summary>
    /// How it travelled. An unreliable packet too long for one datagram reads as <see cref="GodotTransferMode.UnreliableOrdered"/> (Godot 4)
    /// or <see cref="GodotTransferMode.Reliable"/> (Godot 3), as it does in the engines: that is how its fragments travel.
    /// </summary>
    public GodotTransferMode Mode { get; }
}
