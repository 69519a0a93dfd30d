using System;

namespace ManagedENet.Protocol.Recovery;

/// <summary>
/// When doubling the window every round trip has gone far enough, by the round trip that begins to grow (HyStart++, RFC 9406): first more cautiously for some rounds,
/// which end in nothing when the round trip falls back.
/// </summary>
internal struct SlowStart
{
    private const int SamplesForAJudgement = 8;
    private const uint LeastGrowthUs = 4_000;
    private const uint MostGrowthUs = 16_000;
    private const int GrowthDivisor = 8;
    private const int CautiousRounds = 5;
    private const int CautiousDivisor = 4;

    private uint _lastLowUs;
    private uint _lowUs;
    private uint _baselineUs;
    private int _samples;
    private int _roundsLeft;

    /// <summary>Back to the start.</summary>
    public void Reset() => this = new SlowStart { _lastLowUs = uint.MaxValue, _lowUs = uint.MaxValue };

    /// <summary>What the window grows by for so many acknowledged bytes.</summary>
    public readonly long GrowthFor(long acknowledged) => _roundsLeft > 0 ? acknowledged / CautiousDivisor : acknowledged;

    /// <summary>Takes a round trip.</summary>
    public void Add(uint sampleUs)
    {
        _lowUs = Math.Min(_lowUs, sampleUs);
        if (++_samples < SamplesForAJudgement || _lastLowUs == uint.MaxValue) return;
        if (_roundsLeft > 0)
        {
            if (_lowUs < _baselineUs) _roundsLeft = 0;
            return;
        }

        uint growth = Math.Min(Math.Max(_lastLowUs / GrowthDivisor, LeastGrowthUs), MostGrowthUs);
        if (_lowUs < (ulong)_lastLowUs + growth) return;
        _baselineUs = _lowUs;
        _roundsLeft = CautiousRounds;
    }

    /// <summary>A round trip is over; true when doubling is over as well.</summary>
    public bool EndRound()
    {
        _lastLowUs = _lowUs;
        _lowUs = uint.MaxValue;
        _samples = 0;
        return _roundsLeft > 0 && --_roundsLeft == 0;
    }
}
