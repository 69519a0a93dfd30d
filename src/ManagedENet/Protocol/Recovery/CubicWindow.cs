using System;

namespace ManagedENet.Protocol.Recovery;

/// <summary>How a window grows after a loss: fast away from where the line was too full, slowly near it, and fast again beyond (CUBIC, RFC 9438).</summary>
internal struct CubicWindow
{
    /// <summary>What is left of a window after a loss.</summary>
    public const double Decrease = 0.7;

    // In segments per second cubed.
    private const double Steepness = 0.4;

    // What makes additive increase as fast as that of a window that is halved at each loss.
    private const double FriendlyIncrease = 3 * (1 - Decrease) / (1 + Decrease);
    private const double UsPerSecond = 1_000_000;
    private const double FastestGrowth = 1.5;

    private double _top;
    private double _friendly;
    private double _centreSeconds;
    private long _epochUs;
    private long _grownUs;
    private bool _hasEpoch;

    /// <summary>Back to the start.</summary>
    public void Reset() => this = default;

    /// <summary>The line was too full at this window; the next growth begins an epoch.</summary>
    public void NoteTop(double window)
    {
        // Whoever gets less than last time leaves room for the newcomer that takes it.
        _top = window < _top ? window * (1 + Decrease) / 2 : window;
        _hasEpoch = false;
    }

    /// <summary>The window after an acknowledgement that found it in use.</summary>
    /// <param name="window">The window, bytes.</param>
    /// <param name="acknowledged">Bytes that have arrived.</param>
    /// <param name="segment">Bytes of a full datagram.</param>
    /// <param name="nowUs">The time.</param>
    /// <param name="roundTripUs">The smoothed round trip.</param>
    public double Grow(double window, long acknowledged, int segment, long nowUs, uint roundTripUs)
    {
        if (!_hasEpoch) Begin(window, segment, nowUs);
        // What was not asked for in between is not grown for.
        long pausedUs = nowUs - _grownUs - (2L * roundTripUs);
        if (pausedUs > 0) _epochUs = Math.Min(_epochUs + pausedUs, nowUs);
        _grownUs = nowUs;

        double seconds = ((nowUs - _epochUs + roundTripUs) / UsPerSecond) - _centreSeconds;
        double target = _top + (Steepness * segment * seconds * seconds * seconds);
        target = Math.Min(Math.Max(target, window), window * FastestGrowth);
        // Requirement: CGC-011
        // As kernels do, also beyond the top, where RFC 9438 would have it twice as fast: whoever is faster than they are takes their part of the line.
        _friendly += FriendlyIncrease * segment * acknowledged / Math.Max(window, segment);
        double grown = window + ((target - window) * acknowledged / Math.Max(window, segment));
        return Math.Max(grown, Math.Min(_friendly, window + acknowledged));
    }

    private void Begin(double window, int segment, long nowUs)
    {
        _hasEpoch = true;
        _epochUs = nowUs;
        _grownUs = nowUs;
        _friendly = window;
        if (window < _top)
        {
            _centreSeconds = CubeRoot((_top - window) / (Steepness * segment));
        }
        else
        {
            _centreSeconds = 0;
            _top = window;
        }
    }

    // Of its own, because the last bit of the library's depends on the machine, and a seed must give the same everywhere.
    private static double CubeRoot(double value)
    {
        if (value <= 0) return 0;
        double root = 1;
        while (root * root * root < value) root *= 2;
        for (int i = 0; i < 40; i++) root -= ((root * root * root) - value) / (3 * root * root);
        return root;
    }
}
