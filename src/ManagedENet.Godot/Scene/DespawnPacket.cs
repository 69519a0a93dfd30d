namespace ManagedENet.Godot.Scene;

/// <summary>A node that was spawned is gone.</summary>
/// <param name="Sender">Unique id of the peer that says so.</param>
/// <param name="NetId">The node's number, from its <see cref="SpawnPacket"/>.</param>
public readonly record struct DespawnPacket(int Sender, uint NetId);
