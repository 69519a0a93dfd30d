namespace ManagedENet.Cluster.Directory;

/// <summary>How many players of a gateway are in a group.</summary>
/// <param name="Group">The group.</param>
/// <param name="Players">How many; 0 means that the gateway need not be told of the group any more.</param>
/// <param name="Version">Counts of a gateway are numbered: of two that come out of order, the one with the larger number is the newer.</param>
public readonly record struct ENetGroupCount(string Group, int Players, long Version);
