using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using ManagedENet.Internal;

namespace ManagedENet.Transports;

/// <summary>What was asked of the system for a socket, to be held against what it gave.</summary>
internal readonly record struct SocketWish(bool LacksIPv6, int ReceiveBufferBytes, int SendBufferBytes, bool IsServer = false)
{
    private const string ReceiveLimit = "net.core.rmem_max";
    private const string SendLimit = "net.core.wmem_max";

    // 64 players send 400 datagrams in a tenth of a second, and each takes about 2.3 KB of what Linux reports, which is twice this.
    private const int EnoughBytes = 512 * 1024;

    /// <summary>What the options ask for, and whether the socket that was opened for them is one for less.</summary>
    public static SocketWish Of(IPEndPoint endPoint, ENetHostOptions options, Socket opened)
    {
        bool wantsBoth = endPoint.Address.Equals(IPAddress.IPv6Any) && options.DualMode;
        // Whoever chooses the port is to be found there by others.
        return new SocketWish(wantsBoth && opened.AddressFamily != AddressFamily.InterNetworkV6, options.ReceiveBufferBytes, options.SendBufferBytes, endPoint.Port != 0);
    }

    /// <summary>Says where less was given, going by the buffers that the system reports.</summary>
    public void AddNotices(Queue<ENetNotice> notices, in TransportStatistics reported) => AddNotices(notices, reported, RuntimeInformation.IsOSPlatform(OSPlatform.Linux));

    /// <summary>The same for this system, or another.</summary>
    // Requirement: LIM-043
    internal void AddNotices(Queue<ENetNotice> notices, in TransportStatistics reported, bool isLinux)
    {
        if (LacksIPv6) notices.Enqueue(NoticeText.NoIPv6());
        // Linux reports twice what can be used.
        int factor = isLinux ? 2 : 1;
        int receiveBytes = reported.ReceiveBufferBytes / factor;
        int sendBytes = reported.SendBufferBytes / factor;
        AddBuffer(notices, "receive", receiveBytes, ReceiveBufferBytes, isLinux ? $" ({ReceiveLimit})" : string.Empty);
        AddBuffer(notices, "send", sendBytes, SendBufferBytes, isLinux ? $" ({SendLimit})" : string.Empty);
        bool isSmall = (ReceiveBufferBytes == 0 && receiveBytes < EnoughBytes) || (SendBufferBytes == 0 && sendBytes < EnoughBytes);
        if (!IsServer || !isSmall) return;
        const int wanted = SocketSetup.WantedBufferBytes;
        string setting = isLinux ? $" (sysctl -w {ReceiveLimit}={wanted} {SendLimit}={wanted})" : string.Empty;
        notices.Enqueue(NoticeText.SmallSystemBuffers(receiveBytes, sendBytes, wanted, setting));
    }

    // Where the options leave the size to the system, whatever it gives is right.
    private static void AddBuffer(Queue<ENetNotice> notices, string name, int usableBytes, int wantedBytes, string limit)
    {
        if (usableBytes < wantedBytes) notices.Enqueue(NoticeText.SmallBuffer(name, usableBytes, wantedBytes, limit));
    }
}
