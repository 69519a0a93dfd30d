using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Fuzz.Inputs;
using ManagedENet.Fuzz.Worlds;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Fuzz.Runs;

/// <summary>Inputs without end, from a seed: changed ones of a corpus, now and then invented ones. Most are attacks, which is what a host on the internet meets.</summary>
internal sealed class InputSource
{
    private const int InventedRecords = 24;

    // Of 64 inputs, those for each world.
    private static readonly int[] Shares = [59, 4, 1];

    private readonly int _mostRecords;
    private readonly SimulationRandom _random;
    private readonly Mutator _mutator;
    private readonly byte[][][] _byWorld;

    /// <summary>Inputs that start from these.</summary>
    /// <param name="corpus">What was found.</param>
    /// <param name="seed">The same makes the same.</param>
    /// <param name="mostRecords">Longer ones are cut.</param>
    public InputSource(IReadOnlyList<byte[]> corpus, ulong seed, int mostRecords = FuzzInput.MostRecords)
    {
        _mostRecords = mostRecords;
        _random = new SimulationRandom(seed);
        _mutator = new Mutator(_random);
        _byWorld = [.. Enumerable.Range(0, FuzzWorlds.Count).Select(world => corpus.Where(input => FuzzWorlds.WorldOf(input) == world).ToArray())];
    }

    /// <summary>The next; valid until the one after it.</summary>
    public ReadOnlySpan<byte> Next()
    {
        Span<byte> next = Make();
        // Compression takes more than all the rest together, and the host does not do anything else because of it.
        if (FuzzWorlds.WorldOf(next) < FuzzWorlds.Count - 1 && _random.Below(8) != 0) next[1] &= 0xF9;
        return next[..Math.Min(next.Length, FuzzInput.HeadBytes + (_mostRecords * FuzzInput.RecordBytes))];
    }

    private Span<byte> Make()
    {
        int world = 0;
        for (int luck = _random.Below(64); luck >= Shares[world]; world++) luck -= Shares[world];
        byte[][] mine = _byWorld[world];
        return mine.Length == 0 || _random.Below(64) == 0
            ? _mutator.Invent((byte)world, InventedRecords)
            : _mutator.Mutate(mine[_random.Below(mine.Length)], mine[_random.Below(mine.Length)]);
    }
}
