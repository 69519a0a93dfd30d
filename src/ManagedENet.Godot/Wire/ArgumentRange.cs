using System;

namespace ManagedENet.Godot.Wire;

/// <summary>What a caller may pass.</summary>
internal static class ArgumentRange
{
    /// <exception cref="ArgumentOutOfRangeException">The value is outside.</exception>
    public static void Verify(int value, int minimum, int maximum, string parameter)
    {
        if (value < minimum || value > maximum) throw new ArgumentOutOfRangeException(parameter, value, FormattableString.Invariant($"Pass {minimum} to {maximum}."));
    }
}
