using System;
using System.Linq;
using ManagedENet.Fuzz.Inputs;

namespace ManagedENet.Fuzz.Runs;

/// <summary>Makes an input that fails shorter, as long as it still fails.</summary>
internal static class Minimiser
{
    /// <summary>An input without some of its records.</summary>
    public static byte[] Without(byte[] input, int at, int count)
    {
        int from = FuzzInput.HeadBytes + (at * FuzzInput.RecordBytes);
        return [.. input.Take(from), .. input.Skip(from + (count * FuzzInput.RecordBytes))];
    }

    /// <summary>Fewer records, then more zeros.</summary>
    public static byte[] Minimise(byte[] input, Func<byte[], bool> fails)
    {
        for (int step = Math.Max(FuzzInput.CountRecords(input) / 2, 1); step >= 1; step /= 2)
        {
            for (int at = FuzzInput.CountRecords(input) - step; at >= 0; at--)
            {
                byte[] shorter = Without(input, at, step);
                if (fails(shorter)) input = shorter;
            }
        }

        for (int i = 1; i < input.Length; i++)
        {
            if (input[i] == 0) continue;
            byte[] simpler = [.. input];
            simpler[i] = 0;
            if (fails(simpler)) input = simpler;
        }

        return input;
    }
}
