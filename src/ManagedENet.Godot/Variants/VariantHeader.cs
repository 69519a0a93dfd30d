namespace ManagedENet.Godot.Variants;

/// <summary>The 32 bits in front of every marshalled value: the type in the low byte, and flags from bit 16 on.</summary>
internal static class VariantHeader
{
    public const uint TypeMask = 0xFF;

    /// <summary>Numbers take 64 bits instead of 32; of an object, only its number follows.</summary>
    public const uint Flag64 = 1 << 16;

    public const int ElementKindShift = 16;
    public const int ValueKindShift = 18;
    public const uint KindMask = 3;

    /// <summary>The top bit of a count: once "shared", now without meaning.</summary>
    public const uint CountMask = 0x7FFF_FFFF;

    /// <summary>The top bit of a path's count of names, which tells it from an old form.</summary>
    public const uint NodePathMark = 0x8000_0000;

    public const uint NodePathIsAbsolute = 1;
    public const uint NodePathHasProperty = 2;

    // The short form of remote calls: six bits of type, two bits of value or length.
    public const byte ShortTypeMask = 0x3F;
    public const byte ShortTrue = 0x80;
    public const int ShortLengthShift = 6;
}
