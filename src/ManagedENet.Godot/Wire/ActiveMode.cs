namespace ManagedENet.Godot.Wire;

/// <summary>What a multiplayer peer is at the moment.</summary>
internal enum ActiveMode
{
    None,
    Server,
    Client,
    Mesh,
}
