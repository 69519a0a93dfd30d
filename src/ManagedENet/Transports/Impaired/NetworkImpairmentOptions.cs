using System;

namespace ManagedENet.Transports;

/// <summary>
/// How bad a network is. The default is a perfect one. Rates are probabilities between 0 and 1, drawn anew for each datagram;
/// times are whole milliseconds. Options may be replaced while datagrams are under way: they hold for what is submitted afterwards.
/// </summary>
/// <example><code>var lossy = new NetworkImpairmentOptions { Seed = 7, LossRate = 0.05, DelayMs = 40, JitterMs = 10 };</code></example>
public sealed record NetworkImpairmentOptions
{
    /// <summary>The longest that any time here may be: one hour.</summary>
    public const int MaximumDelayMs = 3_600_000;

    /// <summary>The same seed, options and order of datagrams give the same fates, on every machine.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How often a datagram vanishes, each for itself.</summary>
    public double LossRate { get; init; }

    /// <summary>How often a datagram arrives a second time. The copy has a jitter of its own.</summary>
    public double DuplicationRate { get; init; }

    /// <summary>How often a datagram is held back by <see cref="ReorderDelayMs"/>, so that later ones overtake it.</summary>
    public double ReorderRate { get; init; }

    /// <summary>How much later than the others a held back datagram arrives.</summary>
    public int ReorderDelayMs { get; init; } = 30;

    /// <summary>How long every datagram is under way.</summary>
    public int DelayMs { get; init; }

    /// <summary>Up to this much is added to the delay, evenly distributed. Datagrams may overtake each other through it.</summary>
    public int JitterMs { get; init; }

    /// <summary>
    /// How often a loss burst begins at a datagram (the Gilbert-Elliott model). Bursts have a mean length of 1 / <see cref="BurstLeaveRate"/> datagrams.
    /// </summary>
    public double BurstEnterRate { get; init; }

    /// <summary>How often a loss burst ends at a datagram.</summary>
    public double BurstLeaveRate { get; init; } = 0.25;

    /// <summary>How often a datagram vanishes during a burst; outside it <see cref="LossRate"/> counts alone.</summary>
    public double BurstLossRate { get; init; } = 1;

    /// <summary>
    /// One outage, in which everything is lost, begins in every span of this length, at a moment that the seed draws; 0 is none. The first span begins with the first
    /// datagram, and an outage never reaches into the next span. For what comes and goes by time and not by datagrams: a handover, a door that closes, a full radio channel.
    /// </summary>
    public int OutageIntervalMs { get; init; }

    /// <summary>How long an outage lasts; not longer than <see cref="OutageIntervalMs"/>, unless that is 0.</summary>
    public int OutageMs { get; init; } = 200;

    /// <summary>How often a datagram arrives with one bit turned over.</summary>
    public double BitFlipRate { get; init; }

    /// <summary>Bytes per second that the link carries, payload only; 0 is unlimited.</summary>
    public long BandwidthBytesPerSecond { get; init; }

    /// <summary>Bytes that may wait for a link with a bandwidth limit; what comes on top is lost.</summary>
    public long BandwidthQueueBytes { get; init; } = 64 * 1024;

    /// <summary>
    /// Bytes of the longest datagram that passes in one piece, payload only, up to 65,535; 0 is unlimited. A longer one vanishes without a word, as on a path whose
    /// routers say nothing, unless it was sent with <see cref="DatagramFragmentation.Allowed"/>: that one passes in pieces.
    /// </summary>
    public int MtuBytes { get; init; }

    /// <summary>Datagrams that may be under way at the same time, 1 to 2^24; what comes on top is lost. This bounds the memory.</summary>
    public int DatagramLimit { get; init; } = 65_536;

    /// <summary>True cuts the link: what is submitted is lost. What was under way before still arrives.</summary>
    public bool IsCut { get; init; }

    /// <summary>Throws when a value is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A rate is outside 0 to 1, a time or size is negative or too large, or outages are longer than the time between them.</exception>
    public void Validate()
    {
        RequireRate(LossRate, nameof(LossRate));
        RequireRate(DuplicationRate, nameof(DuplicationRate));
        RequireRate(ReorderRate, nameof(ReorderRate));
        RequireRate(BurstEnterRate, nameof(BurstEnterRate));
        RequireRate(BurstLeaveRate, nameof(BurstLeaveRate));
        RequireRate(BurstLossRate, nameof(BurstLossRate));
        RequireRate(BitFlipRate, nameof(BitFlipRate));
        RequireRange(ReorderDelayMs, 0, MaximumDelayMs, nameof(ReorderDelayMs));
        RequireRange(DelayMs, 0, MaximumDelayMs, nameof(DelayMs));
        RequireRange(JitterMs, 0, MaximumDelayMs, nameof(JitterMs));
        RequireRange(OutageIntervalMs, 0, MaximumDelayMs, nameof(OutageIntervalMs));
        RequireRange(OutageMs, 0, OutageIntervalMs == 0 ? MaximumDelayMs : OutageIntervalMs, nameof(OutageMs));
        RequireRange(MtuBytes, 0, ushort.MaxValue, nameof(MtuBytes));
        RequireRange(BandwidthBytesPerSecond, 0, long.MaxValue, nameof(BandwidthBytesPerSecond));
        RequireRange(BandwidthQueueBytes, 0, 1L << 32, nameof(BandwidthQueueBytes));
        RequireRange(DatagramLimit, 1, 1 << 24, nameof(DatagramLimit));
    }

    private static void RequireRate(double value, string name)
    {
        // Written so that NaN is refused as well.
        if (!(value >= 0 && value <= 1)) throw new ArgumentOutOfRangeException(name, value, $"{name} is a probability: give a number between 0 and 1.");
    }

    private static void RequireRange(long value, long least, long most, string name)
    {
        if (value < least || value > most) throw new ArgumentOutOfRangeException(name, value, $"{name} lies between {least} and {most}.");
    }
}
