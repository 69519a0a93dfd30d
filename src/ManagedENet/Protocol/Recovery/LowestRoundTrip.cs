using System;

namespace ManagedENet.Protocol.Recovery;

/// <summary>The shortest round trip of the last five to ten seconds: what the way takes when nothing waits on it.</summary>
internal struct LowestRoundTrip
{
    private const long HalfUs = 5_000_000;
    private const uint LeastDifferenceUs = 1_000;

    private uint _running;
    private uint _previous;
    private long _startUs;

    /// <summary>The shortest, microseconds; <see cref="uint.MaxValue"/> before the first measurement.</summary>
    public readonly uint Us => Math.Min(_running, _previous);

    /// <summary>Back to the start.</summary>
    public void Reset(long nowUs)
    {
        _running = uint.MaxValue;
        _previous = uint.MaxValue;
        _startUs = nowUs;
    }

    /// <summary>What was known holds no longer.</summary>
    public void Forget(uint sampleUs)
    {
        _running = sampleUs;
        _previous = sampleUs;
    }

    /// <summary>
    /// Takes a measurement; true when what was known before is about to grow too old to count, and nothing as short has been seen since: whoever fills the line himself must
    /// let it run empty to see it.
    /// </summary>
    public bool Add(long nowUs, uint sampleUs, out uint soughtUs)
    {
        bool isToBeSought = false;
        soughtUs = _previous;
        if (nowUs - _startUs >= HalfUs)
        {
            isToBeSought = _running > (ulong)_previous + Math.Max(_previous / 16, LeastDifferenceUs);
            _previous = _running;
            _running = uint.MaxValue;
            _startUs = nowUs;
        }

        _running = Math.Min(_running, sampleUs);
        return isToBeSought;
    }
}
