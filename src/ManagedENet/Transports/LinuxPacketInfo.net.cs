using System.Net;
using System.Net.Sockets;

namespace ManagedENet.Transports;

/// <summary>Asks the kernel to say of each datagram which address of this machine it came to.</summary>
internal static unsafe class LinuxPacketInfo
{
    /// <summary>The word in a transport's name.</summary>
    public const string Word = "pktinfo";

    /// <summary>True when the socket will say so. One that is bound to a single address has nothing to say, and is not asked.</summary>
    // Requirement: ADM-015
    public static bool TryAsk(Socket socket)
    {
        if (!SocketSetup.OnlyAddressOf((IPEndPoint)socket.LocalEndPoint!).IsEmpty) return false;
        bool isIPv6 = socket.AddressFamily == AddressFamily.InterNetworkV6;
        int descriptor = (int)socket.SafeHandle.DangerousGetHandle();
        // A socket for both families says it for each in the way of that.
        return (!isIPv6 || TrySet(descriptor, LinuxLibrary.LevelIPv6, LinuxLibrary.AskInfoIPv6))
            && ((isIPv6 && !socket.DualMode) || TrySet(descriptor, LinuxLibrary.LevelIPv4, LinuxLibrary.InfoIPv4));
    }

    private static bool TrySet(int descriptor, int level, int option)
    {
        int on = 1;
        return LinuxLibrary.SetOption(descriptor, level, option, &on, sizeof(int)) == 0;
    }
}
