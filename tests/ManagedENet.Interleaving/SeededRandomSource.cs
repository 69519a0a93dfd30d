using System;
using ManagedENet.Protocol.Numbers;

namespace ManagedENet.Interleaving;

/// <summary>The random numbers of a host, from a seed.</summary>
internal sealed class SeededRandomSource(int seed) : IRandomSource
{
    private readonly Random _random = new(seed);

    public uint NextUInt32() => (uint)_random.NextInt64(uint.MaxValue + 1L);
}
