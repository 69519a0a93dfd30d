using System;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Recovery;

/// <summary>
/// When an overdue entry is sent again, and when the connection is given up. Native's rules, with the two changes that keep connections alive where native's end them;
/// each can be switched back to native's way, so that recorded conversations of native hosts can be repeated.
/// </summary>
internal sealed class RetransmissionPolicy
{
    private const long LongestOpeningIntervalUs = 1_000_000;
    private const long LongestProbeIntervalUs = 300_000;
    private const int AttemptsBeforeProbes = 10;

    /// <summary>How long an attempt to open a connection goes on without an answer, ms.</summary>
    public uint OpeningTimeoutMs { get; init; }

    /// <summary>Native's way: the question that opens a connection is repeated at intervals that double without end.</summary>
    public bool OpeningBacksOff { get; init; }

    /// <summary>Native's way: intervals double without end, and an end is given up after the minimum although its datagrams arrive.</summary>
    public bool GivesUpOnLivePeers { get; init; }

    /// <summary>Native 1.3.17's way: an entry is measured by the limit that was set when it was first sent.</summary>
    public bool KeepsFirstLimit { get; init; }

    /// <summary>True when the connection is to be given up over this entry.</summary>
    /// <param name="recovery">What is known of the path; the overdue entry is noted in it.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="nowUs">The time.</param>
    /// <param name="isEstablished">The other end has proved its address and the connection is open.</param>
    // Requirement: REL-033, HSK-014, DEV-018
    public bool IsOver(ref LossRecovery recovery, in SentEntry entry, long nowUs, bool isEstablished)
    {
        long silentUs = recovery.NoteOverdue(nowUs, entry.SentTimeUs);
        // Whoever set a time-out for this connection after asking for it means the attempt as well, as in native.
        if (entry.IsOpening && !OpeningBacksOff) return silentUs >= Math.Min((long)OpeningTimeoutMs * ProtocolTime.UsPerMs, recovery.Timeouts.MaximumUs);
        bool mayProbe = MayProbe(isEstablished);
        // Requirement: REL-037, DEV-072
        if (mayProbe && recovery.IsRemoteAlive(nowUs)) return silentUs >= recovery.Timeouts.MaximumUs || entry.Attempts >= MostAttempts(recovery.Timeouts);
        uint limit = KeepsFirstLimit ? entry.FirstLimit : recovery.Timeouts.Limit;
        if (!recovery.Timeouts.AreOver(silentUs, entry.Attempts, limit)) return false;
        // A probed entry has used its attempts up sooner than by doubling; the time that doubling takes is due to it all the same.
        return !mayProbe || silentUs >= Math.Min(((2L * limit) - 1) * WaitUs(recovery), recovery.Timeouts.MaximumUs);
    }

    /// <summary>
    /// How long the entry waits after it is sent again. A server that starts late is found within a second. Where the network loses much, what little is in flight is
    /// tried often enough to get through before the longest time-out; a whole window would only make a slow line slower.
    /// </summary>
    // Requirement: REL-030, REL-037, HSK-014, DEV-018, DEV-072
    public long NextIntervalUs(in LossRecovery recovery, in SentEntry entry, bool isProbe)
    {
        long doubled = entry.RetransmitAfterUs * 2;
        if (entry.IsOpening) return OpeningBacksOff ? doubled : Math.Min(doubled, LongestOpeningIntervalUs);
        return isProbe ? Math.Min(doubled, Math.Max(LongestProbeIntervalUs, recovery.RoundTrip.RetransmitAfterUs)) : doubled;
    }

    /// <summary>
    /// True when nothing was acknowledged for too long, by the same times as native's rules: the longest silence in any case; after the shortest one, when nothing else is
    /// heard either, as long as native's doubling would have tried.
    /// </summary>
    // Requirement: REL-033, REL-037, CGC-006
    public bool IsSilentTooLong(in LossRecovery recovery, long silentUs, int attempts, long nowUs)
    {
        if (silentUs >= recovery.Timeouts.MaximumUs) return true;
        if (silentUs < recovery.Timeouts.MinimumUs || (!GivesUpOnLivePeers && recovery.IsRemoteAlive(nowUs))) return false;
        // Whoever looks in every two seconds has not asked often enough by then.
        return recovery.Timeouts.AreOver(silentUs, attempts, recovery.Timeouts.Limit) && silentUs >= ((2L * recovery.Timeouts.Limit) - 1) * WaitUs(recovery);
    }

    /// <summary>True when what little is in flight may be probed for. Only on an open connection: others must not be sent more on a stranger's word than native would send.</summary>
    public bool MayProbe(bool isEstablished) => isEstablished && !GivesUpOnLivePeers;

    /// <summary>
    /// How often one entry is sent before the connection is given up over it: the other end may acknowledge everything else, which the clock of giving up never notices.
    /// Enough attempts for the maximum must be enough for any.
    /// </summary>
    public static long MostAttempts(in TimeoutLimits timeouts) => AttemptsBeforeProbes + (timeouts.MaximumUs / LongestProbeIntervalUs);

    // Until the first acknowledgement native goes by half a second, and a server that is busy with whoever has just come is not given up over it.
    private static long WaitUs(in LossRecovery recovery) =>
        recovery.HasMeasured ? recovery.RoundTrip.RetransmitAfterUs : Math.Max(recovery.RoundTrip.RetransmitAfterUs, ProtocolConstants.DefaultRoundTripTimeMs * ProtocolTime.UsPerMs);
}
