using System.Runtime.InteropServices;

namespace ManagedENet.Transports;

/// <summary><c>struct iovec</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LinuxVector
{
    public byte* Bytes;
    public nuint Length;
}
