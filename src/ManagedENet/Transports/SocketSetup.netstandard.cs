using System.Net.Sockets;

namespace ManagedENet.Transports;

/// <content>netstandard2.1 has no way for options that the framework does not know.</content>
internal static partial class SocketSetup
{
    private static void SetClassIPv6(Socket socket, int value)
    {
    }
}
