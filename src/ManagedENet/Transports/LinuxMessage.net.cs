using System.Runtime.InteropServices;

namespace ManagedENet.Transports;

/// <summary><c>struct mmsghdr</c>: a <c>struct msghdr</c>, and behind it the bytes that were moved. A pointer to it is a pointer to the <c>msghdr</c> too.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal unsafe struct LinuxMessage
{
    [FieldOffset(0)]
    public byte* Name;

    [FieldOffset(8)]
    public uint NameLength;

    [FieldOffset(16)]
    public LinuxVector* Vectors;

    [FieldOffset(24)]
    public nuint VectorCount;

    [FieldOffset(32)]
    public LinuxControl* Control;

    [FieldOffset(40)]
    public nuint ControlLength;

    [FieldOffset(48)]
    public int Flags;

    [FieldOffset(56)]
    public uint Moved;
}
