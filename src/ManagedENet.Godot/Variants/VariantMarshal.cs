using System;

namespace ManagedENet.Godot.Variants;

/// <summary>Values to bytes and back. Stands for Godot's <c>var_to_bytes</c> and <c>bytes_to_var</c>.</summary>
public static class VariantMarshal
{
    /// <summary>Writes a value.</summary>
    /// <exception cref="NotSupportedException">Godot 3 has no such type.</exception>
    /// <exception cref="ArgumentException">Arrays or dictionaries are nested too deep, or contain themselves.</exception>
    public static byte[] ToBytes(Variant value, GodotWireVersion version = GodotWireVersion.Godot4)
    {
        var writer = new VariantWriter(version);
        writer.Write(value);
        return writer.WrittenSpan.ToArray();
    }

    /// <summary>Reads a value. Bytes behind it are not looked at.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="value">The value.</param>
    /// <param name="version">Whose bytes they are.</param>
    /// <param name="limits">What they may ask for; null takes the defaults.</param>
    /// <returns>False when they are no value, whatever they are; never throws for what they contain.</returns>
    public static bool TryFromBytes(ReadOnlySpan<byte> bytes, out Variant value, GodotWireVersion version = GodotWireVersion.Godot4, VariantLimits? limits = null)
    {
        var reader = new VariantReader(bytes, version, limits);
        return reader.TryRead(out value);
    }
}
