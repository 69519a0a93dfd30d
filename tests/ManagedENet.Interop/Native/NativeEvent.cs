using System;
using System.Runtime.InteropServices;

namespace ManagedENet.Interop.Native;

/// <summary><c>ENetEvent</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativeEvent
{
    public readonly int Type;
    public readonly IntPtr Peer;
    public readonly byte ChannelId;
    public readonly uint Data;
    public readonly IntPtr Packet;
}
