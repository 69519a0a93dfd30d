using System;

namespace ManagedENet.Conformance.Conversations;

/// <summary>The payloads of a conversation: byte i of a packet with seed s is <c>(i*7 + s*13 + (i>>8)) &amp; 255</c>.</summary>
internal static class PayloadRule
{
    // 13 * 197 = 1 modulo 256.
    private const int InverseOf13 = 197;

    public static byte[] Create(int length, int seed)
    {
        var payload = new byte[length];
        for (int i = 0; i < length; i++) payload[i] = ByteAt(i, seed);
        return payload;
    }

    /// <summary>The seed, 0 to 255, that gives this payload; 0 for an empty one and -1 where there is none.</summary>
    public static int SeedOf(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty) return 0;
        int seed = payload[0] * InverseOf13 & 255;
        for (int i = 1; i < payload.Length; i++)
        {
            if (payload[i] != ByteAt(i, seed)) return -1;
        }

        return seed;
    }

    private static byte ByteAt(int i, int seed) => (byte)((i * 7) + (seed * 13) + (i >> 8));
}
