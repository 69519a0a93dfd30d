using ManagedENet.Protocol.Numbers;

namespace ManagedENet.Protocol.Memory;

/// <summary>
/// The sizes of blocks: powers of two up to 1 KiB, and from there on four for each power of two, so that a block is at most a quarter longer than what lies in it.
/// </summary>
/// <remarks>
/// <code>
///   64  128  256  512  1,024  1,280  1,536  1,792  2,048  2,560 ... 32 MiB
/// </code>
/// </remarks>
internal static class SizeClasses
{
    /// <summary>Number of classes.</summary>
    public const int Count = FineFrom + (4 * (LargestLog - FineLog)) + 1;

    /// <summary>The class of lengths that are not pooled.</summary>
    public const int Unpooled = Count;

    /// <summary>Bytes of the smallest block.</summary>
    public const int SmallestBytes = 1 << SmallestLog;

    private const int SmallestLog = 6;
    private const int FineLog = 10;
    private const int LargestLog = 25;
    private const int FineFrom = FineLog - SmallestLog;

    /// <summary>The class of blocks for this many bytes.</summary>
    public static int Of(int length)
    {
        if (length <= SmallestBytes) return 0;
        uint last = (uint)(length - 1);
        int log = Bits.Log2(last);
        if (log < FineLog) return log + 1 - SmallestLog;
        return log >= LargestLog ? Unpooled : FineFrom + ((log - FineLog) << 2) + (int)((last >> (log - 2)) & 3) + 1;
    }

    /// <summary>Bytes of the blocks of a class.</summary>
    public static int BytesOf(int sizeClass)
    {
        if (sizeClass <= FineFrom) return SmallestBytes << sizeClass;
        int step = sizeClass - FineFrom;
        return (4 + (step & 3)) << (FineLog - 2 + (step >> 2));
    }
}
