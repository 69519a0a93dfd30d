namespace ManagedENet.Godot;

/// <summary>The bytes that a game speaks. The two do not understand each other, and nothing on the wire says which it is: choose the engine's.</summary>
public enum GodotWireVersion
{
    /// <summary>Godot 4: an ENet packet is a multiplayer packet. Channels 0 (reliable) and 1 (unreliable) are the engine's, the transfer channels come after them.</summary>
    Godot4 = 0,

    /// <summary>
    /// Godot 3: eight bytes with source and target before every payload. Channel 0 carries the server's messages about who comes and goes,
    /// channel 1 reliable and channel 2 unreliable packets; the server passes on what clients send each other.
    /// </summary>
    Godot3 = 1,
}
