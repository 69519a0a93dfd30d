using System;

namespace ManagedENet.Protocol.Hosting;

/// <summary>
/// How connections divide what a host can take. Those that send less than an equal share leave the rest to the others, whose share grows with it, until nobody sends
/// less than the share any more. Taken in the order of what they send, each connection is looked at once.
/// </summary>
internal sealed class IncomingShares
{
    private readonly bool _keepsIncomingLimit;
    private uint[] _announced = Array.Empty<uint>();
    private int _count;
    private ulong _limit;

    /// <param name="keepsIncomingLimit">Connections whose other end announces no limit keep their share of this host's.</param>
    public IncomingShares(bool keepsIncomingLimit) => _keepsIncomingLimit = keepsIncomingLimit;

    /// <summary>Forgets everybody; so many may follow.</summary>
    public void Clear(int most)
    {
        _count = 0;
        if (_announced.Length < most) _announced = new uint[most];
    }

    /// <summary>Adds a connection whose other end sends at most so many bytes per second, or has announced no limit with 0.</summary>
    public void Add(uint announced) => _announced[_count++] = announced;

    /// <summary>Divides so many bytes per second among so many connections, which are those that were added and perhaps some more.</summary>
    // Requirement: FLW-071, FLW-073
    public void Divide(ulong budget, int connections)
    {
        Array.Sort(_announced, 0, _count);
        int next = 0;
        while (next < _count && _announced[next] == 0) next++;
        if (!_keepsIncomingLimit) connections -= next;

        // Whoever is passed takes less than the share, so the share never shrinks, and in whatever order they are taken the same ones are passed in the end.
        _limit = ulong.MaxValue;
        for (; connections > 0; connections--)
        {
            _limit = budget / (ulong)connections;
            if (next == _count || _announced[next] >= _limit) return;
            budget -= _announced[next++];
            _limit = ulong.MaxValue;
        }
    }

    /// <summary>What a connection that announced this much is told that it may send; 0 is any amount.</summary>
    // Requirement: FLW-072, FLW-073, DEV-049
    public uint ShareOf(uint announced)
    {
        bool isLess = announced == 0 ? !_keepsIncomingLimit : announced < _limit;
        return isLess ? announced : (uint)_limit;
    }
}
