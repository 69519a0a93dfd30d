using System;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ManagedENet.Transports;

/// <content>Options that the framework does not know have a way through it.</content>
internal static partial class SocketSetup
{
    // IPV6_TCLASS.
    private const int LevelIPv6 = 41;
    private const int ClassOnLinux = 67;
    private const int ClassOnApple = 36;

    private static void SetClassIPv6(Socket socket, int value)
    {
        int option = RuntimeInformation.IsOSPlatform(OSPlatform.Linux) ? ClassOnLinux : RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? ClassOnApple : 0;
        if (option != 0) socket.SetRawSocketOption(LevelIPv6, option, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in value)));
    }
}
