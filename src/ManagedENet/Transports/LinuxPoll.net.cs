using System.Runtime.InteropServices;

namespace ManagedENet.Transports;

/// <summary><c>struct pollfd</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LinuxPoll
{
    public int Descriptor;
    public short Wanted;
    public short Seen;
}
