namespace ManagedENet.Protocol.Codecs;

/// <summary>The ways to work out a CRC-32. All give the same value.</summary>
internal enum Crc32Method
{
    /// <summary>Sixteen tables, sixteen bytes a step: works everywhere.</summary>
    Slicing,

    /// <summary>Carry-less multiplication on x86 and x64.</summary>
    CarrylessMultiplication,

    /// <summary>The CRC-32 instructions of 64-bit ARM.</summary>
    ArmInstructions,
}
