using System;
using System.Collections.Generic;

namespace ManagedENet.Protocol.Numbers;

/// <summary>
/// A hash of addresses with a secret (SipHash with one round for each word and three at the end): whoever chooses the addresses cannot choose where they go.
/// </summary>
internal readonly struct KeyedHash
{
    private readonly ulong _key0;
    private readonly ulong _key1;

    /// <summary>With a secret from this source.</summary>
    public KeyedHash(IRandomSource random)
    {
        _key0 = Next64(random);
        _key1 = Next64(random);
    }

    /// <summary>The hash of an address, its port, and whatever else belongs to it.</summary>
    public ulong Of(in ENetAddress address, ulong more = 0) => Of(address.High, address.Low, ((ulong)address.Scope << 16) | (uint)address.Port, more);

    /// <summary>The hash of four words.</summary>
    // Requirement: LIM-040
    public ulong Of(ulong first, ulong second, ulong third, ulong fourth)
    {
        ulong v0 = _key0 ^ 0x736F6D6570736575;
        ulong v1 = _key1 ^ 0x646F72616E646F6D;
        ulong v2 = _key0 ^ 0x6C7967656E657261;
        ulong v3 = _key1 ^ 0x7465646279746573;
        Take(ref v0, ref v1, ref v2, ref v3, first);
        Take(ref v0, ref v1, ref v2, ref v3, second);
        Take(ref v0, ref v1, ref v2, ref v3, third);
        Take(ref v0, ref v1, ref v2, ref v3, fourth);
        Take(ref v0, ref v1, ref v2, ref v3, 32UL << 56);
        v2 ^= 0xFF;
        for (int i = 0; i < 3; i++) Round(ref v0, ref v1, ref v2, ref v3);
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private static void Take(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3, ulong word)
    {
        v3 ^= word;
        Round(ref v0, ref v1, ref v2, ref v3);
        v0 ^= word;
    }

    private static void Round(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v0 += v1;
        v1 = Left(v1, 13) ^ v0;
        v0 = Left(v0, 32);
        v2 += v3;
        v3 = Left(v3, 16) ^ v2;
        v0 += v3;
        v3 = Left(v3, 21) ^ v0;
        v2 += v1;
        v1 = Left(v1, 17) ^ v2;
        v2 = Left(v2, 32);
    }

    private static ulong Left(ulong value, int bits) => (value << bits) | (value >> (64 - bits));

    private static ulong Next64(IRandomSource random) => ((ulong)random.NextUInt32() << 32) | random.NextUInt32();
}
