using System;
using ManagedENet.Protocol.Codecs;

namespace ManagedENet;

/// <summary>The checksums that are ready to use: <c>new ENetHostOptions { Checksum = ENetChecksums.Crc32 }</c>.</summary>
public static class ENetChecksums
{
    /// <summary>CRC-32 as native ENet computes it. Stands for <c>host->checksum = enet_crc32</c>. It keeps no state, so that all hosts have the same one.</summary>
    public static Func<IDatagramChecksum> Crc32 { get; } = static () => Crc32Checksum.Instance;
}
