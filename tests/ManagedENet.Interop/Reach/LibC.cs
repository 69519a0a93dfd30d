using System;
using System.Runtime.InteropServices;

namespace ManagedENet.Interop.Reach;

/// <summary>The calls of libc that make a network of our own.</summary>
internal static class LibC
{
    public const int NewNetwork = 0x4000_0000;
    public const int CloseOnExec = 0x8_0000;

    private const string Library = "libc";

    [DllImport(Library, EntryPoint = "unshare", SetLastError = true)]
    public static extern int Unshare(int flags);

    [DllImport(Library, EntryPoint = "setns", SetLastError = true)]
    public static extern int Join(int descriptor, int kind);

    [DllImport(Library, EntryPoint = "open", SetLastError = true)]
    public static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport(Library, EntryPoint = "close", SetLastError = true)]
    public static extern int Close(int descriptor);

    [DllImport(Library, EntryPoint = "if_nametoindex", SetLastError = true)]
    public static extern uint IndexOf([MarshalAs(UnmanagedType.LPUTF8Str)] string interfaceName);
}
