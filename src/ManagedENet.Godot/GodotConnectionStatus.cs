namespace ManagedENet.Godot;

/// <summary>Stands for Godot's <c>ConnectionStatus</c>; the numbers are Godot's.</summary>
public enum GodotConnectionStatus
{
    /// <summary>Neither a server, nor a client, nor a mesh.</summary>
    Disconnected = 0,

    /// <summary>A client whose server has not answered yet.</summary>
    Connecting = 1,

    /// <summary>A server, a mesh, or a client that its server has taken in.</summary>
    Connected = 2,
}
