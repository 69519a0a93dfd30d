namespace ManagedENet.Transports;

/// <summary>
/// When the outages are: time is cut into spans, and each span has one outage at a moment of its own. The moment follows from the seed and the span's number alone, so
/// that a datagram's fate does not depend on how many came before it, and no other draw of a datagram changes.
/// <code>
///   |----------xxx-------|--xxx---------------|-----------------xxx|
///   first datagram       one interval         two intervals
/// </code>
/// </summary>
internal struct OutageSchedule
{
    // Apart from the datagrams' own numbers, which start with the bare seed.
    private const ulong SeedOfSpans = 0xA24B_AED4_963E_E407;

    private long _startMs;
    private bool _hasStarted;

    /// <summary>The first datagram starts the first span.</summary>
    public void Start(long nowMs)
    {
        if (_hasStarted) return;
        _hasStarted = true;
        _startMs = nowMs;
    }

    /// <summary>True during an outage.</summary>
    public readonly bool Covers(long nowMs, NetworkImpairmentOptions options)
    {
        if (options.OutageIntervalMs == 0 || nowMs < _startMs) return false;
        long span = (nowMs - _startMs) / options.OutageIntervalMs;
        long inSpanMs = (nowMs - _startMs) % options.OutageIntervalMs;
        int beginMs = new ImpairmentRandom(options.Seed ^ SeedOfSpans, span).UpTo(options.OutageIntervalMs - options.OutageMs);
        return inSpanMs >= beginMs && inSpanMs < beginMs + options.OutageMs;
    }
}
