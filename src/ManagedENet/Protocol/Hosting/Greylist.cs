using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Numbers;

namespace ManagedENet.Protocol.Hosting;

/// <summary>
/// While more ask than players do, only those are answered who have asked before: a client repeats its question, a flood from invented addresses does not. Where one does, and takes all answers, whoever
/// is to be answered must have asked twice before.
/// </summary>
internal sealed class Greylist
{
    private const long WindowUs = 100_000;
    private const long CalmUs = 10_000_000;
    private const int UsPerSecond = 1_000_000;

    private readonly KeyedHash _hash;
    private readonly Ledger _ledger;
    private readonly int _from;
    private RecentMarks? _once;
    private RecentMarks? _twice;
    private long _windowUs;
    private long _crowdedUs;
    private int _asked;

    /// <summary>A list that nobody is on.</summary>
    /// <param name="hash">A secret of the host.</param>
    /// <param name="ledger">Counts what the list takes.</param>
    /// <param name="fromPerSecond">Questions in a second from which it is kept; 0 is never.</param>
    /// <param name="nowUs">The time.</param>
    public Greylist(KeyedHash hash, Ledger ledger, int fromPerSecond, long nowUs)
    {
        _windowUs = nowUs;
        _hash = hash;
        _ledger = ledger;
        _from = fromPerSecond;
    }

    /// <summary>More ask than players do, or did so just now.</summary>
    public bool IsKept => _once is not null;

    /// <summary>Bytes that it takes now.</summary>
    public long HeldBytes => (_once is null ? 0 : RecentMarks.SizeBytes) + (_twice is null ? 0 : RecentMarks.SizeBytes);

    /// <summary>Somebody asks: true when it may be answered.</summary>
    // Requirement: ADM-005, ADM-023
    public bool Admits(in ENetAddress from, uint connectId, long nowUs)
    {
        if (_from == 0) return true;
        if (nowUs - _windowUs >= WindowUs)
        {
            _windowUs = nowUs;
            _asked = 0;
        }

        _asked++;
        if (_asked * (UsPerSecond / WindowUs) > _from)
        {
            _crowdedUs = nowUs;
            _once ??= Begin(nowUs);
        }

        if (_once is null) return true;
        ulong hash = _hash.Of(from, connectId);
        return _once.Mark(hash, nowUs) && (_twice is null || _twice.Mark(hash, nowUs));
    }

    /// <summary>Those who have asked before take all answers: from now on they must have done so twice, until nobody crowds any more.</summary>
    // Requirement: ADM-023
    public void AskOnceMore(long nowUs) => _twice ??= Begin(nowUs);

    /// <summary>Called now and then: it goes when nobody crowds any more.</summary>
    public void EndInterval(long nowUs)
    {
        if (_once is null || nowUs - _crowdedUs < CalmUs) return;
        _ledger.CountStrangers(-HeldBytes);
        _once = _twice = null;
    }

    private RecentMarks Begin(long nowUs)
    {
        _ledger.CountStrangers(RecentMarks.SizeBytes);
        return new RecentMarks(nowUs);
    }
}
