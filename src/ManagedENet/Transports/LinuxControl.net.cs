using System.Runtime.InteropServices;

namespace ManagedENet.Transports;

/// <summary><c>struct cmsghdr</c> with the one value that UDP's offloads speak of: the size of a segment. To the kernel it is 16 bits wide, from the kernel 32.</summary>
[StructLayout(LayoutKind.Explicit, Size = SpaceBytes)]
internal struct LinuxControl
{
    /// <summary>CMSG_SPACE of either width.</summary>
    public const int SpaceBytes = 24;

    /// <summary>CMSG_LEN of what goes to the kernel.</summary>
    public const int SentLength = 18;

    /// <summary>CMSG_LEN of what comes from the kernel.</summary>
    public const int ReceivedLength = 20;

    [FieldOffset(0)]
    public nuint Length;

    [FieldOffset(8)]
    public int Level;

    [FieldOffset(12)]
    public int Type;

    [FieldOffset(16)]
    public ushort SentSegmentBytes;

    [FieldOffset(16)]
    public int ReceivedSegmentBytes;
}
