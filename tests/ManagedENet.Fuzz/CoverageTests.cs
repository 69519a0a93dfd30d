using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using ManagedENet.Fuzz.Coverage;
using ManagedENet.Fuzz.Inputs;
using ManagedENet.Fuzz.Worlds;

namespace ManagedENet.Fuzz;

/// <summary>The copy of the library that writes down where it goes.</summary>
[TestFixture]
internal sealed class CoverageTests
{
    [Test]
    public void An_input_goes_the_same_ways_each_time_and_another_one_others()
    {
        byte[] idle = new byte[FuzzInput.HeadBytes];
        byte[] joining = [.. idle, (byte)Act.Join, 0, 1, 0, 0, 0, 0, 0];
        string folder = Directory.CreateDirectory(Path.Combine(TestContext.CurrentContext.WorkDirectory, "instrumented")).FullName;
        int[][] ways = (int[][])InstrumentedContext.Call(typeof(CoverageTests), nameof(WaysOf), perPlace: false, folder, (object)new[] { idle, idle, joining, idle })!;
        Assert.That(ways[1], Is.EqualTo(ways[0]));
        Assert.That(ways[3], Is.EqualTo(ways[0]));
        Assert.That(ways[2].Except(ways[0]), Is.Not.Empty);
        int[][] places = (int[][])InstrumentedContext.Call(typeof(CoverageTests), nameof(WaysOf), perPlace: true, folder, (object)new[] { idle, idle, joining })!;
        Assert.That(places[2].Except(places[1]), Is.Not.Empty);
        Assert.That(ways[0], Has.Length.GreaterThan(places[1].Length), "a place is reached from several");
    }

    /// <summary>Runs where the library is instrumented.</summary>
    public static int[][] WaysOf(IReadOnlyList<string> places, byte[][] inputs)
    {
        using var map = new CoverageMap();
        var worlds = new FuzzWorlds();
        // What happens once in a process only is no input's way.
        foreach (byte[] input in inputs) worlds.Execute(input);
        return [.. inputs.Select(input =>
        {
            map.Clear();
            worlds.Execute(input);
            return map.Features(0).Select(feature => feature / 8).Where(cell => places.Count > 0).ToArray();
        })];
    }
}
