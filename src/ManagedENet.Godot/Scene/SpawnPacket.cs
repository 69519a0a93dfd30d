using System.Collections.Generic;
using ManagedENet.Godot.Variants;

namespace ManagedENet.Godot.Scene;

/// <summary>A <c>MultiplayerSpawner</c> of another peer has made a node.</summary>
/// <param name="Sender">Unique id of that peer.</param>
/// <param name="Spawner">The spawner; its node must be registered here for its path to be known.</param>
/// <param name="SceneIndex">Which of the spawner's scenes; 255 for a spawn by function.</param>
/// <param name="NetId">The node's number, by which it is taken away again.</param>
/// <param name="SynchronizerIds">The numbers of its synchronizers, in order.</param>
/// <param name="Name">The node's name.</param>
/// <param name="Argument">What the spawn function gets; nil for a scene.</param>
/// <param name="State">The properties that its synchronizers send along at the start, in order.</param>
public sealed record SpawnPacket(
    int Sender,
    RpcNode Spawner,
    byte SceneIndex,
    uint NetId,
    IReadOnlyList<uint> SynchronizerIds,
    string Name,
    Variant Argument,
    IReadOnlyList<Variant> State)
{
    /// <summary>The scene index that stands for a spawn by function.</summary>
    public const byte ByFunction = 255;
}
