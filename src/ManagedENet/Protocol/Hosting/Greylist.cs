using System;
using ManagedENet.Protocol.Numbers;

namespace ManagedENet.Protocol.Hosting;

/// <summary>
/// While more ask than players do, only those are answered who have asked before: a client repeats its question, a flood from invented addresses does not. It remembers the
/// last four to eight seconds in two maps of bits, of which the older is forgotten.
/// </summary>
internal sealed class Greylist
{
    private const int MapBytes = 1 << 20;
    private const long TurnUs = 4_000_000;
    private const long WindowUs = 100_000;
    private const long CalmUs = 10_000_000;
    private const int UsPerSecond = 1_000_000;

    private readonly KeyedHash _hash;
    private readonly int _from;
    private byte[]? _newer;
    private byte[]? _older;
    private long _turnedUs;
    private long _windowUs;
    private long _crowdedUs;
    private int _asked;

    /// <summary>A list that nobody is on.</summary>
    /// <param name="hash">A secret of the host.</param>
    /// <param name="fromPerSecond">Questions in a second from which it is kept; 0 is never.</param>
    /// <param name="nowUs">The time.</param>
    public Greylist(KeyedHash hash, int fromPerSecond, long nowUs)
    {
        _windowUs = nowUs;
        _hash = hash;
        _from = fromPerSecond;
    }

    /// <summary>More ask than players do, or did so just now.</summary>
    public bool IsKept => _newer is not null;

    /// <summary>Somebody asks: true when it may be answered.</summary>
    // Requirement: ADM-005
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
            if (_newer is null) Begin(nowUs);
        }

        if (_newer is null) return true;
        if (nowUs - _turnedUs >= TurnUs) Turn(nowUs);
        ulong hash = _hash.Of(from, connectId);
        bool isKnown = (Holds(_newer, hash) || Holds(_older!, hash));
        Mark(_newer, hash);
        return isKnown;
    }

    /// <summary>Called now and then: it goes when nobody crowds any more.</summary>
    public void EndInterval(long nowUs)
    {
        if (_newer is null || nowUs - _crowdedUs < CalmUs) return;
        _newer = _older = null;
    }

    private void Begin(long nowUs)
    {
        _newer = new byte[MapBytes];
        _older = new byte[MapBytes];
        _turnedUs = nowUs;
    }

    private void Turn(long nowUs)
    {
        bool isOld = nowUs - _turnedUs >= 2 * TurnUs;
        _turnedUs = nowUs;
        (_newer, _older) = (_older, _newer);
        Array.Clear(_newer!, 0, MapBytes);
        if (isOld) Array.Clear(_older!, 0, MapBytes);
    }

    // Two bits for each, out of one hash.
    private static bool Holds(byte[] map, ulong hash) => IsSet(map, (uint)hash) && IsSet(map, (uint)(hash >> 32));

    private static bool IsSet(byte[] map, uint bit) => (map[(bit >> 3) % MapBytes] & (1 << (int)(bit & 7))) != 0;

    private static void Mark(byte[] map, ulong hash)
    {
        map[((uint)hash >> 3) % MapBytes] |= (byte)(1 << (int)(hash & 7));
        map[((uint)(hash >> 32) >> 3) % MapBytes] |= (byte)(1 << (int)((hash >> 32) & 7));
    }
}
