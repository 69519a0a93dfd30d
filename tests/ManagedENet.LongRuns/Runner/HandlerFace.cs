using System;
using System.Diagnostics;
using System.Net;
using System.Threading;

namespace ManagedENet.LongRuns.Runner;

/// <summary>Two hosts with a handler each: the server on a thread that waits, the client on the thread that measures.</summary>
internal sealed class HandlerFace : IFace
{
    private static readonly TimeSpan ServerWait = TimeSpan.FromMilliseconds(100);

    private readonly ENetHost _server = ENetHost.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly ENetHost _client = ENetHost.CreateClient(new ENetHostOptions { PeerLimit = 1 });
    private readonly Tally _atServer = new();
    private readonly Tally _atClient = new();
    private readonly byte[] _payload = new byte[Traffic.MessageBytes];
    private readonly Thread _thread;
    private readonly ENetPeer _peer;
    private bool _isOver;

    public HandlerFace()
    {
        _thread = new Thread(Serve) { Name = "server" };
        _peer = _client.Connect(_server.LocalEndPoint, Traffic.Channels);
        _thread.Start();
        ServiceUntil(() => _peer.State == ENetPeerState.Connected);
    }

    public string Name => "handler";

    public double Stream(int messages)
    {
        long before = _atServer.Received;
        TimeSpan start = Environment.CpuUsage.TotalTime;
        var handler = new Handler(_atClient);
        for (int sent = 0; sent < messages;)
        {
            while (sent < messages && sent - (_atServer.Received - before) < Traffic.Window && _peer.Send(Traffic.Counted, _payload, ENetPacketFlags.Reliable) == ENetSendResult.Queued) sent++;
            _client.Service(TimeSpan.FromMilliseconds(1), ref handler);
        }

        ServiceUntil(() => _atServer.Received - before == messages);
        return (Environment.CpuUsage.TotalTime - start).TotalNanoseconds / messages;
    }

    public double Echo(int questions)
    {
        var times = new double[questions];
        var handler = new Handler(_atClient);
        for (int i = 0; i < questions; i++)
        {
            long before = _atClient.Received;
            long start = Stopwatch.GetTimestamp();
            _peer.Send(Traffic.Echoed, _payload, ENetPacketFlags.Reliable);
            while (_atClient.Received == before) _client.Service(Traffic.Patience, ref handler);
            times[i] = Traffic.MicrosecondsSince(start);
        }

        return Traffic.MedianOf(times);
    }

    public void Dispose()
    {
        Volatile.Write(ref _isOver, true);
        _server.Wake();
        _thread.Join();
        _client.Dispose();
    }

    private void ServiceUntil(Func<bool> isDone)
    {
        var handler = new Handler(_atClient);
        long start = Stopwatch.GetTimestamp();
        while (!isDone())
        {
            if (Stopwatch.GetElapsedTime(start) > Traffic.Patience) throw new TimeoutException("The two hosts do not come to an end.");
            _client.Service(TimeSpan.FromMilliseconds(1), ref handler);
        }
    }

    private void Serve()
    {
        _server.AttachToCurrentThread();
        var handler = new Handler(_atServer);
        while (!Volatile.Read(ref _isOver)) _server.Service(ServerWait, ref handler);
        _server.Dispose();
    }

    private sealed class Tally
    {
        private long _received;

        public long Received => Volatile.Read(ref _received);

        public void Add() => Volatile.Write(ref _received, _received + 1);
    }

    private readonly struct Handler(Tally tally) : IENetHandler
    {
        public void OnConnect(ENetPeer peer, uint data)
        {
        }

        public void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data)
        {
        }

        public void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
        {
            // The client gets nothing but echoes, and counts them.
            if (channelId == Traffic.Echoed && peer.Host.PeerLimit > 1) peer.Send(channelId, payload, flags);
            else tally.Add();
        }

        public void OnWritable(ENetPeer peer)
        {
        }
    }
}
