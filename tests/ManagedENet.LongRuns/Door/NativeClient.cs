using System;
using System.Diagnostics;
using System.Runtime.InteropServices;
using ManagedENet.Interop.Native;

namespace ManagedENet.LongRuns.Door;

/// <summary>One who wants to come in: a native host with one peer, at an address of its own.</summary>
internal sealed class NativeClient : IDisposable
{
    private const int Port = 6_000;
    private const int DescriptorAt = 0;
    private const long LookWhileAskingMs = 2;
    private const long LookMs = 100;

    private readonly IntPtr _host;
    private readonly long _asked;
    private long _nextLook;

    /// <summary>Asks.</summary>
    public NativeClient(int number)
    {
        Number = number;
        _host = LibENet.enet_host_create(new NativeAddress(Places.Client(number), Port), 1, 1, 0, 0);
        if (_host == IntPtr.Zero) throw new InvalidOperationException("enet_host_create failed.");
        _asked = Stopwatch.GetTimestamp();
        if (LibENet.enet_host_connect(_host, new NativeAddress(Places.Server, Places.ServerPort), 1, 0) == IntPtr.Zero) throw new InvalidOperationException("enet_host_connect failed.");
        Service();
    }

    /// <summary>Which of them it is.</summary>
    public int Number { get; }

    /// <summary>The descriptor of its socket.</summary>
    public int Descriptor => Marshal.ReadInt32(_host, DescriptorAt);

    /// <summary>How long it took to come in; null while it has not.</summary>
    public double? InAfterMs { get; private set; }

    /// <summary>It is out again, or was never let in.</summary>
    public bool IsOut { get; private set; }

    /// <summary>What has to be done without a datagram is due.</summary>
    public bool IsDue(long now) => now >= _nextLook;

    /// <summary>Takes what has come, and sends what is due.</summary>
    public void Service()
    {
        while (LibENet.enet_host_service(_host, out NativeEvent happened, 0) > 0)
        {
            if ((ENetEventType)happened.Type == ENetEventType.Connect) InAfterMs = Stopwatch.GetElapsedTime(_asked).TotalMilliseconds;
            if ((ENetEventType)happened.Type == ENetEventType.Disconnect) IsOut = true;
            if (happened.Packet != IntPtr.Zero) LibENet.enet_packet_destroy(happened.Packet);
        }

        _nextLook = Stopwatch.GetTimestamp() + ((InAfterMs is null ? LookWhileAskingMs : LookMs) * Stopwatch.Frequency / 1_000);
    }

    public void Dispose() => LibENet.enet_host_destroy(_host);
}
