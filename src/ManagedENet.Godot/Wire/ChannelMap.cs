namespace ManagedENet.Godot.Wire;

/// <summary>Which of ENet's channels and flags stand for a transfer mode and a transfer channel.</summary>
/// <remarks>
/// <code>
///              0            1            2              3 ...
/// Godot 4   reliable   unreliable   channel 1       channel 2
/// Godot 3   messages   reliable     unreliable      (by number)
/// </code>
/// </remarks>
internal static class ChannelMap
{
    public const int Godot4SystemChannels = 2;
    public const int Godot3SystemChannels = 3;
    public const byte Godot3MessageChannel = 0;

    /// <summary>ENet's own limit: channels 0 to 254.</summary>
    public const int HighestChannel = 254;

    public static int HighestTransferChannel(GodotWireVersion version) =>
        version == GodotWireVersion.Godot4 ? HighestChannel - Godot4SystemChannels + 1 : HighestChannel;

    public static byte ChannelFor(GodotWireVersion version, GodotTransferMode mode, int transferChannel)
    {
        bool isReliable = mode == GodotTransferMode.Reliable;
        if (version == GodotWireVersion.Godot4)
        {
            return (byte)(transferChannel > 0 ? Godot4SystemChannels + transferChannel - 1 : isReliable ? 0 : 1);
        }

        return (byte)(transferChannel > 0 ? transferChannel : isReliable ? 1 : 2);
    }

    public static ENetPacketFlags FlagsFor(GodotWireVersion version, GodotTransferMode mode, bool alwaysOrdered)
    {
        // Godot 3 sends long unreliable packets in reliable fragments: its ENet packets lack this flag.
        ENetPacketFlags fragment = version == GodotWireVersion.Godot4 ? ENetPacketFlags.UnreliableFragment : ENetPacketFlags.None;
        return mode switch
        {
            GodotTransferMode.Reliable => ENetPacketFlags.Reliable,
            GodotTransferMode.Unreliable when version == GodotWireVersion.Godot4 || !alwaysOrdered => ENetPacketFlags.Unsequenced | fragment,
            _ => fragment,
        };
    }

    public static GodotTransferMode ModeOf(ENetPacketFlags flags)
    {
        if ((flags & ENetPacketFlags.Reliable) != 0) return GodotTransferMode.Reliable;
        return (flags & ENetPacketFlags.Unsequenced) != 0 ? GodotTransferMode.Unreliable : GodotTransferMode.UnreliableOrdered;
    }

    public static int TransferChannelOf(GodotWireVersion version, byte channel)
    {
        if (version == GodotWireVersion.Godot3) return channel;
        return channel >= Godot4SystemChannels ? channel - Godot4SystemChannels + 1 : 0;
    }
}
