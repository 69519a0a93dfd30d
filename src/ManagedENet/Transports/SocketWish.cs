using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using ManagedENet.Internal;

namespace ManagedENet.Transports;

/// <summary>What was asked of the system for a socket, to be held against what it gave.</summary>
internal readonly record struct SocketWish(bool LacksIPv6, int ReceiveBufferBytes, int SendBufferBytes)
{
    /// <summary>What the options ask for, and whether the socket that was opened for them is one for less.</summary>
    public static SocketWish Of(IPEndPoint endPoint, ENetHostOptions options, Socket opened)
    {
        bool wantsBoth = endPoint.Address.Equals(IPAddress.IPv6Any) && options.DualMode;
        return new SocketWish(wantsBoth && opened.AddressFamily != AddressFamily.InterNetworkV6, options.ReceiveBufferBytes, options.SendBufferBytes);
    }

    /// <summary>Says where less was given, going by the buffers that the system reports.</summary>
    public void AddNotices(Queue<ENetNotice> notices, in TransportStatistics reported)
    {
        if (LacksIPv6) notices.Enqueue(NoticeText.NoIPv6());
        AddBuffer(notices, "receive", reported.ReceiveBufferBytes, ReceiveBufferBytes, "net.core.rmem_max");
        AddBuffer(notices, "send", reported.SendBufferBytes, SendBufferBytes, "net.core.wmem_max");
    }

    // Where the options leave the size to the system, whatever it gives is right.
    private static void AddBuffer(Queue<ENetNotice> notices, string name, int reportedBytes, int wantedBytes, string linuxLimit)
    {
        // Linux reports twice what can be used.
        bool isLinux = RuntimeInformation.IsOSPlatform(OSPlatform.Linux);
        int usableBytes = isLinux ? reportedBytes / 2 : reportedBytes;
        if (usableBytes >= wantedBytes) return;
        notices.Enqueue(NoticeText.SmallBuffer(name, usableBytes, wantedBytes, isLinux ? $" ({linuxLimit})" : string.Empty));
    }
}
