using System.Runtime.InteropServices;

namespace ManagedENet.Transports;

/// <summary><c>struct timespec</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LinuxTimeSpec
{
    private const long UsPerSecond = 1_000_000;
    private const long NsPerUs = 1_000;

    public nint Seconds;
    public nint Nanoseconds;

    public static LinuxTimeSpec FromMicroseconds(long us) => new() { Seconds = (nint)(us / UsPerSecond), Nanoseconds = (nint)(us % UsPerSecond * NsPerUs) };
}
