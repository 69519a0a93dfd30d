using System;
using ManagedENet.Protocol.Numbers;

namespace ManagedENet.Protocol.Recovery;

/// <summary>
/// Finds what is lost by what came back: an acknowledgement of ENet names one sending, so whatever was sent well before it and is still missing is lost (RACK,
/// RFC 8985). "Well before" is a quarter of the shortest round trip once datagrams have been seen to overtake each other, and grows with each loss that was none.
/// </summary>
internal struct LossDetector
{
    /// <summary>Sendings of one command until it is repeated more slowly.</summary>
    public const int QuickAttempts = 8;

    private const uint PacketThreshold = 3;
    private const int MostSteps = 16;
    private const int StepsOfARoundTrip = 4;
    private const uint LeastWindowUs = 1_000;
    private const long SlowIntervalUs = 300_000;

    private uint _newest;
    private uint _roundTripUs;
    private uint _windowUs;
    private int _steps;
    private uint _steppedAt;

    /// <summary>True once something was acknowledged.</summary>
    public bool HasNewest { get; private set; }

    /// <summary>Datagrams overtake each other on this way.</summary>
    public readonly bool SawReordering => _steps > 0;

    /// <summary>A datagram is acknowledged; false when a newer one had been before.</summary>
    /// <param name="datagram">Its number.</param>
    /// <param name="roundTripUs">How long that took.</param>
    public bool Note(uint datagram, uint roundTripUs)
    {
        bool isNewer = !HasNewest || (int)(datagram - _newest) >= 0;
        if (!isNewer) return false;
        HasNewest = true;
        _newest = datagram;
        _roundTripUs = roundTripUs;
        return true;
    }

    /// <summary>A datagram was overtaken: some patience from now on.</summary>
    public void NoteReordering() => _steps = Math.Max(_steps, 1);

    /// <summary>One that counted as lost has arrived: more patience, a step for each round trip.</summary>
    /// <param name="next">The number of the datagram that is sent next.</param>
    public void NoteSpurious(uint next)
    {
        if (_steps > 0 && (int)(_newest - _steppedAt) < 0) return;
        _steps = Math.Min(_steps + 1, MostSteps);
        _steppedAt = next;
    }

    /// <summary>Fits the patience to the way.</summary>
    public void Fit(uint lowestUs, uint smoothedUs)
    {
        uint reordering = (uint)Math.Min((ulong)lowestUs * (uint)_steps / StepsOfARoundTrip, smoothedUs);
        _windowUs = Math.Max(reordering, LeastWindowUs);
    }

    /// <summary>True when the datagram was sent before the newest that was acknowledged.</summary>
    public readonly bool IsOvertaken(uint datagram) => HasNewest && (int)(datagram - _newest) < 0;

    /// <summary>When a sending that was overtaken counts as lost, microseconds.</summary>
    // Requirement: CGC-002, CGC-003, DEV-081
    public readonly long LostAtUs(uint datagram, long sentTimeUs, int attempts)
    {
        if (!SawReordering && _newest - datagram >= PacketThreshold && attempts <= QuickAttempts) return ProtocolTime.Unset;
        long afterUs = (long)_roundTripUs + _windowUs;
        // Whatever is refused again and again, by a receiver that has no room for it, is not repeated every round trip.
        return sentTimeUs + (attempts <= QuickAttempts ? afterUs : Math.Max(afterUs, SlowIntervalUs));
    }
}
