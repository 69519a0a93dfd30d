using System;
using System.Diagnostics.CodeAnalysis;

namespace ManagedENet.Cluster;

/// <summary>What may be the name of a player, of a gateway or of a group: it travels between machines, stands in logs, and is a key of whatever storage there is.</summary>
internal static class Identifier
{
    /// <summary>UTF-16 units that it may have.</summary>
    public const int MostCharacters = 128;

    /// <summary>The name itself; an exception that says what is wrong when it cannot be one.</summary>
    public static string Verify([NotNull] string? value, string what, string parameter)
    {
        ArgumentNullException.ThrowIfNull(value, parameter);
        if (WhyNot(value) is { } why) throw new ArgumentException($"{what} {why}", parameter);
        return value;
    }

    /// <summary>What keeps a text from being a name, as the end of a sentence; null when nothing does.</summary>
    public static string? WhyNot(string value)
    {
        if (value.Length is 0 or > MostCharacters) return $"has 1 to {MostCharacters} characters, and this one has {value.Length}.";
        for (int i = 0; i < value.Length; i++)
        {
            if (char.IsControl(value[i])) return $"has no control characters, and this one has U+{(int)value[i]:X4} at position {i}.";
            if (!char.IsSurrogate(value[i])) continue;
            // Half of a character could not be written as UTF-8: two names would be one.
            if (!char.IsSurrogatePair(value, i)) return $"is valid UTF-16, and this one has half of a character at position {i}.";
            i++;
        }

        return null;
    }
}
