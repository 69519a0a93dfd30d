using System.Collections.Generic;
using ManagedENet.Godot.Variants;

namespace ManagedENet.Godot.Scene;

/// <summary>The properties of one <c>MultiplayerSynchronizer</c>.</summary>
/// <param name="Synchronizer">The synchronizer by its path, when it is known by that; null when <paramref name="NetId"/> names it.</param>
/// <param name="NetId">Its number from a <see cref="SpawnPacket"/>; with the top bit set, the number of its path.</param>
/// <param name="Changed">In a delta, the bits of the properties that follow; otherwise 0, and all follow.</param>
/// <param name="Values">Their values, in order.</param>
public sealed record SyncState(RpcNode? Synchronizer, uint NetId, ulong Changed, IReadOnlyList<Variant> Values);
