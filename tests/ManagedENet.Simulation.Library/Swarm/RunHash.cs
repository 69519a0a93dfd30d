using System;
using System.Numerics;
using System.Runtime.InteropServices;

namespace ManagedENet.Simulation.Swarm;

/// <summary>A number that stands for everything that has happened: two runs that differ anywhere differ in it.</summary>
internal struct RunHash
{
    private const ulong Factor = 0x9E37_79B9_7F4A_7C15;

    public ulong Value { get; private set; }

    public void Add(ulong what) => Value = BitOperations.RotateLeft((Value ^ what) * Factor, 29);

    public void Add(ReadOnlySpan<byte> bytes)
    {
        Add((ulong)bytes.Length);
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words) Add(word);
        foreach (byte rest in bytes[(words.Length * sizeof(ulong))..]) Add(rest);
    }
}
