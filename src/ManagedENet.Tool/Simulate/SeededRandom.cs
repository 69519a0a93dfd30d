using ManagedENet.Protocol.Numbers;
using ManagedENet.Transports;

namespace ManagedENet.Tool.Simulate;

/// <summary>The luck of the simulated hosts: the same numbers on every machine.</summary>
internal sealed class SeededRandom : IRandomSource
{
    private ImpairmentRandom _random;

    public SeededRandom(int seed) => _random = new ImpairmentRandom((uint)seed, datagramNumber: -1);

    public uint NextUInt32() => (uint)(_random.NextUInt64() >> 32);

    /// <summary>From 0 to one less than <paramref name="count"/>.</summary>
    public long Below(long count) => (long)(_random.NextUInt64() % (ulong)count);
}
