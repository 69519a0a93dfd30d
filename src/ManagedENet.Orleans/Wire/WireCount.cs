using ManagedENet.Cluster.Directory;
using Orleans;

namespace ManagedENet.Orleans.Wire;

/// <summary>How many players of a gateway are in a group.</summary>
[GenerateSerializer]
[Immutable]
[Alias("ManagedENet.GroupCount")]
internal sealed record WireCount([property: Id(0)] string Group, [property: Id(1)] int Players, [property: Id(2)] long Version)
{
    public static WireCount? Of(ENetGroupCount? count) => count is { } some ? new WireCount(some.Group, some.Players, some.Version) : null;
}
