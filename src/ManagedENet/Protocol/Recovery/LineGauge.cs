using System;

namespace ManagedENet.Protocol.Recovery;

/// <summary>
/// Whether the line itself is full, from round trips of which even the shortest have grown. What makes single ones longer, such as an end that is serviced less often than
/// before, is not the line.
/// </summary>
internal struct LineGauge
{
    private const int Samples = 8;
    private const int ClearSamples = 2;
    private const uint FullUs = 100_000;
    private const uint ClearlyFullUs = 300_000;

    private uint _lowUs;
    private int _count;

    /// <summary>The line was full when it was judged last.</summary>
    public bool IsFull { get; private set; }

    /// <summary>It was so full that there was no doubt.</summary>
    public bool IsClearlyFull { get; private set; }

    /// <summary>Takes a round trip; true when a judgement is due: soon where there is no doubt.</summary>
    /// <param name="sampleUs">The round trip.</param>
    /// <param name="lowestUs">What the way takes when nothing waits on it.</param>
    public bool Add(uint sampleUs, uint lowestUs)
    {
        _lowUs = _count == 0 ? sampleUs : Math.Min(_lowUs, sampleUs);
        _count++;
        long excessUs = (long)_lowUs - lowestUs;
        IsClearlyFull = _count >= ClearSamples && excessUs > Math.Max(ClearlyFullUs, lowestUs);
        if (!IsClearlyFull && _count < Samples) return false;
        _count = 0;
        IsFull = excessUs > Math.Max(FullUs, lowestUs / 2);
        return true;
    }
}
