using System;
using System.Text.RegularExpressions;
using ManagedENet.Interop.Processes;

namespace ManagedENet.Godot.Tests.Live;

/// <summary>The samples do what their README says.</summary>
[TestFixture]
public sealed partial class SampleTests : LiveFixture
{
    [TestCase("4", "0")]
    [TestCase("4", "0.05")]
    [TestCase("3", "0.05")]
    public void Players_of_a_load_join_the_arena_and_see_each_other(string engine, string loss)
    {
        ChildProcess server = StartArena(engine, out string port);
        ChildProcess load = Keep(GodotPrograms.StartManaged("ArenaLoad.dll", "--port", port, "--engine", engine, "--clients", "20", "--seconds", "2", "--loss", loss));
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
        ChildProcess server = StartArena("3", out string port);
        ChildProcess godot = Keep(GodotPrograms.StartGodotProject("arena-godot3", $"--port={port}", "--bot=3"));
        Assert.That(godot.AwaitExit(GodotPrograms.Patience), Is.Zero, $"{godot.Transcript}\n{server.Transcript}");
        Assert.That(godot.Lines, Has.Some.StartsWith("bot pictures="));
    }

    private ChildProcess StartArena(string engine, out string port)
    {
        ChildProcess server = Keep(GodotPrograms.StartManaged("ArenaServer.dll", "--port", "0", "--engine", engine, "--seconds", "60"));
        port = Port().Match(server.AwaitLine("ready on port", GodotPrograms.Patience)).Value;
        return server;
    }

    [GeneratedRegex("[0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Port();
}
