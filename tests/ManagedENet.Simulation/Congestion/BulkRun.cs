using System;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;
using ManagedENet.Transports;

namespace ManagedENet.Simulation.Congestion;

/// <summary>One connection sends as much as it may over a path, and what arrives is counted by the other end.</summary>
internal sealed class BulkRun : IDisposable
{
    private const int QueuedBytes = 4 << 20;

    private readonly byte[] _payload;

    public BulkRun(ENetCongestionControl rules, NetworkImpairmentOptions path, ulong seed = 1, int packetBytes = 1_300, long waitingBytes = 32 << 20, bool general = false, double tolerance = ENetLossTolerance.Default)
    {
        _payload = new byte[packetBytes];
        World = new VirtualWorld(seed);
        World.Network.KeepsLog = false;
        World.Network.DefaultLink = new NetworkImpairmentOptions { DelayMs = path.DelayMs };
        Server = World.AddHost("receiver", new HostOptions { MaximumWaitingBytes = waitingBytes });
        Server.KeepsEvents = false;
        Server.OnEvent = e => Received += e.Type == ENetEventType.Receive ? e.Packet.Length : 0;
        Connection = World.Connect(World.AddHost("sender", new HostOptions { CongestionControl = rules, LossTolerance = tolerance, PeerBudgetBytes = 256L << 20, UsesGeneralWay = general }), Server);
        World.Network.ChangeAll(link => path with { Seed = link.Seed });
        StartMs = World.NowMs;
    }

    public VirtualWorld World { get; }

    public VirtualHost Server { get; }

    public VirtualPair Connection { get; }

    public Connection Sender => Connection.ClientPeer;


    public long Sent { get; private set; }

    public long Received { get; private set; }

    public long StartMs { get; }

    /// <summary>Bytes of the datagrams that have reached the other end, whether or not they are next.</summary>
    public long Arrived => Connection.ServerPeer.ReceivedBytes;

    public long ElapsedMs => World.NowMs - StartMs;

    /// <summary>Kilobytes a second.</summary>
    public double Rate => (double)Received / Math.Max(ElapsedMs, 1);

    public double Megabits => Rate * 8 / 1_000;

    public bool IsAlive => Sender.State == ENetPeerState.Connected;

    /// <summary>Sends so many bytes, and runs until they are there.</summary>
    public bool Transfer(long bytes, int limitMs)
    {
        Queue(bytes);
        return World.RunUntil(() => Received >= bytes || !IsAlive, limitMs) && IsAlive;
    }

    /// <summary>Queues so many bytes.</summary>
    public void Queue(long bytes)
    {
        for (; Sent < bytes; Sent += _payload.Length) Sender.Send(0, _payload, ENetPacketFlags.Reliable);
    }

    /// <summary>Keeps the queue full for so long.</summary>
    public void Run(int ms)
    {
        long endMs = World.NowMs + ms;
        while (World.NowMs < endMs && IsAlive)
        {
            while (Sent - Received < QueuedBytes && Sender.Send(0, _payload, ENetPacketFlags.Reliable) == ENetSendResult.Queued) Sent += _payload.Length;
            World.Run(5);
        }
    }

    /// <summary>Goes on for 40 s: how long what is sent waits for the line, ms, but for the worst twentieth.</summary>
    public double WaitMs()
    {
        NetworkImpairment line = World.Network.Link(Connection.Client, Server);
        double[] waits = new double[4_000];
        for (int i = 0; i < waits.Length; i++)
        {
            Run(10);
            waits[i] = line.WaitingMs(World.NowMs);
        }

        Array.Sort(waits);
        return waits[waits.Length * 95 / 100];
    }

    public void Dispose() => World.Dispose();
}

