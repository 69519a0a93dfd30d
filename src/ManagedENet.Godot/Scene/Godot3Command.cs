namespace ManagedENet.Godot.Scene;

/// <summary>The first byte of Godot 3's packets.</summary>
internal static class Godot3Command
{
    public const byte RemoteCall = 0;
    public const byte RemoteSet = 1;
    public const byte SimplifyPath = 2;
    public const byte ConfirmPath = 3;
    public const byte Raw = 4;
}
