using System;
using System.Net.Sockets;

namespace ManagedENet.Transports;

/// <content>netstandard2.1 has no way for options that the framework does not know: one reader divides the port.</content>
internal sealed partial class PortShare
{
    /// <summary>The kernel may divide a port.</summary>
    public static bool IsPossible => false;

    private static void LetOthersJoin(Socket socket) => throw new NotSupportedException();

    private static void Divide(Socket socket) => throw new NotSupportedException();
}
