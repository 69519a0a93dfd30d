using System;
using System.Net;
using System.Runtime.InteropServices;

namespace ManagedENet.Interop.Native;

/// <summary><c>ENetAddress</c>: the IPv4 address as it lies in memory (network order), the port as a number.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativeAddress(uint host, ushort port)
{
    public readonly uint Host = host;
    public readonly ushort Port = port;

    public static NativeAddress Loopback(int port) => Of(IPAddress.Loopback, port);

    public static NativeAddress Of(IPAddress address, int port) => new(BitConverter.ToUInt32(address.GetAddressBytes()), (ushort)port);
}
