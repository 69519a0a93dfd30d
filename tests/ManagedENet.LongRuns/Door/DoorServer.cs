using System;
using System.Net;
using System.Threading;
using ManagedENet.LongRuns.Network;

namespace ManagedENet.LongRuns.Door;

/// <summary>The host whose door it is: on a thread of its own, it echoes what its peers say.</summary>
internal sealed unsafe class DoorServer : IDisposable
{
    private const int PeerLimit = 512;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(5);

    private readonly ManualResetEventSlim _isReady = new();
    private readonly Thread _thread;
    private volatile bool _isOver;
    private volatile int _connectedPeers;
    private volatile Exception? _failure;
    private ENetHost? _host;
    private long _processorTicks;

    public DoorServer(NetworkNamespace far)
    {
        _thread = far.Start("server", Run);
        if (!_isReady.Wait(Patience)) throw new TimeoutException("The host did not open.", _failure);
        ThrowIfFailed();
    }

    /// <summary>What moves its datagrams.</summary>
    public string Transport => Host.Statistics.TransportName;

    /// <summary>Bytes that its socket keeps at most.</summary>
    public int ReceiveBufferBytes => Host.Statistics.Transport.ReceiveBufferBytes;

    /// <summary>Datagrams that it has looked at.</summary>
    public long Received => Host.Statistics.ReceivedDatagrams;

    /// <summary>Questions that it has not answered because there were too many.</summary>
    public long Crowded => Host.Statistics.Drops[DropReason.Crowded];

    /// <summary>Its connections.</summary>
    public int ConnectedPeers => _connectedPeers;

    /// <summary>What its thread has used of a processor.</summary>
    public TimeSpan ProcessorTime => new(Volatile.Read(ref _processorTicks));

    private ENetHost Host => _host ?? throw new InvalidOperationException("The host is not open.");

    public void ThrowIfFailed()
    {
        if (_failure is { } failure) throw new InvalidOperationException("The host has failed.", failure);
    }

    public void Dispose()
    {
        _isOver = true;
        _thread.Join();
        _isReady.Dispose();
    }

    private void Run()
    {
        try
        {
            using ENetHost host = ENetHost.Bind(new IPEndPoint(IPAddress.Any, Places.ServerPort), new ENetHostOptions { PeerLimit = PeerLimit });
            _host = host;
            _isReady.Set();
            var echo = default(Echo);
            while (!_isOver)
            {
                host.Service(Wait, ref echo);
                _connectedPeers = host.ConnectedPeerCount;
                var used = default(LibC.TimeSpec);
                _ = LibC.ReadClock(LibC.ProcessorTimeOfThread, &used);
                Volatile.Write(ref _processorTicks, (used.Seconds * TimeSpan.TicksPerSecond) + (used.Nanoseconds / TimeSpan.NanosecondsPerTick));
            }
        }
        catch (Exception e)
        {
            _failure = e;
            _isReady.Set();
        }
    }

    private struct Echo : IENetHandler
    {
        public readonly void OnConnect(ENetPeer peer, uint data)
        {
        }

        public readonly void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags) => peer.Send(channelId, payload, flags);

        public readonly void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data)
        {
        }
    }
}
