using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Hosting;

namespace ManagedENet.Simulation.Twins;

/// <summary>Finds the first thing in which twins differ, and says what it is.</summary>
internal sealed class Differ
{
    private const int MostShown = 12;

    private readonly List<long> _one = [];
    private readonly List<long> _other = [];

    public static void AssertSame<T>(string what, IReadOnlyList<T> one, IReadOnlyList<T> other, IEqualityComparer<T> comparer)
    {
        for (int i = 0; i < Math.Max(one.Count, other.Count); i++)
        {
            if (i < one.Count && i < other.Count && comparer.Equals(one[i], other[i])) continue;
            throw new AssertionException($"{what} {i}: the usual way {At(one, i)}, the general way {At(other, i)}");
        }
    }

    public void AssertSameFacts(string name, Host one, Host other)
    {
        Read(one, _one);
        Read(other, _other);
        if (_one.SequenceEqual(_other)) return;
        List<string> names = FactReader.NamesOf(one);
        if (_one.Count != _other.Count) names = [.. names.Intersect(FactReader.NamesOf(other), StringComparer.Ordinal)];
        IEnumerable<string> differences = names.Zip(_one.Zip(_other)).Where(fact => fact.Second.First != fact.Second.Second)
            .Take(MostShown).Select(fact => $"{fact.First} {fact.Second.First} / {fact.Second.Second}");
        throw new AssertionException($"{name}: {string.Join(", ", differences)} (usual / general)");
    }

    private static string At<T>(IReadOnlyList<T> list, int index) => index >= list.Count ? "none" : $"{list[index]}";

    private static void Read(Host host, List<long> facts)
    {
        facts.Clear();
        FactReader.Read(host, facts);
        facts.Add(host.NextDeadlineUs);
        facts.Add(host.HasEvent ? 1 : 0);
    }
}
