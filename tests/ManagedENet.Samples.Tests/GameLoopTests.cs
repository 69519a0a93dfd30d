using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Runtime.InteropServices;
using ManagedENet.Interop.Processes;

namespace ManagedENet.Samples.Tests;

/// <summary>The game loop of the samples.</summary>
[TestFixture]
public sealed class GameLoopTests : SampleFixture
{
    // The least that an object takes: with one for each message there would be more.
    private const int LeastObjectBytes = 24;

    [Test]
    public void Players_send_inputs_and_see_snapshots_and_the_loop_does_not_allocate()
    {
        ChildProcess server = StartServer("GameLoop", out int port, SampleReadme.Arguments("GameLoop", "server", ("7777", "0")));
        string[] line = SampleReadme.Arguments("GameLoop", "load", ("7777", $"{port}"), ("10", "1"));
        ChildProcess load = Start("GameLoop", [.. line, "--timeout", PatienceSeconds]);
        Assert.That(load.AwaitExit(Patience), Is.Zero, $"{load.Transcript}\n{server.Transcript}");
        Send(PosixSignal.SIGTERM, server);
        Assert.That(server.AwaitExit(Patience), Is.Zero, server.Transcript);

        Dictionary<string, long> played = NumbersOf(load);
        Dictionary<string, long> served = NumbersOf(server);
        long players = long.Parse(line[Array.IndexOf(line, "--players") + 1], CultureInfo.InvariantCulture);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((played["playing"], played["of"]), Is.EqualTo((players, players)), load.Transcript);
            Assert.That(served["inputs"], Is.InRange(1, played["inputs"]), "those that were not lost");
            Assert.That(played["snapshots"], Is.InRange(1, served["snapshots"]), "those that were not lost");
            Assert.That((played["actions"] > 0, played["done"], served["actions"]), Is.EqualTo((true, played["actions"], played["actions"])), "none is lost, and none is done twice");
            Assert.That(served["in_ticks"], Is.Positive, server.Transcript);
            Assert.That(served["allocated_bytes"], Is.LessThan(served["in_ticks"] * players * LeastObjectBytes), server.Transcript);
        }
    }

    private static Dictionary<string, long> NumbersOf(ChildProcess program) => program.Lines[^1].Split(' ').Select(word => word.Split('='))
        .ToDictionary(pair => pair[0], pair => long.Parse(pair[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
}
