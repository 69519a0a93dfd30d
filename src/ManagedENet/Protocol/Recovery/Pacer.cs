using System;

namespace ManagedENet.Protocol.Recovery;

/// <summary>
/// Spreads what may leave over the round trip, so that no queue on the way must hold a whole window. A host that is serviced once a frame makes up for the time in
/// between, up to what the socket of the other end holds.
/// </summary>
internal struct Pacer
{
    private const long UsPerSecond = 1_000_000;
    private const long LongestGapUs = 25_000;
    private const long BurstUs = 2_000;
    private const int LeastBurst = 10;
    private const int MostBurst = 64;
    private const long MostCatchUpBytes = 160 * 1024;

    // Bytes times a million, so that nothing is lost between two glances at the clock.
    private long _credit;

    // How much of the credit may go to what does not wait for it.
    private long _othersCredit;
    private long _refilledUs;
    private long _rate;

    /// <summary>Bytes per second; 0 is as fast as it goes.</summary>
    public readonly long Rate => _rate;

    /// <summary>True when a datagram may leave now.</summary>
    public readonly bool IsOpen => _rate == 0 || _credit > 0;

    /// <summary>When the next one may leave, microseconds.</summary>
    public readonly long OpensAtUs => IsOpen ? _refilledUs : _refilledUs + (-_credit / _rate) + 1;

    /// <summary>Back to the start, with a burst to spend.</summary>
    public void Reset(long nowUs, int segment)
    {
        _rate = 0;
        _refilledUs = nowUs;
        _credit = (long)LeastBurst * segment * UsPerSecond;
        _othersCredit = _credit / 2;
    }

    /// <summary>Adds what the time has brought.</summary>
    /// <param name="nowUs">The time.</param>
    /// <param name="rate">Bytes per second; 0 is as fast as it goes.</param>
    /// <param name="segment">Bytes of a full datagram.</param>
    public void Refill(long nowUs, long rate, int segment)
    {
        // What is owed is paid by all the time that has passed.
        long owedUs = rate > 0 && _credit < 0 ? -_credit / rate : 0;
        long elapsedUs = Math.Min(nowUs - _refilledUs, owedUs + LongestGapUs);
        _rate = rate;
        if (elapsedUs <= 0) return;
        _refilledUs = nowUs;
        long burst = Math.Min(Math.Max(rate * BurstUs / UsPerSecond, (long)LeastBurst * segment), (long)MostBurst * segment);
        long gained = rate * elapsedUs;
        long most = Math.Max(burst * UsPerSecond, Math.Min(rate * Math.Min(elapsedUs, LongestGapUs), MostCatchUpBytes * UsPerSecond));
        _credit = Math.Min(_credit + gained, most);
        _othersCredit = Math.Min(_othersCredit + (gained / 2), most / 2);
    }

    /// <summary>A datagram leaves.</summary>
    /// <param name="bytes">Bytes that waited for their turn.</param>
    /// <param name="others">Bytes that did not.</param>
    // Requirement: CGC-025
    // What does not wait may be more than the rate for ever; if all of it counted, what waits would never have its turn.
    public void Spend(int bytes, int others)
    {
        if (_rate == 0) return;
        long taken = Math.Min(others * UsPerSecond, _othersCredit);
        _othersCredit -= taken;
        _credit -= (bytes * UsPerSecond) + taken;
    }
}
