using System;
using System.Runtime.CompilerServices;

namespace ManagedENet.Protocol.Codecs;

/// <summary>
/// The context of order 0: how often each of the 256 values was coded without any context. It is kept as running totals in two levels, so that the
/// interval of a value is two reads away, and an occurrence adds to sixteen numbers twice, which vectors do at once. No tree, no search, no surprise.
/// <code>
///     numbers   [ 16 group starts ][ 17 borders of group 0 ][ 17 borders of group 1 ] ... [ 17 borders of group 15 ]
///
///     interval of value v = group start of v / 16, plus [ border v % 16, border v % 16 + 1 ) of that group
/// </code>
/// Every number is kept less 32,768: vectors compare with a sign on all processors, and the borders reach beyond 32,767. Sums and differences of
/// sixteen bits come out right by themselves.
/// </summary>
internal sealed partial class ByteFrequencies
{
    private const int GroupSize = 16;
    private const int BordersPerGroup = GroupSize + 1;
    private const int FirstBorder = GroupSize;
    private const int NumberCount = GroupSize + (GroupSize * BordersPerGroup);
    private const int Bias = 0x8000;

    private static readonly ushort[] Untouched = BuildUntouched();

    private readonly ushort[] _numbers = new ushort[NumberCount];

    /// <summary>What all values and the escape count together.</summary>
    public uint Total { get; private set; }

    // Requirement: RNG-011
    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        Untouched.AsSpan().CopyTo(_numbers);
        Total = CoderConstants.RootEscapes + (256 * CoderConstants.RootMinimum);
    }

    // Requirement: RNG-012
    /// <summary>What <paramref name="value"/> counts, and what all smaller values count together.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Find(byte value, out uint under)
    {
        ref ushort numbers = ref FirstNumber;
        int group = value / GroupSize;
        ref ushort border = ref Unsafe.Add(ref numbers, FirstBorder + value + group);
        under = (ushort)(Unsafe.Add(ref numbers, group) + border);
        return (ushort)(Unsafe.Add(ref border, 1) - border);
    }

    // Requirement: RNG-016
    /// <summary>One more occurrence of a value of which <see cref="Find"/> said <paramref name="count"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(byte value, uint count)
    {
        Raise(ref FirstNumber, value);
        uint total = Total + CoderConstants.RootStep;
        Total = total;
        if (count > CoderConstants.RootCountLimit || total > CoderConstants.TotalLimit)
            Halve();
    }

    /// <summary><see cref="FindByCode"/> without vectors.</summary>
    internal static byte FindByCodePortable(ReadOnlySpan<ushort> numbers, uint code, out uint under, out uint count)
    {
        int group = GroupSize - 1;
        while ((ushort)(numbers[group] - Bias) > code)
            group--;

        uint groupStart = (ushort)(numbers[group] - Bias);
        ReadOnlySpan<ushort> borders = numbers.Slice(FirstBorder + (group * BordersPerGroup), BordersPerGroup);
        int index = 0;
        while (groupStart + (ushort)(borders[index + 1] - Bias) <= code)
            index++;

        under = groupStart + (ushort)(borders[index] - Bias);
        count = (ushort)(borders[index + 1] - borders[index]);
        return (byte)((group * GroupSize) + index);
    }

    /// <summary><see cref="Raise"/> without vectors.</summary>
    internal static void RaisePortable(Span<ushort> numbers, byte value)
    {
        int group = value / GroupSize;
        for (int index = group + 1; index < GroupSize; index++)
            numbers[index] += CoderConstants.RootStep;

        Span<ushort> borders = numbers.Slice(FirstBorder + (group * BordersPerGroup), BordersPerGroup);
        for (int index = (value % GroupSize) + 1; index < BordersPerGroup; index++)
            borders[index] += CoderConstants.RootStep;
    }

    /// <summary>The numbers of a context in which nothing has occurred.</summary>
    internal static ushort[] CopyOfUntouched() => (ushort[])Untouched.Clone();

    // Requirement: RNG-020
    // Rare: at most once in eighty occurrences of one value.
    private void Halve()
    {
        uint sum = 0;
        for (int group = 0; group < GroupSize; group++)
        {
            _numbers[group] = (ushort)(sum + Bias);
            Span<ushort> borders = _numbers.AsSpan(FirstBorder + (group * BordersPerGroup), BordersPerGroup);
            uint running = 0;
            ushort previous = borders[0];
            for (int index = 1; index < BordersPerGroup; index++)
            {
                uint occurred = (uint)(ushort)(borders[index] - previous) - CoderConstants.RootMinimum;
                previous = borders[index];
                running += CoderConstants.Half(occurred) + CoderConstants.RootMinimum;
                borders[index] = (ushort)(running + Bias);
            }

            sum += running;
        }

        Total = CoderConstants.RootEscapes + sum;
    }

    private static ushort[] BuildUntouched()
    {
        ushort[] numbers = new ushort[NumberCount];
        for (int group = 0; group < GroupSize; group++)
            numbers[group] = (ushort)((group * GroupSize * CoderConstants.RootMinimum) + Bias);

        for (int border = 0; border < GroupSize * BordersPerGroup; border++)
            numbers[FirstBorder + border] = (ushort)((border % BordersPerGroup * CoderConstants.RootMinimum) + Bias);

        return numbers;
    }
}
