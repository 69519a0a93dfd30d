using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using ManagedENet.Interop.Processes;

namespace ManagedENet.Godot.Tests.Live;

/// <summary>The samples do what their README says.</summary>
[TestFixture]
public sealed partial class SampleTests : LiveFixture
{
    // Longer than any of these tests; the server ends with the test.
    private const string ServerSeconds = "600";

    // Twenty pictures a second for a hundred players need most of a processor; a busy machine would fall behind ever further, and players be lost rightly.
    private const string Rate = "2";

    // Nobody is given up because this machine has no time for the tests.
    private const string Timeout = "100";

    [TestCase("4", "0")]
    [TestCase("4", "0.05")]
    [TestCase("3", "0.05")]
    public void Players_of_a_load_join_the_arena_and_see_each_other(string engine, string loss)
    {
        ChildProcess server = StartArena(engine, out string port);
        ChildProcess load = Keep(GodotPrograms.StartManaged("ArenaLoad.dll", "--port", port, "--engine", engine, "--clients", "20", "--seconds", "2", "--loss", loss, "--rate", Rate, "--timeout", Timeout));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(load.AwaitExit(GodotPrograms.Patience), Is.Zero, $"{load.Transcript}\n{server.Transcript}");
            Assert.That(load.Lines, Has.Some.StartsWith("result playing=20 of=20 lost=0 seen=20 heard=20 dropped=0"));
        }
    }

    [Test]
    public void A_Godot_3_plays_in_the_arena()
    {
        GodotPrograms.RequireGodot();
        ChildProcess server = StartArena("3", out string port, rate: "20");
        ChildProcess godot = Keep(GodotPrograms.StartGodotProject("arena-godot3", $"--port={port}", "--bot=3"));
        Assert.That(godot.AwaitExit(GodotPrograms.Patience), Is.Zero, $"{godot.Transcript}\n{server.Transcript}");
        Assert.That(godot.Lines, Has.Some.StartsWith("bot pictures="));
    }

    [TestCase("4")]
    [TestCase("3")]
    public void The_lines_of_the_readme_work(string engine)
    {
        string[] lines = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "samples", "README.md"))];
        string[] load = ArgumentsOf(lines, "ArenaLoad", engine);
        string[] arena = ArgumentsOf(lines, "ArenaServer", engine);
        string clients = load[Array.IndexOf(load, "--clients") + 1];
        ChildProcess server = Keep(GodotPrograms.StartManaged("ArenaServer.dll", [.. With(arena, "--port", "0"), "--seconds", ServerSeconds, "--rate", Rate, "--timeout", Timeout]));
        string port = Port().Match(server.AwaitLine("ready on port", GodotPrograms.Patience)).Value;
        ChildProcess players = Keep(GodotPrograms.StartManaged("ArenaLoad.dll", [.. With(load, "--seconds", "2"), "--port", port, "--rate", Rate, "--timeout", Timeout]));
        Assert.That(players.AwaitExit(GodotPrograms.Patience), Is.Zero, $"{players.Transcript}\n{server.Transcript}");
        Assert.That(players.Lines, Has.Some.StartsWith($"result playing={clients} of={clients} lost=0 seen={clients}"));
        if (engine != "3") return;
        GodotPrograms.RequireGodot();
        string[] game = lines.Single(line => line.StartsWith("godot3-server --path samples/arena-godot3 ", StringComparison.Ordinal)).Split(' ').Skip(3).ToArray();
        Assert.That(game, Has.Member("--port=7777"));
        ChildProcess godot = Keep(GodotPrograms.StartGodotProject("arena-godot3", game.Select(word => word == "--port=7777" ? $"--port={port}" : word)));
        Assert.That(godot.AwaitExit(GodotPrograms.Patience), Is.Zero, $"{godot.Transcript}\n{server.Transcript}");
    }

    [TestCase("ArenaLoad.dll", "--clients", "0")]
    [TestCase("ArenaLoad.dll", "--loss", "2")]
    [TestCase("ArenaLoad.dll", "--engine", "5")]
    [TestCase("ArenaServer.dll", "--engine", "5")]
    public void A_sample_refuses_what_makes_no_sense(string program, string option, string value)
    {
        ChildProcess sample = Keep(GodotPrograms.StartManaged(program, option, value, "--seconds", "1"));
        Assert.That(sample.AwaitExit(GodotPrograms.Patience), Is.EqualTo(1), sample.Transcript);
    }

    private static string[] ArgumentsOf(IEnumerable<string> lines, string project, string engine)
    {
        string start = $"dotnet run --project samples/{project} -- --engine {engine} ";
        return lines.Single(line => line.StartsWith(start, StringComparison.Ordinal)).Split(" -- ")[1].Split(' ');
    }

    private static string[] With(string[] arguments, string option, string value)
    {
        string[] changed = [.. arguments];
        changed[Array.IndexOf(changed, option) + 1] = value;
        return changed;
    }

    private ChildProcess StartArena(string engine, out string port, string rate = Rate)
    {
        ChildProcess server = Keep(GodotPrograms.StartManaged("ArenaServer.dll", "--port", "0", "--engine", engine, "--seconds", ServerSeconds, "--rate", rate, "--timeout", Timeout));
        port = Port().Match(server.AwaitLine("ready on port", GodotPrograms.Patience)).Value;
        return server;
    }

    [GeneratedRegex("[0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Port();
}
