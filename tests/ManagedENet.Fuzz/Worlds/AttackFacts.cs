using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Fuzz.Worlds;

/// <summary>What inputs have reached, told in the words of the protocol and not of the code: an exploration counts it like ways, and a test asks for it.</summary>
internal sealed class AttackFacts
{
    /// <summary>A fact is a number below this.</summary>
    public const int Count = 256;

    private const int Kinds = 16;

    private static readonly DropReason[] Reasons = Enum.GetValues<DropReason>();

    private readonly bool[] _isSeen = new bool[Count];

    /// <summary>Why something was dropped.</summary>
    public IEnumerable<DropReason> Drops => Reasons.Where(reason => _isSeen[(int)reason]);

    /// <summary>In which states which commands stood first in a datagram.</summary>
    public IEnumerable<(ENetPeerState State, WireKind Kind)> Pairs =>
        from state in Enum.GetValues<ENetPeerState>() from kind in Enum.GetValues<WireKind>() where _isSeen[NumberOf(state, kind)] select (state, kind);

    public ReadOnlySpan<bool> Seen => _isSeen;

    public void Clear() => _isSeen.AsSpan().Clear();

    public void Note(HostCounters counters)
    {
        foreach (DropReason reason in Reasons) _isSeen[(int)reason] |= counters[reason] != 0;
    }

    public void Note(ENetPeerState state, WireKind kind) => _isSeen[NumberOf(state, kind)] = true;

    // Reasons first, and behind them ten states with sixteen commands each.
    private static int NumberOf(ENetPeerState state, WireKind kind) => 64 + ((int)state * Kinds) + (int)kind;
}
