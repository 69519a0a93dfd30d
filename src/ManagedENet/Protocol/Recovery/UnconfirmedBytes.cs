namespace ManagedENet.Protocol.Recovery;

/// <summary>Bytes of what nobody acknowledges that may still be under way: those of the last round trip.</summary>
internal struct UnconfirmedBytes
{
    private long _running;
    private long _previous;
    private long _startUs;

    /// <summary>Some leave.</summary>
    public void Add(long nowUs, int bytes, uint roundTripUs)
    {
        Advance(nowUs, roundTripUs);
        _running += bytes;
    }

    /// <summary>How many may be under way.</summary>
    public long Of(long nowUs, uint roundTripUs)
    {
        Advance(nowUs, roundTripUs);
        // Of the interval before, what is younger than a round trip.
        long rest = roundTripUs - (nowUs - _startUs);
        return _running + (roundTripUs > 0 ? _previous * rest / roundTripUs : 0);
    }

    private void Advance(long nowUs, uint roundTripUs)
    {
        long elapsedUs = nowUs - _startUs;
        if (elapsedUs < roundTripUs) return;
        _previous = elapsedUs < 2L * roundTripUs ? _running : 0;
        _running = 0;
        _startUs = nowUs;
    }
}
