using System.Runtime.CompilerServices;
using ManagedENet.Protocol.Memory;
using ManagedENet.Protocol.Numbers;

namespace ManagedENet.Protocol.Hosting;

/// <summary>
/// When a crowd has used up the answers of a host, each network has a share of them that others do not take: a crowd from one network can ask twice, as clients do, and not keep the others out.
/// </summary>
/// <remarks>Networks are told apart by a hash with a secret, in a table of a fixed size that is there only then.</remarks>
internal sealed class PrefixShares
{
    private const int Buckets = 1 << 16;

    // What one owner has: 24 bits of an IPv4 address, 56 of an IPv6 one.
    private const ulong LastByte = 0xFF;
    private const long NsPerUs = 1_000;

    // By then answers are left again, if it was few networks that took them.
    private const long EffectUs = 250_000;

    private readonly KeyedHash _hash;
    private readonly Ledger _ledger;
    private readonly bool _isLimited;
    private readonly RateLimit _limit;
    private TokenBucket[]? _buckets;
    private long _originUs;
    private long _beganUs;

    /// <summary>Shares that nobody needs yet.</summary>
    /// <param name="hash">A secret of the host.</param>
    /// <param name="ledger">Counts what the table takes.</param>
    /// <param name="perSecond">Answers to one network in a second, twice as many at once; 0 is no limit.</param>
    public PrefixShares(KeyedHash hash, Ledger ledger, int perSecond)
    {
        _hash = hash;
        _ledger = ledger;
        _isLimited = perSecond > 0;
        if (_isLimited) _limit = new RateLimit(perSecond, 2 * perSecond);
    }

    /// <summary>Bytes that the table takes now.</summary>
    public long HeldBytes => _buckets is null ? 0 : ObjectBytes.Array(Buckets * (long)Unsafe.SizeOf<TokenBucket>());

    /// <summary>
    /// All answers are used up: from now on each network keeps to its share. True when that is no longer enough, because they have done so for a while, or may have as many as they like.
    /// </summary>
    public bool Begin(long nowUs)
    {
        if (!_isLimited) return true;
        if (_buckets is not null) return nowUs - _beganUs >= EffectUs;
        _beganUs = nowUs;
        _buckets = new TokenBucket[Buckets];
        _ledger.CountStrangers(HeldBytes);
        // Buckets of zeros are full at their beginning.
        _originUs = nowUs - (_limit.WholeNs / NsPerUs);
        return false;
    }

    /// <summary>Nobody crowds any more.</summary>
    public void End()
    {
        _ledger.CountStrangers(-HeldBytes);
        _buckets = null;
    }

    /// <summary>Takes an answer out of the share of this address's network; false when there is none left.</summary>
    // Requirement: ADM-020
    public bool TryTake(in ENetAddress to, long nowUs)
    {
        if (_buckets is null) return true;
        ulong hash = to.IsIPv4 ? _hash.Of(to.High, to.Low & ~LastByte, 0, 0) : _hash.Of(to.High & ~LastByte, 0, 0, 0);
        return _buckets[hash % Buckets].TryTake(nowUs - _originUs, _limit);
    }
}
