using System;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using ManagedENet.Interop.Native;

namespace ManagedENet.LongRuns.Door;

/// <summary>Those who play while the flood comes: peers of one native host, which ask in turn for an echo.</summary>
internal sealed unsafe class NativePlayers : IDisposable
{
    private const int Port = 6_000;
    private const int PayloadBytes = sizeof(long) + 1;
    private const uint Unsequenced = 2;
    private const int DataAt = 16;
    private const int DescriptorAt = 0;
    private const uint ThrottleIntervalMs = 5_000;
    private const uint ThrottleUp = 32;

    private readonly IntPtr _host;
    private readonly IntPtr[] _peers;
    private int _next;
    private int _connected;
    private int _lost;

    public NativePlayers(int count)
    {
        _host = LibENet.enet_host_create(new NativeAddress(Places.Players, Port), (nuint)count, 1, 0, 0);
        if (_host == IntPtr.Zero) throw new InvalidOperationException("enet_host_create failed.");
        _peers = new IntPtr[count];
        for (int i = 0; i < count; i++) _peers[i] = LibENet.enet_host_connect(_host, new NativeAddress(Places.Server, Places.ServerPort), 1, 0);
    }

    /// <summary>The descriptor of the socket.</summary>
    public int Descriptor => Marshal.ReadInt32(_host, DescriptorAt);

    /// <summary>How many are in.</summary>
    public int Connected => _connected;

    /// <summary>How many were, and are no longer.</summary>
    public int Lost => _lost;

    /// <summary>The next of them asks, for that part of the run.</summary>
    public void Ask(RoundTrips? part, byte number)
    {
        IntPtr peer = _peers[_next];
        _next = (_next + 1) % _peers.Length;
        byte* payload = stackalloc byte[PayloadBytes];
        payload[sizeof(long)] = number;
        BinaryPrimitives.WriteInt64LittleEndian(new Span<byte>(payload, sizeof(long)), Stopwatch.GetTimestamp());
        IntPtr packet = LibENet.enet_packet_create((IntPtr)payload, PayloadBytes, Unsequenced);
        if (LibENet.enet_peer_send(peer, 0, packet) != 0) LibENet.enet_packet_destroy(packet);
        else if (part is not null) part.Asked++;
        LibENet.enet_host_flush(_host);
    }

    /// <summary>Takes what has come.</summary>
    public void Service(RoundTrips?[] parts)
    {
        while (LibENet.enet_host_service(_host, out NativeEvent happened, 0) > 0)
        {
            switch ((ENetEventType)happened.Type)
            {
                case ENetEventType.Connect:
                    _connected++;
                    // Its own rule drops unreliable packets when round trips rise; here each is to be seen.
                    LibENet.enet_peer_throttle_configure(happened.Peer, ThrottleIntervalMs, ThrottleUp, 0);
                    break;
                case ENetEventType.Disconnect:
                    _lost++;
                    break;
                case ENetEventType.Receive:
                    byte* payload = (byte*)Marshal.ReadIntPtr(happened.Packet, DataAt);
                    long asked = BinaryPrimitives.ReadInt64LittleEndian(new ReadOnlySpan<byte>(payload, sizeof(long)));
                    parts[payload[sizeof(long)]]?.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
                    LibENet.enet_packet_destroy(happened.Packet);
                    break;
            }
        }
    }

    public void Dispose() => LibENet.enet_host_destroy(_host);
}
