using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Swarm;

/// <summary>What is asked for a packet of the swarm.</summary>
internal readonly record struct SwarmPacketTerms(byte Channel, StampKind Kind, int Length, uint Key = 0, bool HasDeadline = false, bool WantsReceipt = false)
{
    public bool IsReliable => Kind == StampKind.Reliable;

    public ENetPacketFlags Flags => Kind switch
    {
        StampKind.Reliable => ENetPacketFlags.Reliable,
        StampKind.Unsequenced => ENetPacketFlags.Unsequenced,
        StampKind.UnreliableFragments => ENetPacketFlags.UnreliableFragment,
        _ => ENetPacketFlags.None,
    };
}
