using System;

namespace ManagedENet.Protocol.Checksums;

/// <summary>
/// The CRC-32 of IEEE 802.3, as <c>enet_crc32</c> computes it. It finds accidental damage; it is no protection against somebody who means it.
/// It keeps no state: one instance serves every host and every thread.
/// </summary>
/// <example>
/// <code>
/// uint crc = Crc32Checksum.Instance.Compute("123456789"u8);    // 0xCBF43926
/// </code>
/// </example>
public sealed partial class Crc32Checksum : IDatagramChecksum
{
    private Crc32Checksum()
    {
    }

    /// <summary>The one instance.</summary>
    public static Crc32Checksum Instance { get; } = new();

    // Requirement: CRC-002, CRC-005
    /// <summary>The CRC-32 of <paramref name="datagram"/>, 0 for an empty one. Allocates nothing.</summary>
    public uint Compute(ReadOnlySpan<byte> datagram) => ~Update(uint.MaxValue, datagram);

    /// <summary>The same value, worked out the way the caller names. For tests and benchmarks: every way must agree with every other.</summary>
    internal static uint ComputeBy(Crc32Method method, ReadOnlySpan<byte> datagram) => ~UpdateBy(method, uint.MaxValue, datagram);
}
