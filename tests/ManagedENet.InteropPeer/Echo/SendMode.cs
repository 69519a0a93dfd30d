using System;
using System.Collections.Generic;

namespace ManagedENet.InteropPeer.Echo;

/// <summary>A way of sending, by the name it has on the command line.</summary>
internal sealed record SendMode(string Name, ENetPacketFlags Flags)
{
    public static IReadOnlyList<SendMode> All { get; } =
    [
        new("unreliable", ENetPacketFlags.None),
        new("unsequenced", ENetPacketFlags.Unsequenced),
        new("fragment", ENetPacketFlags.UnreliableFragment),
        new("reliable", ENetPacketFlags.Reliable),
    ];

    public bool IsReliable => Flags == ENetPacketFlags.Reliable;

    /// <summary>Unsequenced packets may arrive in any order.</summary>
    public bool IsOrdered => Flags != ENetPacketFlags.Unsequenced;

    /// <summary>Without one of these flags a long packet would silently become reliable, and the count of what may be lost would mean nothing.</summary>
    public bool TakesLongPackets => Flags is ENetPacketFlags.Reliable or ENetPacketFlags.UnreliableFragment;

    public static SendMode? Find(string name)
    {
        foreach (SendMode mode in All)
        {
            if (string.Equals(mode.Name, name, StringComparison.Ordinal)) return mode;
        }

        return null;
    }
}
