using System;
using ManagedENet.Protocol.Numbers;

namespace ManagedENet.Simulation.Harness;

/// <summary>The only source of luck in a simulation: SplitMix64. The same seed gives the same numbers on every machine and in every version of .NET.</summary>
internal sealed class SimulationRandom(ulong seed) : IRandomSource
{
    private ulong _state = seed;

    public ulong NextUInt64()
    {
        _state += 0x9E37_79B9_7F4A_7C15;
        ulong mixed = _state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58_476D_1CE4_E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB;
        return mixed ^ (mixed >> 31);
    }

    public uint NextUInt32() => (uint)(NextUInt64() >> 32);

    /// <summary>From 0 to one less than <paramref name="count"/>.</summary>
    public int Below(int count) => (int)(((NextUInt64() >> 32) * (ulong)count) >> 32);

    /// <summary>Both ends included.</summary>
    public int Between(int least, int most) => least + Below(most - least + 1);

    public bool Happens(int percent) => Below(100) < percent;

    public T Pick<T>(ReadOnlySpan<T> values) => values[Below(values.Length)];

    public void Fill(Span<byte> bytes)
    {
        foreach (ref byte b in bytes) b = (byte)(NextUInt64() >> 56);
    }

    public void Shuffle<T>(Span<T> values)
    {
        for (int i = values.Length - 1; i > 0; i--)
        {
            int other = Below(i + 1);
            (values[i], values[other]) = (values[other], values[i]);
        }
    }
}
