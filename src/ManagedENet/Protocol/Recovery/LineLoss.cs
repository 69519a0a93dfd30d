using System;

namespace ManagedENet.Protocol.Recovery;

/// <summary>
/// What share of the sendings a line loses of its own accord, and whether more is lost than that may be. An acknowledgement that is lost makes its datagram seem lost, so both
/// ways count.
/// </summary>
internal struct LineLoss
{
    private const int DatagramsForAJudgement = 32;
    private const int DatagramsForAShare = 64;
    private const int Chance = 3;
    private const double ChanceGain = 1.25;
    private const double NewPart = 0.25;

    private double _tolerated;
    private double _share;
    private bool _hasShare;
    private long _acknowledged;
    private long _lost;
    private long _quietAcknowledged;
    private long _quietLost;
    private long _roundAcknowledged;
    private long _roundLost;

    /// <summary>What part of the sendings arrives, and is heard of, while nothing waits on the line.</summary>
    public readonly double Arriving => 1 - Math.Min(_share, _tolerated);

    /// <summary>What part was lost of what was judged last.</summary>
    public double LastShare { get; private set; }

    /// <summary>What the line may lose in each direction.</summary>
    public readonly double Tolerance => 1 - Math.Sqrt(1 - _tolerated);

    /// <summary>Sets what the line may lose in each direction.</summary>
    public void Tolerate(double tolerance) => _tolerated = 1 - ((1 - tolerance) * (1 - tolerance));

    /// <summary>Back to the start.</summary>
    public void Reset(double tolerance)
    {
        this = default;
        Tolerate(tolerance);
    }

    /// <summary>Bytes were acknowledged.</summary>
    public void NoteAcknowledged(long bytes) => _roundAcknowledged += bytes;

    /// <summary>Bytes were lost.</summary>
    public void NoteLost(int bytes) => _roundLost += bytes;

    /// <summary>Bytes that counted as lost have arrived.</summary>
    public void NoteLate(int bytes) => _roundLost -= bytes;

    /// <summary>A round is over; true when more was lost than may be.</summary>
    /// <param name="isQuiet">Nothing waited on the line, so that what was lost was not lost to a queue that was full.</param>
    /// <param name="segment">Bytes of a full datagram.</param>
    // Requirement: CGC-045
    public bool EndRound(bool isQuiet, int segment)
    {
        _acknowledged += _roundAcknowledged;
        _lost += _roundLost;
        if (isQuiet)
        {
            _quietAcknowledged += _roundAcknowledged;
            _quietLost += _roundLost;
            LearnShare(segment);
        }

        _roundAcknowledged = 0;
        _roundLost = 0;
        long all = _acknowledged + _lost;
        // One in two says nothing.
        if (all < (long)DatagramsForAJudgement * segment) return false;
        bool isTooMuch = _lost > (_tolerated * ChanceGain * all) + ((double)Chance * segment);
        LastShare = Math.Max(_lost, 0) / (double)all;
        _acknowledged = 0;
        _lost = 0;
        return isTooMuch;
    }

    private void LearnShare(int segment)
    {
        long all = _quietAcknowledged + _quietLost;
        if (all < (long)DatagramsForAShare * segment && _hasShare) return;
        if (all <= 0) return;
        double share = Math.Max(_quietLost, 0) / (double)all;
        _share = _hasShare ? _share + (NewPart * (share - _share)) : share;
        _hasShare = all >= (long)DatagramsForAJudgement * segment;
        if (!_hasShare) return;
        _quietAcknowledged = 0;
        _quietLost = 0;
    }
}
