using System;

namespace ManagedENet.Internal;

/// <summary>
/// The time of one host, from a <see cref="TimeProvider"/> with whatever frequency and whatever value at the start. It begins at a day and not at zero, so that what
/// lies some time back is a positive number too, and never goes back.
/// </summary>
internal sealed class HostClock
{
    /// <summary>What it shows at the moment it is made, in microseconds.</summary>
    public const long OriginUs = 86_400 * MicrosecondsPerSecond;

    private const long MicrosecondsPerSecond = 1_000_000;
    private const long MicrosecondsPerMs = 1_000;

    private readonly TimeProvider _provider;
    private readonly long _frequency;
    private readonly long _ticksPerMicrosecond;
    private readonly long _start;
    private long _lastUs = OriginUs;

    /// <summary>Starts it.</summary>
    /// <param name="provider">Its timestamps are read and nothing else; null takes those of the system.</param>
    /// <exception cref="ArgumentException">The frequency of the provider's timestamps is not positive.</exception>
    public HostClock(TimeProvider? provider)
    {
        _provider = provider ?? TimeProvider.System;
        _frequency = _provider.TimestampFrequency;
        if (_frequency <= 0) throw new ArgumentException($"A time provider counts up: its TimestampFrequency is {_frequency} and must be positive.", nameof(provider));
        _ticksPerMicrosecond = _frequency % MicrosecondsPerSecond == 0 ? _frequency / MicrosecondsPerSecond : 0;
        _start = _provider.GetTimestamp();
    }

    /// <summary>Microseconds now. Where the provider steps back, the last value holds until it has been passed.</summary>
    // Requirement: REL-001, DEV-064
    public long NowUs
    {
        get
        {
            // Timestamps may wrap; their distance does not mind.
            long ticks = unchecked(_provider.GetTimestamp() - _start);
            long elapsedUs = _ticksPerMicrosecond > 0 ? ticks / _ticksPerMicrosecond : ToMicroseconds(ticks);
            return _lastUs = Math.Max(_lastUs, unchecked(OriginUs + elapsedUs));
        }
    }

    /// <summary>Whole milliseconds now, for what counts in them, such as an impaired network.</summary>
    public long NowMs => NowUs / MicrosecondsPerMs;

    // In parts: ticks times a million would overflow after hours at 1 GHz, and a rest of a second does at frequencies that no clock has yet.
    private long ToMicroseconds(long ticks)
    {
        long rest = ticks % _frequency;
        long restUs = _frequency <= long.MaxValue / MicrosecondsPerSecond ? rest * MicrosecondsPerSecond / _frequency : rest / (_frequency / MicrosecondsPerSecond);
        return unchecked((ticks / _frequency * MicrosecondsPerSecond) + restUs);
    }
}
