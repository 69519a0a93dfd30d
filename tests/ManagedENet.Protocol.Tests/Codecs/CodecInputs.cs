using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace ManagedENet.Protocol.Tests.Codecs;

/// <summary>Seeded inputs for the range coder, of the shapes in which datagrams come and of some in which they had better not.</summary>
internal static class CodecInputs
{
    private static readonly string[] Words = "the quick brown fox jumps over a lazy dog player moved to position health team score joined left".Split(' ');

    private static readonly Func<Random, int, byte[]>[] Shapes =
    [
        Noise, Zeros, Text, GameState, Acknowledgements, CountingPayload, SmallAlphabet, Runs, OneByteBeforeAll, OneByteAfterAll, Period, Sparse,
    ];

    /// <summary>The shape and the length depend on the seed: every shape comes with short, middling and long ones, 1 to 4,092 bytes.</summary>
    public static byte[] Create(int seed)
    {
        var random = new Random(seed);
        int longest = random.Next(3) switch { 0 => 64, 1 => 600, _ => 4092 };
        return Shapes[seed % Shapes.Length](random, random.Next(longest) + 1);
    }

    /// <summary>All 256 values after one pair of bytes, so often that the pair's context cannot count them: 100,000 bytes.</summary>
    public static byte[] CrowdedPair() => Enumerable.Range(0, 100_000).Select(i => i % 3 == 0 ? (byte)1 : i % 3 == 1 ? (byte)2 : (byte)(i / 3)).ToArray();

    /// <summary>One byte after every other one in turn: only order 0 gets to count it.</summary>
    public static byte[] StrangerEverywhere() => Enumerable.Range(0, 512).Select(i => i % 2 == 0 ? (byte)(i / 2) : (byte)77).ToArray();

    public static byte[] Noise(Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Zeros(Random random, int length) => new byte[length];

    private static byte[] Text(Random random, int length)
    {
        var text = new StringBuilder();
        while (text.Length < length) text.Append(Words[random.Next(Words.Length)]).Append(' ');
        return Encoding.ASCII.GetBytes(text.ToString(0, length));
    }

    private static byte[] GameState(Random random, int length)
    {
        var bytes = new List<byte>();
        for (short id = 1; bytes.Count < length; id++)
        {
            bytes.AddRange(BitConverter.GetBytes(id));
            for (int axis = 0; axis < 3; axis++) bytes.AddRange(BitConverter.GetBytes((float)((random.NextDouble() * 200) - 100)));
            bytes.AddRange([(byte)random.Next(101), (byte)random.Next(3), 0, 0]);
        }

        return bytes.Take(length).ToArray();
    }

    private static byte[] Acknowledgements(Random random, int length)
    {
        int first = random.Next(60_000);
        return Fill(length, i => (i % 8) switch { 0 => 1, 1 => i / 8 % 3, 2 or 4 => (first + (i / 8)) >> 8, 3 or 5 => first + (i / 8), 6 => 0, _ => 5 });
    }

    private static byte[] CountingPayload(Random random, int length)
    {
        int seed = random.Next(256);
        return Fill(length, i => (i * 7) + (seed * 13) + (i >> 8));
    }

    private static byte[] SmallAlphabet(Random random, int length)
    {
        int size = random.Next(2, 20);
        return Fill(length, _ => random.Next(size) * random.Next(size));
    }

    private static byte[] Runs(Random random, int length)
    {
        int value = 0;
        return Fill(length, _ => random.Next(12) == 0 ? value = random.Next(256) : value);
    }

    private static byte[] OneByteBeforeAll(Random random, int length) => Fill(length, i => i % 2 == 0 ? 65 : random.Next(256));

    private static byte[] OneByteAfterAll(Random random, int length) => Fill(length, i => i % 2 == 0 ? i / 2 : 255);

    private static byte[] Period(Random random, int length)
    {
        byte[] part = Noise(random, random.Next(1, 40));
        return Fill(length, i => part[i % part.Length]);
    }

    private static byte[] Sparse(Random random, int length) => Fill(length, _ => random.Next(8) == 0 ? random.Next(256) : 0);

    private static byte[] Fill(int length, Func<int, int> value)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) bytes[i] = (byte)value(i);
        return bytes;
    }
}
