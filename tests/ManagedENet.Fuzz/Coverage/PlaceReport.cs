using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Fuzz.Worlds;

namespace ManagedENet.Fuzz.Coverage;

/// <summary>Which places of the library inputs pass, by classes. Runs where the library is instrumented.</summary>
internal static class PlaceReport
{
    /// <summary>Called by way of <see cref="InstrumentedContext"/>.</summary>
    public static void Print(IReadOnlyList<string> places, byte[][] corpus)
    {
        using var map = new CoverageMap();
        var worlds = new FuzzWorlds();
        bool[] passed = new bool[places.Count];
        foreach (byte[] input in corpus)
        {
            map.Clear();
            worlds.Execute(input);
            for (int i = 0; i < passed.Length; i++) passed[i] |= map.Counters[i] != 0;
        }

        var classes = places.Select((place, i) => (Class: ClassOf(place), Method: place, IsPassed: passed[i])).Where(place => place.Method[0] != '!').GroupBy(place => place.Class, StringComparer.Ordinal)
            .Select(group => (Name: group.Key, All: group.Count(), Passed: group.Count(place => place.IsPassed), Missed: group.GroupBy(place => place.Method, StringComparer.Ordinal).Where(method => method.All(place => !place.IsPassed)).Select(method => method.Key[(method.Key.LastIndexOf(':') + 1)..]).ToList()))
            .OrderBy(row => row.Name, StringComparer.Ordinal).ToList();
        foreach (var row in classes) Console.WriteLine($"{row.Passed,5} of {row.All,5}  {row.Name}  {string.Join(' ', row.Missed.Take(12))}");
        Print("Protocol (the core)", row => row.StartsWith("ManagedENet.Protocol.", StringComparison.Ordinal));
        Print("the rest", row => !row.StartsWith("ManagedENet.Protocol.", StringComparison.Ordinal));
        Print("all", _ => true);
        Console.WriteLine("What the compiler has written, such as the members of records, is not counted.");

        void Print(string name, Func<string, bool> isWanted)
        {
            var wanted = classes.Where(row => isWanted(row.Name)).ToList();
            Console.WriteLine($"{name}: {wanted.Sum(row => row.Passed):N0} of {wanted.Sum(row => row.All):N0} places, {100.0 * wanted.Sum(row => row.Passed) / wanted.Sum(row => row.All):0.0} %");
        }
    }

    private static string ClassOf(string place) => place[..place.IndexOf("::", StringComparison.Ordinal)].Split('/')[0];
}
