using ManagedENet.Protocol.Checksums;

namespace ManagedENet;

/// <summary>The checksums that are ready to use: <c>new ENetHostOptions { Checksum = ENetChecksums.Crc32 }</c>.</summary>
public static class ENetChecksums
{
    /// <summary>CRC-32 as native ENet computes it. Stands for <c>host->checksum = enet_crc32</c>. One instance serves any number of hosts.</summary>
    public static IDatagramChecksum Crc32 { get; } = Crc32Checksum.Instance;
}
