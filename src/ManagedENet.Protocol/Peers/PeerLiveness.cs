using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Peers;

/// <summary>When to ping, when to retransmit, and when to give a peer up. A time of 0 means "not yet", as in native.</summary>
internal struct PeerLiveness
{
    /// <summary>When the last acknowledgement arrived; nothing else is measured.</summary>
    public long LastReceiveMs { get; set; }

    /// <summary>When the last datagram came from the peer, whatever was in it.</summary>
    public long LastHeardMs { get; set; }

    /// <summary>When the oldest command in flight is due again.</summary>
    public long NextTimeoutMs { get; set; }

    /// <summary>Sent time of the oldest command that has timed out since the last acknowledgement.</summary>
    public long EarliestTimeoutMs { get; set; }

    public uint PingIntervalMs { get; set; }

    public uint TimeoutLimit { get; set; }

    public uint TimeoutMinimumMs { get; set; }

    public uint TimeoutMaximumMs { get; set; }

    public void Reset() => this = new PeerLiveness
    {
        PingIntervalMs = ProtocolConstants.DefaultPingIntervalMs,
        TimeoutLimit = ProtocolConstants.DefaultTimeoutLimit,
        TimeoutMinimumMs = ProtocolConstants.DefaultTimeoutMinimumMs,
        TimeoutMaximumMs = ProtocolConstants.DefaultTimeoutMaximumMs,
    };

    /// <summary>Sets the policy; 0 stands for the default of each.</summary>
    // Requirement: REL-034
    public void SetTimeout(uint limit, uint minimumMs, uint maximumMs)
    {
        TimeoutLimit = limit == 0 ? ProtocolConstants.DefaultTimeoutLimit : limit;
        TimeoutMinimumMs = minimumMs == 0 ? ProtocolConstants.DefaultTimeoutMinimumMs : minimumMs;
        TimeoutMaximumMs = maximumMs == 0 ? ProtocolConstants.DefaultTimeoutMaximumMs : maximumMs;
    }

    /// <summary>Notes that a command sent at <paramref name="sentTimeMs"/> was not acknowledged in time.</summary>
    // Requirement: REL-033
    public void NoteTimeout(long sentTimeMs)
    {
        if (EarliestTimeoutMs == 0 || sentTimeMs < EarliestTimeoutMs) EarliestTimeoutMs = sentTimeMs;
    }

    /// <summary>
    /// True when the peer is to be given up: after the maximum in any case, after the minimum once a command was tried so often that the power of two of
    /// its retries reaches the limit.
    /// </summary>
    // Requirement: REL-033
    public readonly bool IsOver(long nowMs, int sendAttempts) => IsOver(nowMs, sendAttempts, TimeoutLimit);

    /// <summary>The same for a limit other than the present one.</summary>
    public readonly bool IsOver(long nowMs, int sendAttempts, uint limit)
    {
        if (EarliestTimeoutMs == 0) return false;
        long silentMs = nowMs - EarliestTimeoutMs;
        if (silentMs >= TimeoutMaximumMs) return true;
        return silentMs >= TimeoutMinimumMs && Backoff(sendAttempts) >= limit;
    }

    // Requirement: REL-034, LIM-025
    private static uint Backoff(int sendAttempts) => sendAttempts > 32 ? uint.MaxValue : 1u << (sendAttempts - 1);
}
