namespace ManagedENet.Godot.Scene;

/// <summary>The first byte of Godot 4's packets: a command in the low three bits, and flags in the high four.</summary>
internal static class SceneCommand
{
    public const byte Mask = 0x07;

    public const byte RemoteCall = 0;
    public const byte SimplifyPath = 1;
    public const byte ConfirmPath = 2;
    public const byte Raw = 3;
    public const byte Spawn = 4;
    public const byte Despawn = 5;
    public const byte Sync = 6;
    public const byte System = 7;

    // Remote calls: how long the numbers of node and method are, and whether the arguments are none or one row of bytes.
    public const int NodeIdShift = 4;
    public const byte NodeIdMask = 3;
    public const int MethodIdShift = 6;
    public const byte MethodIdMask = 1;
    public const byte IsRaw = 0x80;

    // Synchronization: only what has changed.
    public const byte IsDelta = 0x10;

    // System messages.
    public const byte Authenticate = 0;
    public const byte AddPeer = 1;
    public const byte RemovePeer = 2;
    public const byte Relay = 3;
    public const int SystemHeaderBytes = 6;
    public const int AuthenticationHeaderBytes = 2;

    /// <summary>Top bit of a node's number: not a number, but where in the packet the path is.</summary>
    public const uint IsPathOffset = 0x8000_0000;
}
