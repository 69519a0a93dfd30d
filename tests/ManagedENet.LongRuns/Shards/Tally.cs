using System;
using System.Threading;

namespace ManagedENet.LongRuns.Shards;

/// <summary>Counts what a shard receives, and says when it is what was wanted.</summary>
internal sealed class Tally
{
    private readonly ManualResetEventSlim _isThere = new();

    // Far from what other threads write: a line of the cache that two of them share would be what is measured.
    private readonly long[] _numbers = new long[64];

    public bool IsDone => _isThere.IsSet;

    public long Received => Volatile.Read(ref Count);

    private ref long Count => ref _numbers[24];

    private ref long Wanted => ref _numbers[40];

    /// <summary>That many more are wanted.</summary>
    public void Want(long more)
    {
        _isThere.Reset();
        Volatile.Write(ref Wanted, Received + more);
    }

    /// <summary>Returns when they are there.</summary>
    public void Await(TimeSpan patience)
    {
        if (!_isThere.Wait(patience)) throw new TimeoutException($"{Received:N0} messages have come, and {Volatile.Read(ref Wanted):N0} were wanted.");
    }

    /// <summary>One has come.</summary>
    public void Add()
    {
        long received = Count + 1;
        Volatile.Write(ref Count, received);
        if (received == Volatile.Read(ref Wanted)) _isThere.Set();
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
