namespace ManagedENet.Godot;

/// <summary>How a packet travels. Stands for Godot's <c>TransferMode</c>; the numbers are Godot's.</summary>
public enum GodotTransferMode
{
    /// <summary>May be lost and may arrive in any order.</summary>
    Unreliable = 0,

    /// <summary>May be lost, never arrives after a newer one of its channel.</summary>
    UnreliableOrdered = 1,

    /// <summary>Arrives, once and in order, or the connection ends.</summary>
    Reliable = 2,
}
