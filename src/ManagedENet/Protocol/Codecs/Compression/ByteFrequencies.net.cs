using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ManagedENet.Protocol.Codecs;

internal sealed partial class ByteFrequencies
{
    // Sixteen numbers from place 16 - n on: nothing for the first n, a step (CoderConstants.RootStep) for the others.
    private static ReadOnlySpan<ushort> Steps =>
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3];

    private ref ushort FirstNumber => ref MemoryMarshal.GetArrayDataReference(_numbers);

    /// <summary>The value in whose interval <paramref name="code"/> lies, what it counts, and what all smaller values count together.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte FindByCode(uint code, out uint under, out uint count)
    {
        ref ushort numbers = ref FirstNumber;
        Vector128<short> codes = Vector128.Create((short)code);
        int group = CountNotAbove(ref numbers, codes ^ Vector128.Create(short.MinValue)) - 1;
        ushort groupStart = Unsafe.Add(ref numbers, group);
        ref ushort borders = ref Unsafe.Add(ref numbers, FirstBorder + (group * BordersPerGroup));

        // The bias of the group's start is the one that the borders have, too.
        int index = CountNotAbove(ref Unsafe.Add(ref borders, 1), codes - Vector128.Create((short)groupStart));
        ushort start = Unsafe.Add(ref borders, index);
        under = (ushort)(groupStart + start);
        count = (ushort)(Unsafe.Add(ref borders, index + 1) - start);
        return (byte)((group * GroupSize) + index);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Raise(ref ushort numbers, byte value)
    {
        int group = value / GroupSize;
        ref ushort steps = ref MemoryMarshal.GetReference(Steps);
        AddSixteen(ref numbers, ref Unsafe.Add(ref steps, 15 - group));
        AddSixteen(ref Unsafe.Add(ref numbers, FirstBorder + (group * BordersPerGroup) + 1), ref Unsafe.Add(ref steps, 16 - (value % GroupSize)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddSixteen(ref ushort numbers, ref ushort steps)
    {
        if (Vector256.IsHardwareAccelerated)
        {
            (Vector256.LoadUnsafe(ref numbers) + Vector256.LoadUnsafe(ref steps)).StoreUnsafe(ref numbers);
            return;
        }

        (Vector128.LoadUnsafe(ref numbers) + Vector128.LoadUnsafe(ref steps)).StoreUnsafe(ref numbers);
        (Vector128.LoadUnsafe(ref numbers, 8) + Vector128.LoadUnsafe(ref steps, 8)).StoreUnsafe(ref numbers, 8);
    }

    // The sixteen numbers ascend, so the first one above the limit tells how many are not; two bits of the masks stand for a number.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CountNotAbove(ref ushort numbers, Vector128<short> limit)
    {
        uint low = Vector128.GreaterThan(Vector128.LoadUnsafe(ref numbers).AsInt16(), limit).AsByte().ExtractMostSignificantBits();
        uint high = Vector128.GreaterThan(Vector128.LoadUnsafe(ref numbers, 8).AsInt16(), limit).AsByte().ExtractMostSignificantBits();
        return BitOperations.TrailingZeroCount(low | (high << 16)) / 2;
    }
}
