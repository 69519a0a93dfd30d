using System;

namespace ManagedENet;

/// <summary>
/// A checksum over each datagram. Both ends must use the same one; nothing on the wire says so, and a mismatch looks like a dead peer.
/// Stands for <c>ENetChecksumCallback</c>. An instance that keeps state serves one host; one that keeps none serves any number, on any threads.
/// </summary>
public interface IDatagramChecksum
{
    // Requirement: CRC-003
    /// <summary>
    /// The checksum of a whole uncompressed datagram whose checksum field holds the connect id (or zero while no id is known).
    /// The result is written to the wire in network byte order, as <c>enet_crc32</c> returns it.
    /// </summary>
    uint Compute(ReadOnlySpan<byte> datagram);
}
