using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ManagedENet.Transports;

/// <summary>
/// Room for what is said of one message beside its bytes: <c>struct cmsghdr</c>, one behind the other, each begun at a multiple of eight. Both ways they speak of the size of a
/// segment, to the kernel in 16 bits and from it in 32, and of our own address.
/// </summary>
/// <remarks><code>
///   [ length 8 | level 4 | type 4 | value ][ length | level | type | value ]
///
///   in_pktinfo    interface 4, our address to answer from 4, address in the header 4
///   in6_pktinfo   address 16, interface 4
/// </code></remarks>
[StructLayout(LayoutKind.Sequential, Size = SpaceBytes)]
internal struct LinuxControl
{
    /// <summary>Three of them, as a datagram of IPv4 may bring to a socket for both families.</summary>
    public const int SpaceBytes = 96;

    private const int HeaderBytes = 16;
    private const int LevelOffset = 8;
    private const int TypeOffset = 12;
    private const int SentSegmentBytes = 2;
    private const int ReceivedSegmentBytes = 4;
    private const int InfoBytesIPv4 = 12;
    private const int InfoBytesIPv6 = 20;
    private const int SourceOffsetIPv4 = 4;
    private const int InterfaceOffsetIPv6 = 16;

    /// <summary>Says how long the segments are; answers where the next may begin.</summary>
    public static int WriteSegment(Span<byte> control, int at, int segmentBytes)
    {
        Span<byte> value = Begin(control, ref at, LinuxLibrary.LevelUdp, LinuxLibrary.UdpSegment, SentSegmentBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(value, (ushort)segmentBytes);
        return at;
    }

    /// <summary>Says which address of ours to send from; answers where the next may begin.</summary>
    // Requirement: ADM-015
    public static int WriteSource(Span<byte> control, int at, in ENetAddress local)
    {
        if (local.IsIPv4)
        {
            Span<byte> info = Begin(control, ref at, LinuxLibrary.LevelIPv4, LinuxLibrary.InfoIPv4, InfoBytesIPv4);
            // The interface is left to the routes.
            BinaryPrimitives.WriteUInt32LittleEndian(info, 0);
            BinaryPrimitives.WriteUInt32BigEndian(info.Slice(SourceOffsetIPv4), local.IPv4);
            BinaryPrimitives.WriteUInt32LittleEndian(info.Slice(2 * SourceOffsetIPv4), 0);
            return at;
        }

        Span<byte> info6 = Begin(control, ref at, LinuxLibrary.LevelIPv6, LinuxLibrary.InfoIPv6, InfoBytesIPv6);
        BinaryPrimitives.WriteUInt64BigEndian(info6, local.High);
        BinaryPrimitives.WriteUInt64BigEndian(info6.Slice(8), local.Low);
        // Of a link-local address the interface is a part; else it is 0, and left to the routes.
        BinaryPrimitives.WriteUInt32LittleEndian(info6.Slice(InterfaceOffsetIPv6), local.Scope);
        return at;
    }

    /// <summary>Reads what the kernel has said. What it has not said stays as it was.</summary>
    /// <param name="control">What it has filled.</param>
    /// <param name="port">Our port.</param>
    /// <param name="segmentBytes">The length of the segments.</param>
    /// <param name="local">The address of ours that the message came to; for one to many, the address that answers it.</param>
    public static void Read(ReadOnlySpan<byte> control, ushort port, ref int segmentBytes, ref ENetAddress local)
    {
        while (control.Length > HeaderBytes)
        {
            ulong length = BinaryPrimitives.ReadUInt64LittleEndian(control);
            if (length < HeaderBytes || length > (ulong)control.Length) return;
            int level = BinaryPrimitives.ReadInt32LittleEndian(control.Slice(LevelOffset));
            int type = BinaryPrimitives.ReadInt32LittleEndian(control.Slice(TypeOffset));
            ReadOnlySpan<byte> value = control.Slice(HeaderBytes, (int)length - HeaderBytes);
            if (level == LinuxLibrary.LevelUdp && type == LinuxLibrary.UdpCoalesce && value.Length >= ReceivedSegmentBytes)
            {
                int told = BinaryPrimitives.ReadInt32LittleEndian(value);
                if (told > 0) segmentBytes = told;
            }
            else if (level == LinuxLibrary.LevelIPv4 && type == LinuxLibrary.InfoIPv4 && value.Length >= InfoBytesIPv4)
            {
                uint source = BinaryPrimitives.ReadUInt32BigEndian(value.Slice(SourceOffsetIPv4));
                if (source != 0) local = ENetAddress.FromIPv4(source, port);
            }
            else if (level == LinuxLibrary.LevelIPv6 && type == LinuxLibrary.InfoIPv6 && value.Length >= InfoBytesIPv6)
            {
                ReadIPv6(value, port, ref local);
            }

            int next = Aligned((int)length);
            if (next >= control.Length) return;
            control = control.Slice(next);
        }
    }

    private static void ReadIPv6(ReadOnlySpan<byte> info, ushort port, ref ENetAddress local)
    {
        const ulong multicast = 0xFF;
        const ulong linkLocal = 0xFE80 >> 6;
        ulong high = BinaryPrimitives.ReadUInt64BigEndian(info);
        // Of a link-local address the interface is a part.
        uint scope = high >> 54 == linkLocal ? BinaryPrimitives.ReadUInt32LittleEndian(info.Slice(InterfaceOffsetIPv6)) : 0;
        var told = new ENetAddress(high, BinaryPrimitives.ReadUInt64BigEndian(info.Slice(8)), port, scope);
        // Nothing can be sent from a group; and an IPv4 address in this form may be a broadcast one, while the other message says what answers it.
        if (!told.IsIPv4 && high >> 56 != multicast) local = told;
    }

    private static Span<byte> Begin(Span<byte> control, ref int at, int level, int type, int valueBytes)
    {
        Span<byte> message = control.Slice(at, HeaderBytes + valueBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(message, HeaderBytes + (ulong)valueBytes);
        BinaryPrimitives.WriteInt32LittleEndian(message.Slice(LevelOffset), level);
        BinaryPrimitives.WriteInt32LittleEndian(message.Slice(TypeOffset), type);
        at += Aligned(HeaderBytes + valueBytes);
        return message.Slice(HeaderBytes);
    }

    private static int Aligned(int bytes) => (bytes + 7) & ~7;
}
