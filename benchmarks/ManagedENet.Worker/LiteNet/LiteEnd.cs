using System;
using System.Diagnostics;
using System.Net;
using System.Threading;
using LiteNetLib;
using ManagedENet.Tool.CommandLine;

namespace ManagedENet.Worker.LiteNet;

/// <summary>
/// One end of a connection of LiteNetLib, and what happened there. Where native ENet works on one thread without waiting, it runs in manual mode; where ends wait, it has its own threads,
/// a tick of a millisecond (its default is 15), and events on the thread that receives: as its documentation recommends for either.
/// </summary>
internal sealed class LiteEnd
{
    /// <summary>Room for a datagram as ENet's hosts have it here: equal datagrams make equal work.</summary>
    private const int MtuBytes = 1392;

    private const int TickMs = 1;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan BetweenRuns = TimeSpan.FromMinutes(10);

    private readonly EventBasedNetListener _listener = new();
    private readonly NetManager _manager;
    private long _lastUpdate = Stopwatch.GetTimestamp();
    private long _received;
    private long _connected;
    private long _disconnected;

    private LiteEnd(bool isManual)
    {
        _manager = new NetManager(_listener)
        {
            AutoRecycle = true,
            MtuOverride = MtuBytes,
            UpdateTime = TickMs,
            UnsyncedEvents = !isManual,
            DisconnectTimeout = (int)BetweenRuns.TotalMilliseconds,
        };
        _listener.ConnectionRequestEvent += request => request.Accept();
        _listener.PeerConnectedEvent += peer =>
        {
            Peer = peer;
            Interlocked.Increment(ref _connected);
        };
        _listener.PeerDisconnectedEvent += (_, _) => Interlocked.Increment(ref _disconnected);
        _listener.NetworkReceiveEvent += OnReceive;
        bool isStarted = isManual ? _manager.StartInManualMode(IPAddress.Loopback, IPAddress.IPv6Loopback, 0) : _manager.Start(IPAddress.Loopback, IPAddress.IPv6Loopback, 0);
        if (!isStarted) throw new ToolException("LiteNetLib did not start.");
    }

    /// <summary>Called for each message, on the thread that receives.</summary>
    public Action<NetPeer, NetPacketReader>? Received { get; set; }

    /// <summary>The other end of the newest connection.</summary>
    public NetPeer? Peer { get; private set; }

    public int Port => _manager.LocalPort;

    public long ReceivedCount => Interlocked.Read(ref _received);

    public long ConnectedCount => Interlocked.Read(ref _connected);

    public long DisconnectedCount => Interlocked.Read(ref _disconnected);

    public static LiteEnd OnOneThread() => new(isManual: true);

    public static LiteEnd WithThreads() => new(isManual: false);

    /// <summary>A server and a client that is connected to it.</summary>
    public static (LiteEnd Server, LiteEnd Client) Pair(bool isManual)
    {
        var server = new LiteEnd(isManual);
        var client = new LiteEnd(isManual);
        client.Connect(server.Port);
        client.Await(() => client.ConnectedCount > 0 && server.ConnectedCount > 0, isManual ? () => Pump(client, server) : static () => Thread.Sleep(1));
        return (server, client);
    }

    public static void Pump(LiteEnd one, LiteEnd other)
    {
        one.Pump();
        other.Pump();
    }

    public void Connect(int port) => Peer = _manager.Connect(new IPEndPoint(IPAddress.Loopback, port), string.Empty);

    /// <summary>Receives, and sends what is due: what ENet's service call does.</summary>
    public void Pump()
    {
        long now = Stopwatch.GetTimestamp();
        _manager.PollEvents();
        _manager.ManualUpdate((float)Stopwatch.GetElapsedTime(_lastUpdate, now).TotalMilliseconds);
        _lastUpdate = now;
    }

    /// <summary>Asks the library's own thread to send now and not at its next tick.</summary>
    public void SendNow() => _manager.TriggerUpdate();

    public void Await(Func<bool> isDone, Action meanwhile)
    {
        long start = Stopwatch.GetTimestamp();
        while (!isDone())
        {
            meanwhile();
            if (Stopwatch.GetElapsedTime(start) > Patience) throw new ToolException("what LiteNetLib was to do did not happen.");
        }
    }

    private void OnReceive(NetPeer peer, NetPacketReader reader, byte channel, DeliveryMethod method)
    {
        Received?.Invoke(peer, reader);
        Interlocked.Increment(ref _received);
    }
}
