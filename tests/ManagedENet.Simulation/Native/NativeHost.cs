using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using ManagedENet.Interop.Native;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Native;

/// <summary>A host of libenet on the virtual network. It is serviced in every millisecond, as when the conversations were recorded.</summary>
internal sealed class NativeHost : IEndPoint, IDisposable
{
    private const int PeerLimit = 32;

    private readonly VirtualWorld _world;
    private readonly Queue<(ENetAddress From, byte[] Bytes)> _arrived = new();
    private readonly byte[] _datagram = new byte[8_192];
    private readonly int _socket;
    private readonly PacketFunction _onPacketFreed;
    private IntPtr _host;
    private long _servicedMs = -1;

    public NativeHost(VirtualWorld world, ENetAddress address, uint randomSeed)
    {
        _world = world;
        Address = address;
        _onPacketFreed = _ => WaitingPackets--;
        _socket = NativeSystem.Open(this);
        NativeSystem.NowMs = world.NowMs;
        _host = LibENet.enet_host_create(IntPtr.Zero, PeerLimit, 0, 0, 0);
        if (_host == IntPtr.Zero) throw new InvalidOperationException("enet_host_create failed.");

        // The library mixes the address of its memory in.
        Marshal.WriteInt32(_host, NativeLayout.Host.RandomSeed, unchecked((int)randomSeed));
    }

    private delegate void PacketFunction(IntPtr packet);

    public ENetAddress Address { get; }

    /// <summary>The end of its one connection, or zero.</summary>
    public IntPtr Peer { get; private set; }

    public bool IsConnected { get; private set; }

    public long ReceivedPackets { get; private set; }

    public long ReceivedBytes { get; private set; }

    /// <summary>Packets that it was given to send and still holds.</summary>
    public int WaitingPackets { get; private set; }

    public long NextWakeMs => _arrived.Count > 0 || _servicedMs < _world.NowMs ? _world.NowMs : _world.NowMs + 1;

    public void Connect(NativeHost server, int channels) => Connect(server.Address, channels);

    public void Connect(in ENetAddress server, int channels)
    {
        NativeSystem.NowMs = _world.NowMs;
        Peer = LibENet.enet_host_connect(_host, ToNative(server), (nuint)channels, 0);
        if (Peer == IntPtr.Zero) throw new InvalidOperationException("enet_host_connect found no free peer.");
    }

    /// <summary>False when the library refuses the packet, because the connection is gone.</summary>
    public bool Send(byte[] payload, ENetPacketFlags flags)
    {
        IntPtr packet = LibENet.enet_packet_create(IntPtr.Zero, (nuint)payload.Length, (uint)flags);
        Marshal.Copy(payload, 0, Marshal.ReadIntPtr(packet, NativeLayout.Packet.Data), payload.Length);
        Marshal.WriteIntPtr(packet, NativeLayout.Packet.FreeCallback, Marshal.GetFunctionPointerForDelegate(_onPacketFreed));
        WaitingPackets++;
        NativeSystem.NowMs = _world.NowMs;
        _servicedMs = -1;
        if (LibENet.enet_peer_send(Peer, 0, packet) == 0) return true;
        LibENet.enet_packet_destroy(packet);
        return false;
    }

    public void Arrive(in ENetAddress from, ReadOnlySpan<byte> datagram) => _arrived.Enqueue((from, datagram.ToArray()));

    public void Service()
    {
        NativeSystem.NowMs = _servicedMs = _world.NowMs;
        while (LibENet.enet_host_service(_host, out NativeEvent happened, 0) > 0) Take(happened);
    }

    public int OnSend(IntPtr address, IntPtr buffers, int count)
    {
        int length = 0;
        for (int i = 0; i < count; i++)
        {
            IntPtr buffer = buffers + (i * 2 * IntPtr.Size);
            int bytes = (int)Marshal.ReadIntPtr(buffer, IntPtr.Size);
            Marshal.Copy(Marshal.ReadIntPtr(buffer), _datagram, length, bytes);
            length += bytes;
        }

        _world.Network.Send(_world.NowMs, Address, FromNative(Marshal.PtrToStructure<NativeAddress>(address)), _datagram.AsSpan(0, length));
        return length;
    }

    public int OnReceive(IntPtr address, IntPtr buffers)
    {
        if (!_arrived.TryDequeue(out (ENetAddress From, byte[] Bytes) datagram)) return 0;
        Marshal.StructureToPtr(ToNative(datagram.From), address, fDeleteOld: false);
        Marshal.Copy(datagram.Bytes, 0, Marshal.ReadIntPtr(buffers), datagram.Bytes.Length);
        return datagram.Bytes.Length;
    }

    public void Dispose()
    {
        if (_host == IntPtr.Zero) return;
        LibENet.enet_host_destroy(_host);
        _host = IntPtr.Zero;
        NativeSystem.Close(_socket);
    }

    private static NativeAddress ToNative(in ENetAddress address) => new(BinaryPrimitives.ReverseEndianness(address.IPv4), (ushort)address.Port);

    private static ENetAddress FromNative(NativeAddress address) => ENetAddress.FromIPv4(BinaryPrimitives.ReverseEndianness(address.Host), address.Port);

    private void Take(in NativeEvent happened)
    {
        switch ((ENetEventType)happened.Type)
        {
            case ENetEventType.Connect:
                Peer = happened.Peer;
                IsConnected = true;
                break;
            case ENetEventType.Disconnect:
                IsConnected = false;
                break;
            case ENetEventType.Receive:
                ReceivedPackets++;
                ReceivedBytes += (long)Marshal.ReadIntPtr(happened.Packet, NativeLayout.Packet.DataLength);
                LibENet.enet_packet_destroy(happened.Packet);
                break;
        }
    }
}
