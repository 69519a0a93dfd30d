using System;
using System.Runtime.CompilerServices;
using ManagedENet.Protocol.Numbers;

namespace ManagedENet.Protocol.Reception;

/// <summary>
/// How many packets each peer may send in a second. What receives does not know whose it is: whoever gives a connection its turn says so first, as to a log. A host without this limit has none of
/// these, and one look whether there is one is all that it costs.
/// </summary>
internal sealed class MessageRates
{
    private const int Nobody = -1;

    // Of a second's packets, for what is reliable and next: everything else may be dropped, or waits for it.
    private const int KeptPart = 4;
    private const int LeastAtOnce = 2;

    private readonly Entry[] _peers;
    private RateLimit _limit;
    private int _slot = Nobody;
    private long _nowUs;
    private bool _isTaken;

    /// <summary>A limit for each of so many peers.</summary>
    public MessageRates(int slots, int perSecond)
    {
        _peers = new Entry[slots];
        Change(perSecond);
    }

    /// <summary>Packets in a second, and as many at once.</summary>
    public int PerSecond { get; private set; }

    /// <summary>Another limit from now on: what somebody has left of the old one, by its share of the second, is left of the new one.</summary>
    public void Change(int perSecond)
    {
        PerSecond = perSecond;
        _limit = new RateLimit(perSecond, Math.Max(perSecond, LeastAtOnce));
    }

    /// <summary>What is received from here on is of the connection in this slot, its turn-th.</summary>
    public void Begin(int slot, int turn, long nowUs)
    {
        _slot = slot;
        _nowUs = nowUs;
        _isTaken = false;
        if (_peers[slot].Turn != turn) _peers[slot] = new Entry { Turn = turn, Bucket = TokenBucket.Full(nowUs, _limit) };
    }

    /// <summary>A packet has come: false when it is beyond the limit.</summary>
    /// <param name="isAwaited">It is reliable and next: whatever else its peer sends, it finds its place.</param>
    // Requirement: LIM-041, LIM-042
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool TryTake(bool isAwaited)
    {
        _isTaken = _slot != Nobody && _peers[_slot].Bucket.TryTake(_nowUs, _limit, isAwaited ? 0 : _limit.WholeNs / KeptPart);
        return _isTaken || _slot == Nobody;
    }

    /// <summary>There was no room for the last packet, and it does not count.</summary>
    public void PutBack()
    {
        if (_isTaken) _peers[_slot].Bucket.PutBack(_limit);
        _isTaken = false;
    }

    private struct Entry
    {
        public TokenBucket Bucket;
        public int Turn;
    }
}
