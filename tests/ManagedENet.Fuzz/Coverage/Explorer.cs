using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using ManagedENet.Fuzz.Inputs;
using ManagedENet.Fuzz.Runs;
using ManagedENet.Fuzz.Worlds;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Fuzz.Coverage;

/// <summary>Looks for inputs that go ways that no other has gone: changes those it has, keeps what is new. Runs where the library is instrumented.</summary>
internal sealed class Explorer
{
    private const int Cull = 2_000;
    private const int MostFailures = 20;
    private const int MostTrims = 24;
    private const int DatagramCost = 8;

    // Attacks are quickly played and what hosts meet; of codecs there is little to find.
    private static readonly int[] WorldsByLuck = [0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2];


    // First, because whatever is instrumented writes into it.
    private readonly CoverageMap _map = new();
    private readonly FuzzWorlds _worlds = new();
    private readonly SimulationRandom _random;
    private readonly Mutator _mutator;
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<int, Entry> _best = [];
    private readonly Dictionary<string, byte[]> _failures = new(StringComparer.Ordinal);
    private readonly List<Entry>[] _ofWorld = [.. Enumerable.Range(0, FuzzWorlds.Count).Select(_ => new List<Entry>())];
    private readonly List<Entry>[] _favoured = [.. Enumerable.Range(0, FuzzWorlds.Count).Select(_ => new List<Entry>())];
    private long _executions;

    private Explorer(ulong seed)
    {
        _worlds.Facts = _map.Facts;
        _random = new SimulationRandom(seed);
        _mutator = new Mutator(_random);
    }

    /// <summary>Explores for a while, and writes what is worth keeping into a file. Called by way of <see cref="InstrumentedContext"/>.</summary>
    public static void Explore(IReadOnlyList<string> places, byte[][] corpus, ulong seed, double minutes, string file)
    {
        var explorer = new Explorer(seed);
        explorer.Run(corpus, TimeSpan.FromMinutes(minutes));
        explorer.Write(file, places);
    }

    private void Run(byte[][] corpus, TimeSpan time)
    {
        foreach (byte[] input in corpus) Try(input);
        for (int i = 0; i < 64; i++) Try(_mutator.Invent((byte)(i % FuzzWorlds.Count), 24).ToArray());
        var clock = Stopwatch.StartNew();
        TimeSpan told = TimeSpan.Zero;
        long nextCull = 0;
        while (clock.Elapsed < time)
        {
            if (_executions >= nextCull)
            {
                Favour();
                nextCull = _executions + Cull;
            }

            int world = WorldsByLuck[_random.Below(WorldsByLuck.Length)];
            List<Entry> from = _random.Happens(80) && _favoured[world].Count > 0 ? _favoured[world] : _ofWorld[world];
            if (from.Count == 0) continue;
            Entry parent = from[_random.Below(from.Count)];
            Entry other = _ofWorld[world][_random.Below(_ofWorld[world].Count)];
            Try(_mutator.Mutate(parent.Input, other.Input).ToArray());
            if (clock.Elapsed - told < TimeSpan.FromSeconds(15)) continue;
            told = clock.Elapsed;
            Console.WriteLine($"{told.TotalSeconds,6:0} s  {_executions,11:N0} executions  {_entries.Count,6:N0} inputs  {_map.Cells,6:N0} ways  {_failures.Count} failures");
        }
    }

    private void Try(byte[] input)
    {
        int world = FuzzWorlds.WorldOf(input);
        if (!Execute(input)) return;
        int news = _map.TakeNews(world, out bool isNew);
        if (!isNew) return;
        if (news > 0) input = Trim(input);
        long before = _worlds.Datagrams;
        Execute(input);
        _map.TakeNews(world, out _);
        var entry = new Entry(input, _map.Features(world), input.Length + (DatagramCost * (int)(_worlds.Datagrams - before)));
        _ofWorld[world].Add(entry);
        _entries.Add(entry);
        foreach (int feature in entry.Features)
        {
            if (!_best.TryGetValue(feature, out Entry? best) || entry.Cost < best.Cost) _best[feature] = entry;
        }
    }

    private bool Execute(byte[] input)
    {
        _executions++;
        _map.Clear();
        try
        {
            _worlds.Execute(input);
            return true;
        }
        catch (Exception e)
        {
            string kind = Failure.KindOf(e);
            if (_failures.Count < MostFailures && _failures.TryAdd(kind, input)) Console.WriteLine(Failure.Report(input, e));
            return false;
        }
    }

    // Records whose absence changes nothing go, the last first: whoever has less to change hits more often.
    private byte[] Trim(byte[] input)
    {
        int world = FuzzWorlds.WorldOf(input);
        if (!Execute(input)) return input;
        int[] wanted = _map.Features(world);
        int tries = MostTrims;
        for (int step = Math.Max(FuzzInput.CountRecords(input) / 4, 1); step > 0; step /= 2)
        {
            for (int at = FuzzInput.CountRecords(input) - step; at >= 0 && tries > 0; at -= step, tries--)
            {
                byte[] shorter = Minimiser.Without(input, at, step);
                if (Execute(shorter) && _map.Features(world).AsSpan().SequenceEqual(wanted)) input = shorter;
            }
        }

        return input;
    }

    // For each way the cheapest input that goes it, until all ways are gone.
    private void Favour()
    {
        foreach (List<Entry> favoured in _favoured) favoured.Clear();
        HashSet<int> gone = [];
        foreach ((int feature, Entry entry) in _best)
        {
            if (gone.Contains(feature)) continue;
            gone.UnionWith(entry.Features);
            _favoured[FuzzWorlds.WorldOf(entry.Input)].Add(entry);
        }
    }

    // One input for each set of ways that is new, counts aside; the one with most ways first.
    private void Write(string file, IReadOnlyList<string> places)
    {
        HashSet<int> gone = [];
        List<Entry> kept = [];
        // What an input is worth only falls as others are kept, so whoever is still the best when it is looked at again is the best.
        var waiting = new PriorityQueue<Entry, long>(_entries.Select(entry => (entry, long.MinValue)));
        while (waiting.TryDequeue(out Entry? entry, out _))
        {
            int news = entry.Cells.Count(cell => !gone.Contains(cell));
            if (news == 0) continue;
            long priority = -(news * 1_000L / (entry.Cost + 64)) - 1;
            if (waiting.TryPeek(out _, out long next) && next < priority)
            {
                waiting.Enqueue(entry, priority);
                continue;
            }

            gone.UnionWith(entry.Cells);
            kept.Add(entry);
        }

        Corpus.Write(file, [$"{kept.Count} inputs, found among {_executions:N0} executions: {gone.Count:N0} ways from one of {places.Count:N0} places to another, counted for each world, and facts.", "Read tests/ManagedENet.Fuzz/README.md."], kept.Select(entry => entry.Input));
        Console.WriteLine($"{_entries.Count:N0} inputs, {kept.Count:N0} kept, {gone.Count:N0} ways, {new FileInfo(file).Length:N0} bytes, {_failures.Count} failures");
    }

    private sealed record Entry(byte[] Input, int[] Features, int Cost)
    {
        public int[] Cells { get; } = [.. Features.Select(feature => feature / 8)];
    }
}
