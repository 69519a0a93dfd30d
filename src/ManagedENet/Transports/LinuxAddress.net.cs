using System;
using System.Buffers.Binary;

namespace ManagedENet.Transports;

/// <summary>Writes and reads <c>sockaddr_in</c> and <c>sockaddr_in6</c>.</summary>
internal static class LinuxAddress
{
    /// <summary>Room for either.</summary>
    public const int SlotBytes = 32;

    private const int IPv4Bytes = 16;
    private const int IPv6Bytes = 28;
    private const ushort IPv4Family = 2;
    private const ushort IPv6Family = 10;

    public static int LengthOf(bool isIPv6) => isIPv6 ? IPv6Bytes : IPv4Bytes;

    public static void Write(in ENetAddress address, bool isIPv6, Span<byte> raw)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(raw, isIPv6 ? IPv6Family : IPv4Family);
        BinaryPrimitives.WriteUInt16BigEndian(raw.Slice(2), (ushort)address.Port);
        if (!isIPv6)
        {
            BinaryPrimitives.WriteUInt32BigEndian(raw.Slice(4), address.IPv4);
            BinaryPrimitives.WriteUInt64LittleEndian(raw.Slice(8), 0);
            return;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(raw.Slice(4), 0);
        BinaryPrimitives.WriteUInt64BigEndian(raw.Slice(8), address.High);
        BinaryPrimitives.WriteUInt64BigEndian(raw.Slice(16), address.Low);
        BinaryPrimitives.WriteUInt32LittleEndian(raw.Slice(24), address.Scope);
    }

    public static ENetAddress Read(ReadOnlySpan<byte> raw, bool isIPv6)
    {
        ushort port = BinaryPrimitives.ReadUInt16BigEndian(raw.Slice(2));
        if (!isIPv6) return ENetAddress.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(raw.Slice(4)), port);
        ulong high = BinaryPrimitives.ReadUInt64BigEndian(raw.Slice(8));
        ulong low = BinaryPrimitives.ReadUInt64BigEndian(raw.Slice(16));
        return new ENetAddress(high, low, port, BinaryPrimitives.ReadUInt32LittleEndian(raw.Slice(24)));
    }
}
