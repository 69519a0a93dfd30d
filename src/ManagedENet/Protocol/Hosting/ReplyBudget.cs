using System;

namespace ManagedENet.Protocol.Hosting;

/// <summary>Answers to strangers that a host gives in a second, whoever they are: somebody else may have sent the questions in their names.</summary>
internal struct ReplyBudget
{
    private const long UsPerSecond = 1_000_000;
    private const long RestUs = 10 * UsPerSecond;

    private readonly int _perSecond;
    private long _credit;
    private long _filledUs;

    /// <summary>So many in a second, and as many at once.</summary>
    public ReplyBudget(int perSecond, long nowUs)
    {
        _perSecond = perSecond;
        _credit = perSecond * UsPerSecond;
        _filledUs = nowUs;
    }

    /// <summary>True when nobody has asked for a while.</summary>
    public readonly bool HasRested(long nowUs) => nowUs - _filledUs >= RestUs;

    /// <summary>Takes one; false when there is none.</summary>
    // Requirement: ADM-006
    public bool TryTake(long nowUs)
    {
        long elapsedUs = Math.Min(Math.Max(nowUs - _filledUs, 0), UsPerSecond);
        _filledUs = nowUs;
        _credit = Math.Min(_credit + (elapsedUs * _perSecond), _perSecond * UsPerSecond);
        if (_credit < UsPerSecond) return false;
        _credit -= UsPerSecond;
        return true;
    }
}
