namespace ManagedENet.Godot;

/// <summary>
/// What compresses each datagram. Both ends must use the same: nothing on the wire says which, and a mismatch never connects.
/// Stands for Godot's <c>CompressionMode</c>; the numbers are Godot's.
/// </summary>
public enum GodotCompression
{
    /// <summary>Nothing; Godot's default.</summary>
    None = 0,

    /// <summary>ENet's own range coder.</summary>
    RangeCoder = 1,

    /// <summary>FastLZ, level 1.</summary>
    FastLz = 2,

    /// <summary>A zlib stream for each datagram.</summary>
    Zlib = 3,

    /// <summary>A Zstandard frame for each datagram.</summary>
    Zstd = 4,
}
