using System;

namespace ManagedENet.Internal;

/// <summary>What every call that sends refuses, whichever face it is of.</summary>
internal static class SendArguments
{
    private const ENetPacketFlags KnownFlags = ENetPacketFlags.Reliable | ENetPacketFlags.Unsequenced | ENetPacketFlags.UnreliableFragment;

    /// <summary>Refuses flags that mean nothing here, so that a mistake does not travel as something else.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is a bit that is none of <see cref="ENetPacketFlags"/>.</exception>
    public static void VerifyFlags(ENetPacketFlags flags)
    {
        if ((flags & ~KnownFlags) != 0) throw new ArgumentOutOfRangeException(nameof(flags), flags, "There are no such flags: a packet is Reliable, Unsequenced, UnreliableFragment or None.");
    }

    /// <summary>The array; a null one would become an empty span by itself, and go out as an empty packet.</summary>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public static byte[] NotNull(byte[] payload, string parameter = "payload") =>
        payload ?? throw new ArgumentNullException(parameter, "There is no array to send; an empty packet is an empty array.");
}
