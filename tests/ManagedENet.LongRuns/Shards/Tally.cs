using System;
using System.Threading;

namespace ManagedENet.LongRuns.Shards;

/// <summary>Counts what a shard receives, and says when it is what was wanted.</summary>
internal sealed class Tally
{
    private readonly ManualResetEventSlim _isThere = new();
    private long _received;
    private long _wanted = long.MaxValue;

    public bool IsDone => _isThere.IsSet;

    public long Received => Volatile.Read(ref _received);

    /// <summary>That many more are wanted.</summary>
    public void Want(long more)
    {
        _isThere.Reset();
        Volatile.Write(ref _wanted, Received + more);
    }

    /// <summary>Returns when they are there.</summary>
    public void Await(TimeSpan patience)
    {
        if (!_isThere.Wait(patience)) throw new TimeoutException($"{Received:N0} messages have come, and {Volatile.Read(ref _wanted):N0} were wanted.");
    }

    /// <summary>One has come.</summary>
    public void Add()
    {
        long received = _received + 1;
        Volatile.Write(ref _received, received);
        if (received == Volatile.Read(ref _wanted)) _isThere.Set();
    }

    /// <summary>Counts for a host or a shard.</summary>
    public readonly struct Handler(Tally tally, bool echoes = false) : IENetHandler
    {
        public void OnConnect(ENetPeer peer, uint data)
        {
        }

        public void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data)
        {
        }

        public void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
        {
            if (echoes) peer.Send(channelId, payload, flags);
            tally.Add();
        }

        public void OnWritable(ENetPeer peer)
        {
        }
    }
}
