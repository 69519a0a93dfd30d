namespace ManagedENet.Protocol.Numbers;

/// <summary>What is left of a <see cref="RateLimit"/>, as one number: the time of which nothing has been spent yet begins there.</summary>
internal struct TokenBucket
{
    private const long NsPerUs = 1_000;

    private long _unspentFromNs;

    /// <summary>One that nothing was taken out of.</summary>
    public static TokenBucket Full(long nowUs, in RateLimit limit) => new() { _unspentFromNs = (nowUs * NsPerUs) - limit.WholeNs };

    /// <summary>True when there is one to be taken, besides what is kept for others.</summary>
    /// <param name="nowUs">The time.</param>
    /// <param name="limit">The limit, the same each time or another.</param>
    /// <param name="keptNs">Time whose share is kept for others.</param>
    public bool Has(long nowUs, in RateLimit limit, long keptNs = 0)
    {
        long nowNs = nowUs * NsPerUs;
        if (nowNs - _unspentFromNs > limit.WholeNs) _unspentFromNs = nowNs - limit.WholeNs;
        return nowNs - _unspentFromNs >= limit.IntervalNs + keptNs;
    }

    /// <summary>Takes one; false when there is none, besides what is kept for others.</summary>
    public bool TryTake(long nowUs, in RateLimit limit, long keptNs = 0)
    {
        if (!Has(nowUs, limit, keptNs)) return false;
        _unspentFromNs += limit.IntervalNs;
        return true;
    }

    /// <summary>Puts back what was taken for nothing.</summary>
    public void PutBack(in RateLimit limit) => _unspentFromNs -= limit.IntervalNs;
}
