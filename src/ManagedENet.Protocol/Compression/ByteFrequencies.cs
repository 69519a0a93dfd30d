using System;
using System.Runtime.CompilerServices;

namespace ManagedENet.Protocol.Compression;

internal sealed partial class ByteFrequencies
{
    private const int GroupSize = 16;
    private const int BordersPerGroup = GroupSize + 1;
    private const int FirstBorder = GroupSize;

    private static readonly ushort[] Untouched = BuildUntouched();

    private readonly ushort[] _numbers = new ushort[GroupSize + (GroupSize * BordersPerGroup)];

    public uint Total { get; private set; }

    public void Reset()
    {
        Untouched.AsSpan().CopyTo(_numbers);
        Total = RangeModel.RootEscapes + (256 * RangeModel.RootMinimum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Find(byte value, out uint under)
    {
        ref ushort numbers = ref _numbers[0];
        int group = value / GroupSize;
        ref ushort border = ref Unsafe.Add(ref numbers, FirstBorder + value + group);
        uint start = border;
        under = Unsafe.Add(ref numbers, group) + start;
        return Unsafe.Add(ref border, 1) - start;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(byte value, uint count)
    {
        Raise(ref _numbers[0], value);
        uint total = Total + RangeModel.RootStep;
        Total = total;
        if (count > RangeModel.RootCountLimit || total > RangeModel.TotalLimit)
            Halve();
    }

    private void Halve()
    {
        uint sum = 0;
        for (int group = 0; group < GroupSize; group++)
        {
            _numbers[group] = (ushort)sum;
            Span<ushort> borders = _numbers.AsSpan(FirstBorder + (group * BordersPerGroup), BordersPerGroup);
            uint previous = 0;
            uint running = 0;
            for (int index = 1; index < BordersPerGroup; index++)
            {
                uint counted = borders[index] - previous - RangeModel.RootMinimum;
                previous = borders[index];
                running += RangeModel.Half(counted) + RangeModel.RootMinimum;
                borders[index] = (ushort)running;
            }

            sum += running;
        }

        Total = RangeModel.RootEscapes + sum;
    }

    private static ushort[] BuildUntouched()
    {
        ushort[] numbers = new ushort[GroupSize + (GroupSize * BordersPerGroup)];
        for (int group = 0; group < GroupSize; group++)
            numbers[group] = (ushort)(group * GroupSize * RangeModel.RootMinimum);

        for (int index = 0; index < GroupSize * BordersPerGroup; index++)
            numbers[FirstBorder + index] = (ushort)(index % BordersPerGroup * RangeModel.RootMinimum);

        return numbers;
    }
}
