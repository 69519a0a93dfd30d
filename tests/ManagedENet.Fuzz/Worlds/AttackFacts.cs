using System;
using System.Collections.Generic;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Fuzz.Worlds;

/// <summary>What inputs have reached, told in the words of the protocol and not of the code.</summary>
internal sealed class AttackFacts
{
    /// <summary>Why something was dropped.</summary>
    public HashSet<DropReason> Drops { get; } = [];

    /// <summary>In which states which commands stood first in a datagram.</summary>
    public HashSet<(ENetPeerState State, WireKind Kind)> Pairs { get; } = [];

    public void Note(HostCounters counters)
    {
        foreach (DropReason reason in Enum.GetValues<DropReason>())
        {
            if (counters[reason] != 0) Drops.Add(reason);
        }
    }
}
