using System;

namespace ManagedENet.Protocol.Codecs;

internal sealed partial class Crc32Checksum
{
    internal static bool IsSupported(Crc32Method method) => method == Crc32Method.Slicing;

    private static uint UpdateBy(Crc32Method method, uint crc, ReadOnlySpan<byte> data) =>
        IsSupported(method) ? Crc32Slicing.Update(crc, data) : throw new ArgumentOutOfRangeException(nameof(method));

    private static uint Update(uint crc, ReadOnlySpan<byte> data) => Crc32Slicing.Update(crc, data);
}
