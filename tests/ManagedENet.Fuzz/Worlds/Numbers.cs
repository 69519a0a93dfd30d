using System;

namespace ManagedENet.Fuzz.Worlds;

/// <summary>What a byte of an input stands for where a field is wider: mostly a border of the protocol, which is where faults are.</summary>
internal static class Numbers
{
    private static readonly uint[] Borders =
    [
        0, 1, 2, 255, 256, 575, 576, 1_392, 4_096, 4_097, 65_535, 65_536, 28_672, 28_673, 1_048_576, 1_048_577, 33_554_432, 33_554_433, 0x7FFF_FFFF, 0x8000_0000, uint.MaxValue,
        3, 5, 16, 32, 100, 500, 1_000, 5_000, 30_000, 64_000, 1_000_000,
    ];

    private static readonly int[] StepsMs = [0, 1, 1, 2, 5, 10, 16, 30, 50, 100, 200, 500, 1_000, 2_000, 5_000, 31_000];

    /// <summary>A field of 32 bits.</summary>
    public static uint Wide(byte b) => b < 128 ? Borders[b % Borders.Length] : (uint)(b * 0x0101_0101) >> ((b & 3) * 8);

    /// <summary>A sequence number: the next one, one a little off, one at a border of a window, or any.</summary>
    public static ushort Near(int sequence, byte b) => (ushort)(b switch
    {
        0 => sequence + 1,
        1 => sequence,
        < 16 => sequence + b,
        < 32 => sequence - (b - 16),
        < 64 => (((sequence / 4096) + (b & 7) + 4) * 4096) + ((b >> 3) & 3) - 1,
        < 128 => sequence + (b * 448),
        _ => b * 0x0101,
    });

    /// <summary>A number of bytes.</summary>
    public static int Length(byte b) => b < 128 ? b : (b - 127) * 16;

    /// <summary>A time that passes, in ms.</summary>
    public static int StepMs(byte b) => StepsMs[b & 15];
}
