using System;
using System.Net;
using System.Threading;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.LongRuns.Shards;

/// <summary>A transport in memory whose other end is a client that sends as fast as it is served, on the thread of the host: a load that needs no other processor.</summary>
internal sealed class DrivenTransport : ForwardingTransport
{
    private const int Peers = 16;
    private const int BurstOfPeer = 8;

    private readonly ENetHost _client;
    private readonly ENetPeer[] _peers = new ENetPeer[Peers];
    private readonly byte[] _payload = new byte[32];
    private readonly ManualResetEventSlim _goOn = new(false, spinCount: 0);
    private long _left;
    private bool _isAttached;

    private DrivenTransport(LoopbackHub hub)
        : base(hub.Open())
    {
        _client = new ENetHost(hub.Open(), new ENetHostOptions { PeerLimit = Peers });
        for (int i = 0; i < Peers; i++) _peers[i] = _client.Connect(LocalEndPoint);
    }

    /// <summary>One, in a network of its own.</summary>
    public static DrivenTransport Open() => new(new LoopbackHub());

    /// <summary>Any thread: the client sends so many messages more.</summary>
    public void Drive(long messages)
    {
        Interlocked.Add(ref _left, messages);
        _goOn.Set();
    }

    public override int Receive()
    {
        if (!_isAttached) _client.AttachToCurrentThread();
        _isAttached = true;
        for (int i = 0; i < Peers && Volatile.Read(ref _left) > 0; i++)
        {
            for (int sent = 0; sent < BurstOfPeer && Volatile.Read(ref _left) > 0 && _peers[i].Send(0, _payload, ENetPacketFlags.Reliable) == ENetSendResult.Queued; sent++) Interlocked.Decrement(ref _left);
        }

        while (_client.Service(TimeSpan.Zero, out ENetEvent e)) e.Packet.Dispose();
        return Inner.Receive();
    }

    public override bool Wait(TimeSpan timeout)
    {
        if (Volatile.Read(ref _left) > 0) return true;
        _goOn.Reset();
        if (Volatile.Read(ref _left) > 0) return true;
        // Acknowledgements are on their way still.
        _goOn.Wait(1);
        return true;
    }

    public override void Wake() => _goOn.Set();

    public override void Dispose()
    {
        base.Dispose();
        _client.Dispose();
    }
}
