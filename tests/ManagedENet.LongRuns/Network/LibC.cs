using System.Runtime.InteropServices;

namespace ManagedENet.LongRuns.Network;

/// <summary>The calls of libc that make a network of our own, with their constants.</summary>
internal static unsafe partial class LibC
{
    public const int ReadWrite = 2;
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;
    public const int NewNetwork = 0x40000000;
    public const short PollIn = 1;

    public const int InternetDatagrams = 2;
    public const int Ipv4 = 2;

    public const nuint SetTunnel = 0x400454ca;
    public const nuint AddRoute = 0x890b;
    public const nuint GetFlags = 0x8913;
    public const nuint SetFlags = 0x8914;
    public const nuint SetAddress = 0x8916;
    public const nuint SetNetmask = 0x891c;
    public const nuint SetMtu = 0x8922;

    public const short TunnelWithoutHeader = 0x1001;
    public const short IsUp = 1;

    public const int FirstInFirstOut = 1;
    public const int ThisThread = 0;
    public const int ProcessorTimeOfThread = 3;

    private const string Library = "libc";

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport(Library, EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int descriptor, byte* bytes, nuint length);

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int descriptor, byte* bytes, nuint length);

    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Control(int descriptor, nuint request, InterfaceRequest* argument);

    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Control(int descriptor, nuint request, RouteEntry* argument);

    [LibraryImport(Library, EntryPoint = "socket", SetLastError = true)]
    public static partial int CreateSocket(int family, int type, int protocol);

    [LibraryImport(Library, EntryPoint = "unshare", SetLastError = true)]
    public static partial int Unshare(int flags);

    [LibraryImport(Library, EntryPoint = "setns", SetLastError = true)]
    public static partial int Join(int descriptor, int kind);

    [LibraryImport(Library, EntryPoint = "ppoll", SetLastError = true)]
    public static partial int Poll(PollDescriptor* descriptors, nuint count, TimeSpec* timeout, nint signals);

    [LibraryImport(Library, EntryPoint = "sched_setscheduler", SetLastError = true)]
    public static partial int SetScheduler(int thread, int policy, int* priority);

    [LibraryImport(Library, EntryPoint = "setpriority", SetLastError = true)]
    public static partial int SetNiceness(int which, int thread, int niceness);

    [LibraryImport(Library, EntryPoint = "sched_setaffinity", SetLastError = true)]
    public static partial int SetProcessors(int thread, nuint length, ulong* processors);

    [LibraryImport(Library, EntryPoint = "clock_gettime", SetLastError = true)]
    public static partial int ReadClock(int clock, TimeSpec* time);

    /// <summary><c>struct pollfd</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PollDescriptor
    {
        public int Descriptor;
        public short Wanted;
        public short Seen;
    }

    /// <summary><c>struct timespec</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    /// <summary><c>struct ifreq</c>: a name, and a union of which an address, a number or flags are used.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 40)]
    public struct InterfaceRequest
    {
        [FieldOffset(0)]
        public fixed byte Name[16];

        [FieldOffset(16)]
        public short Flags;

        [FieldOffset(16)]
        public int Number;

        [FieldOffset(16)]
        public ushort Family;

        [FieldOffset(20)]
        public uint Address;
    }

    /// <summary><c>struct rtentry</c>, as far as a route through an interface needs it: a destination and a mask, both of zeros for everything.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 120)]
    public struct RouteEntry
    {
        [FieldOffset(8)]
        public ushort DestinationFamily;

        [FieldOffset(40)]
        public ushort MaskFamily;

        [FieldOffset(56)]
        public short Flags;

        [FieldOffset(88)]
        public byte* Interface;
    }
}
