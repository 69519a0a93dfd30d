using System.Runtime.InteropServices;

namespace ManagedENet.Benchmarks;

/// <summary><c>ENetBuffer</c> on Unix.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeBuffer
{
    public byte* Data;
    public nuint Length;
}
