using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ManagedENet.Transports;

/// <summary>The calls of libc that the Linux transport makes, with their constants. Both architectures it runs on are little-endian with 64-bit pointers.</summary>
internal static unsafe partial class LinuxLibrary
{
    public const int DontWait = 0x40;
    public const int LevelIPv4 = 0;
    public const int LevelUdp = 17;
    public const int LevelIPv6 = 41;
    public const int UdpSegment = 103;
    public const int UdpCoalesce = 104;

    // IP_PKTINFO, IPV6_RECVPKTINFO, IPV6_PKTINFO: in IPv4 the name of the option is that of the message.
    public const int InfoIPv4 = 8;
    public const int AskInfoIPv6 = 49;
    public const int InfoIPv6 = 50;

    public const short PollIn = 1;

    private const string LibC = "libc";

    [LibraryImport(LibC, EntryPoint = "sendto", SetLastError = true)]
    public static partial nint SendTo(int socket, byte* bytes, nuint length, int flags, byte* name, uint nameLength);

    [LibraryImport(LibC, EntryPoint = "sendmsg", SetLastError = true)]
    public static partial nint Send(int socket, LinuxMessage* message, int flags);

    [LibraryImport(LibC, EntryPoint = "sendmmsg", SetLastError = true)]
    public static partial int SendMany(int socket, LinuxMessage* messages, uint count, int flags);

    [LibraryImport(LibC, EntryPoint = "recvmsg", SetLastError = true)]
    public static partial nint Receive(int socket, LinuxMessage* message, int flags);

    [LibraryImport(LibC, EntryPoint = "recvmmsg", SetLastError = true)]
    public static partial int ReceiveMany(int socket, LinuxMessage* messages, uint count, int flags, nint timeout);

    [LibraryImport(LibC, EntryPoint = "setsockopt", SetLastError = true)]
    public static partial int SetOption(int socket, int level, int option, int* value, uint length);

    [LibraryImport(LibC, EntryPoint = "ppoll", SetLastError = true)]
    public static partial int Poll(LinuxPoll* descriptors, nuint count, LinuxTimeSpec* timeout, nint signals);

    [LibraryImport(LibC, EntryPoint = "eventfd", SetLastError = true)]
    public static partial int CreateEvent(uint count, int flags);

    [LibraryImport(LibC, EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(SafeFileHandle file, ulong* count, nuint length);

    [LibraryImport(LibC, EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(SafeFileHandle file, ulong* count, nuint length);
}
