using System.Collections.Generic;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using ManagedENet.Internal;

namespace ManagedENet.Transports;

/// <content>What was asked for and not granted.</content>
public sealed partial class SocketTransport : IStartNotices
{
    private bool _lacksIPv6;
    private readonly int _wantedReceiveBytes;
    private readonly int _wantedSendBytes;

    /// <summary>The socket, for tests that read its options back.</summary>
    internal Socket Socket => _socket;

    void IStartNotices.AddStartNotices(Queue<ENetNotice> notices)
    {
        if (_lacksIPv6) notices.Enqueue(NoticeText.NoIPv6());
        AddBuffer(notices, "receive", _receiveBufferBytes, _wantedReceiveBytes, "net.core.rmem_max");
        AddBuffer(notices, "send", _sendBufferBytes, _wantedSendBytes, "net.core.wmem_max");
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
