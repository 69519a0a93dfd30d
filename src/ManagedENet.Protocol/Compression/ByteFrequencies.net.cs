using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ManagedENet.Protocol.Compression;

internal sealed partial class ByteFrequencies
{
    // Sixteen numbers from offset 16 - n: zeros for the first n, steps for the others.
    private static ReadOnlySpan<ushort> Steps =>
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3];

    /// <summary>The value in whose interval <paramref name="code"/> lies, what it counts, and what all smaller values count together.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte FindByCode(uint code, out uint under, out uint count)
    {
        ref ushort groups = ref _numbers[0];
        Vector128<ushort> codes = Vector128.Create((ushort)code);
        int group = CountNotAbove(ref groups, codes) - 1;
        uint groupStart = Unsafe.Add(ref groups, group);
        ref ushort first = ref Unsafe.Add(ref groups, FirstBorder + (group * BordersPerGroup));
        int index = CountNotAbove(ref Unsafe.Add(ref first, 1), codes - Vector128.Create(Unsafe.Add(ref groups, group)));
        uint start = Unsafe.Add(ref first, index);
        under = groupStart + start;
        count = Unsafe.Add(ref first, index + 1) - start;
        return (byte)((group * GroupSize) + index);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CountNotAbove(ref ushort numbers, Vector128<ushort> limit)
    {
        Vector128<ushort> low = Vector128.LessThanOrEqual(Vector128.LoadUnsafe(ref numbers), limit);
        Vector128<ushort> high = Vector128.LessThanOrEqual(Vector128.LoadUnsafe(ref numbers, 8), limit);
        return BitOperations.PopCount(Vector128.Narrow(low, high).ExtractMostSignificantBits());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Raise(ref ushort numbers, byte value)
    {
        int group = value / GroupSize;
        ref ushort steps = ref MemoryMarshal.GetReference(Steps);
        RaiseFrom(ref numbers, ref Unsafe.Add(ref steps, 15 - group));
        RaiseFrom(ref Unsafe.Add(ref numbers, FirstBorder + 1 + (group * BordersPerGroup)), ref Unsafe.Add(ref steps, 16 - (value % GroupSize)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RaiseFrom(ref ushort numbers, ref ushort steps)
    {
        (Vector128.LoadUnsafe(ref numbers) + Vector128.LoadUnsafe(ref steps)).StoreUnsafe(ref numbers);
        (Vector128.LoadUnsafe(ref numbers, 8) + Vector128.LoadUnsafe(ref steps, 8)).StoreUnsafe(ref numbers, 8);
    }
}
