namespace ManagedENet.Protocol.Memory;

/// <summary>What objects take besides their content, in a 64-bit process. The ledger counts what the collector counts.</summary>
internal static class ObjectBytes
{
    /// <summary>The header and the type of an object.</summary>
    public const int Header = 16;

    /// <summary>The header, the type and the length of an array.</summary>
    public const int ArrayHeader = 24;

    /// <summary>An array whose elements take this many bytes, a multiple of eight.</summary>
    public static long Array(long bytes) => ArrayHeader + bytes;
}
