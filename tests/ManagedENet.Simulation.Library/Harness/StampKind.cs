namespace ManagedENet.Simulation.Harness;

/// <summary>What the sender of a stamped packet asked for.</summary>
internal enum StampKind
{
    Reliable,
    Unreliable,
    Unsequenced,
    UnreliableFragments,
}
