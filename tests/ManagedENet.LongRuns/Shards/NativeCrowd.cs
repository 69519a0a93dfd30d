using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using System.Threading;
using ManagedENet.Interop.Native;

namespace ManagedENet.LongRuns.Shards;

/// <summary>Many native clients, each a host of libenet with a socket of its own, which ask in turn for echoes.</summary>
internal sealed unsafe class NativeCrowd : IDisposable
{
    private const int PayloadBytes = 12;
    private const int DataAt = 16;
    private const int LengthAt = 24;
    private const uint Reliable = 1;
    private const int AskedAtOnce = 16;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    private readonly List<IntPtr> _hosts = [];
    private readonly List<IntPtr> _peers = [];
    private readonly List<State> _states = [];
    private readonly int _port;
    private int _served;

    public NativeCrowd(int port) => _port = port;

    /// <summary>Those who are in.</summary>
    public int Connected { get; private set; }

    /// <summary>Those who were sent away, or lost.</summary>
    public int Out { get; private set; }

    /// <summary>Echoes that were right.</summary>
    public long Right { get; private set; }

    /// <summary>Echoes that were another's, or twice, or not what was sent.</summary>
    public long Wrong { get; private set; }

    /// <summary>Lets so many ask, and waits until each is in or out.</summary>
    public void Join(int count)
    {
        long start = Stopwatch.GetTimestamp();
        while (Connected + Out < count)
        {
            if (Stopwatch.GetElapsedTime(start) > Patience) throw new TimeoutException($"{Connected} are in and {Out} out, of {count}.");
            for (int i = 0; i < AskedAtOnce && _hosts.Count < count; i++) Ask();
            Serve();
        }
    }

    /// <summary>Each of those who are in sends a message and waits for its echo.</summary>
    public void Echo(int round)
    {
        long wanted = Right + Wrong + Connected;
        byte* payload = stackalloc byte[PayloadBytes];
        int sent = 0;
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < _hosts.Count; i++)
        {
            if (!_states[i].IsIn) continue;
            BinaryPrimitives.WriteInt32LittleEndian(new Span<byte>(payload, 4), i);
            BinaryPrimitives.WriteInt64LittleEndian(new Span<byte>(payload + 4, 8), Mark(i, round));
            IntPtr packet = LibENet.enet_packet_create((IntPtr)payload, PayloadBytes, Reliable);
            if (LibENet.enet_peer_send(_peers[i], 0, packet) != 0) throw new InvalidOperationException("enet_peer_send failed.");
            _states[i].Round = round;
            Serve(i);
            if (++sent % 256 == 0) Serve();
        }

        while (Right + Wrong < wanted)
        {
            if (Stopwatch.GetElapsedTime(start) > Patience) throw new TimeoutException($"{wanted - Right - Wrong} echoes are missing.");
            Serve();
        }
    }

    /// <summary>Each of those who are in sends so many reliable messages a second, evenly, and gets their echoes; how many were sent.</summary>
    public long Play(int perSecond, TimeSpan length)
    {
        byte* payload = stackalloc byte[PayloadBytes];
        long start = Stopwatch.GetTimestamp();
        long sent = 0;
        while (true)
        {
            TimeSpan since = Stopwatch.GetElapsedTime(start);
            if (since >= length) return sent;
            long due = (long)(since.TotalSeconds * perSecond * _hosts.Count);
            for (; sent < due; sent++)
            {
                int i = (int)(sent % _hosts.Count);
                new Span<byte>(payload, PayloadBytes).Clear();
                IntPtr packet = LibENet.enet_packet_create((IntPtr)payload, PayloadBytes, Reliable);
                if (LibENet.enet_peer_send(_peers[i], 0, packet) != 0) LibENet.enet_packet_destroy(packet);
                Serve(i);
            }

            // Everybody takes his echo before it is his turn again.
            for (int i = 0; i < 16; i++) Serve(_served++ % _hosts.Count);
        }
    }

    public void Dispose()
    {
        foreach (IntPtr host in _hosts) LibENet.enet_host_destroy(host);
    }

    private static long Mark(int client, int round) => unchecked((long)(((ulong)client * 0x9E37_79B9_7F4A_7C15) ^ (ulong)round));

    private void Ask()
    {
        IntPtr host = LibENet.enet_host_create(NativeAddress.Loopback(0), 1, 1, 0, 0);
        if (host == IntPtr.Zero) throw new InvalidOperationException("enet_host_create failed: too few descriptors? See ulimit -n.");
        _hosts.Add(host);
        _peers.Add(LibENet.enet_host_connect(host, NativeAddress.Loopback(_port), 1, 0));
        _states.Add(new State());
        Serve(_hosts.Count - 1);
    }

    private void Serve()
    {
        for (int i = 0; i < _hosts.Count; i++) Serve(i);
    }

    private void Serve(int i)
    {
        while (LibENet.enet_host_service(_hosts[i], out NativeEvent happened, 0) > 0)
        {
            State state = _states[i];
            switch ((ENetEventType)happened.Type)
            {
                case ENetEventType.Connect:
                    Connected++;
                    state.IsIn = true;
                    break;
                case ENetEventType.Disconnect:
                    if (state.IsIn) Connected--;
                    state.IsIn = false;
                    Out++;
                    break;
                case ENetEventType.Receive:
                    byte* payload = (byte*)Marshal.ReadIntPtr(happened.Packet, DataAt);
                    bool isRight = Marshal.ReadIntPtr(happened.Packet, LengthAt) == PayloadBytes
                        && BinaryPrimitives.ReadInt32LittleEndian(new ReadOnlySpan<byte>(payload, 4)) == i
                        && BinaryPrimitives.ReadInt64LittleEndian(new ReadOnlySpan<byte>(payload + 4, 8)) == Mark(i, state.Round)
                        && state.Answered != state.Round;
                    state.Answered = state.Round;
                    if (isRight) Right++;
                    else Wrong++;
                    LibENet.enet_packet_destroy(happened.Packet);
                    break;
            }
        }
    }

    private sealed class State
    {
        public bool IsIn;
        public int Round = -1;
        public int Answered = -1;
    }
}
