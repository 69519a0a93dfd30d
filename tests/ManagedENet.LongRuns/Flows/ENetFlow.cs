using System;
using System.Net;
using System.Runtime.InteropServices;
using System.Threading;
using ManagedENet.Interop.Native;

namespace ManagedENet.LongRuns.Flows;

/// <summary>A connection of ManagedENet with more queued than the line ever takes. The receiver is native where its library is installed.</summary>
internal sealed class ENetFlow : BulkFlow
{
    private const int PacketBytes = 32 << 10;
    private const int QueuedBytes = 8 << 20;
    private const int WaitMs = 20;

    private static readonly Lazy<bool> HasNative = new(() => NativeLibrary.TryLoad(LibENet.Library, out _) && LibENet.enet_initialize() == 0);
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(WaitMs);

    private readonly ENetCongestionControl _rules;
    private long _window;

    public ENetFlow(ENetCongestionControl rules) => _rules = rules;

    /// <summary>Who receives.</summary>
    public static string Receiver => HasNative.Value ? "native ENet" : "ManagedENet, because native is not installed";

    public override long Window => Volatile.Read(ref _window);

    protected override void Receive(int port, Action ready)
    {
        if (HasNative.Value) ReceiveByNative(port, ready);
        else ReceiveByOurs(port, ready);
    }

    protected override void Send(uint farAddress, int port)
    {
        using var host = ENetHost.CreateClient(new ENetHostOptions { CongestionControl = _rules, PeerBudgetBytes = QueuedBytes, DualMode = false });
        ENetPeer peer = host.Connect(new IPEndPoint(new IPAddress(farAddress), port), channelCount: 1);
        byte[] packet = new byte[PacketBytes];
        while (!IsOver)
        {
            // What is queued lasts for seconds, and a call sends whatever acknowledgements and the clock allow until it is over.
            if (host.Service(Wait, out ENetEvent e) && e.Type == ENetEventType.Disconnect) throw new InvalidOperationException("The connection is lost.");
            if (peer.State != ENetPeerState.Connected) continue;
            while (peer.Send(0, packet, ENetPacketFlags.Reliable) == ENetSendResult.Queued)
            {
            }

            Volatile.Write(ref _window, peer.CongestionWindow);
        }
    }

    protected override void Close()
    {
        // Both ends look at the time again and again.
    }

    private void ReceiveByNative(int port, Action ready)
    {
        IntPtr host = LibENet.enet_host_create(new NativeAddress(0, (ushort)port), 4, 1, 0, 0);
        if (host == IntPtr.Zero) throw new InvalidOperationException("enet_host_create failed.");
        ready();
        while (!IsOver)
        {
            if (LibENet.enet_host_service(host, out NativeEvent happened, WaitMs) > 0 && happened.Packet != IntPtr.Zero) LibENet.enet_packet_destroy(happened.Packet);
        }

        LibENet.enet_host_destroy(host);
    }

    private void ReceiveByOurs(int port, Action ready)
    {
        using ENetHost host = ENetHost.Bind(new IPEndPoint(IPAddress.Any, port));
        ready();
        while (!IsOver)
        {
            if (host.Service(Wait, out ENetEvent e) && e.Type == ENetEventType.Receive) e.Packet.Dispose();
        }
    }
}
