using System;
using ManagedENet.Protocol.Memory;

namespace ManagedENet.Protocol.Hosting;

/// <summary>Who was seen in the last four to eight seconds, by a hash: two maps of bits, of which the older is forgotten. One of a hundred strangers may look like somebody who was seen.</summary>
internal sealed class RecentMarks
{
    private const int MapBytes = 1 << 20;
    private const long TurnUs = 4_000_000;

    private byte[] _newer = new byte[MapBytes];
    private byte[] _older = new byte[MapBytes];
    private long _turnedUs;

    /// <summary>Nobody was seen.</summary>
    public RecentMarks(long nowUs) => _turnedUs = nowUs;

    /// <summary>What it takes.</summary>
    public static long SizeBytes => 2 * ObjectBytes.Array(MapBytes);

    /// <summary>Marks somebody; true when it was marked before.</summary>
    public bool Mark(ulong hash, long nowUs)
    {
        if (nowUs - _turnedUs >= TurnUs) Turn(nowUs);
        bool isKnown = Holds(_newer, hash) || Holds(_older, hash);
        Set(_newer, (uint)hash);
        Set(_newer, (uint)(hash >> 32));
        return isKnown;
    }

    private void Turn(long nowUs)
    {
        bool isOld = nowUs - _turnedUs >= 2 * TurnUs;
        _turnedUs = nowUs;
        (_newer, _older) = (_older, _newer);
        Array.Clear(_newer, 0, MapBytes);
        if (isOld) Array.Clear(_older, 0, MapBytes);
    }

    // Two bits for each, out of one hash.
    private static bool Holds(byte[] map, ulong hash) => IsSet(map, (uint)hash) && IsSet(map, (uint)(hash >> 32));

    private static bool IsSet(byte[] map, uint bit) => (map[(bit >> 3) % MapBytes] & (1 << (int)(bit & 7))) != 0;

    private static void Set(byte[] map, uint bit) => map[(bit >> 3) % MapBytes] |= (byte)(1 << (int)(bit & 7));
}
