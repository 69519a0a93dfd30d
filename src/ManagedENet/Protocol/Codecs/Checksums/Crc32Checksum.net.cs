using System;

namespace ManagedENet.Protocol.Codecs;

internal sealed partial class Crc32Checksum
{
    internal static bool IsSupported(Crc32Method method) => method switch
    {
        Crc32Method.Slicing => true,
        Crc32Method.CarrylessMultiplication => Crc32Folding.IsSupported,
        Crc32Method.ArmInstructions => Crc32Arm.IsSupported,
        _ => false,
    };

    private static uint UpdateBy(Crc32Method method, uint crc, ReadOnlySpan<byte> data) => method switch
    {
        Crc32Method.CarrylessMultiplication => Crc32Folding.Update(crc, data),
        Crc32Method.ArmInstructions => Crc32Arm.Update(crc, data),
        _ => Crc32Slicing.Update(crc, data),
    };

    // Requirement: CRC-004
    // The compiler knows the processor: only one of the branches is left in the machine code.
    private static uint Update(uint crc, ReadOnlySpan<byte> data)
    {
        if (Crc32Arm.IsSupported)
            return Crc32Arm.Update(crc, data);

        if (Crc32Folding.IsSupported)
            return Crc32Folding.Update(crc, data);

        return Crc32Slicing.Update(crc, data);
    }
}
