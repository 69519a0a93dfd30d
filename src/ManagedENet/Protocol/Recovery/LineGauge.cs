using System;

namespace ManagedENet.Protocol.Recovery;

/// <summary>
/// Whether the line itself is full, from round trips of which even the shortest have grown. What makes single ones longer, such as an end that is serviced less often than
/// before, is not the line.
/// </summary>
internal struct LineGauge
{
    private const int Samples = 4;
    private const uint LeastQueueUs = 50_000;

    private uint _lowUs;
    private int _count;

    /// <summary>The line was full when it was judged last.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Takes a round trip; true when a judgement is due.</summary>
    /// <param name="sampleUs">The round trip.</param>
    /// <param name="lowestUs">What the way takes when nothing waits on it.</param>
    public bool Add(uint sampleUs, uint lowestUs)
    {
        _lowUs = _count == 0 ? sampleUs : Math.Min(_lowUs, sampleUs);
        if (++_count < Samples) return false;
        _count = 0;
        IsFull = _lowUs > (ulong)lowestUs + Math.Max(LeastQueueUs, lowestUs / 2);
        return true;
    }
}
