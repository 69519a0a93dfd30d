using System;

namespace ManagedENet.Godot.Variants;

/// <summary>What may be asked of a reader by bytes that somebody else wrote.</summary>
public sealed record VariantLimits
{
    /// <summary>How deep arrays and dictionaries may be nested, 1 or more. Godot itself takes 1,024; nothing that scripts send comes near 64.</summary>
    public int MaximumDepth { get; init; } = 64;

    /// <summary>How many values there may be in all, nested ones and texts of packed arrays included, 1 or more. An empty value takes four bytes to send and many more to hold.</summary>
    public int MaximumElements { get; init; } = 262_144;

    internal static VariantLimits Default { get; } = new();

    /// <summary>How deep anything of ours goes: each level is a few frames of our stack.</summary>
    internal const int DeepestNesting = 512;

    internal void Validate()
    {
        if (MaximumDepth is < 1 or > DeepestNesting) throw new ArgumentOutOfRangeException(nameof(MaximumDepth), MaximumDepth, "Pass 1 to 512.");
        if (MaximumElements < 1) throw new ArgumentOutOfRangeException(nameof(MaximumElements), MaximumElements, "Pass 1 or more.");
    }
}
