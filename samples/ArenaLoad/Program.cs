using System;
using System.CommandLine;
using System.Threading.Tasks;
using ManagedENet.Godot;
using Samples;

namespace Arena.Load;

/// <summary>Joins an arena as many players at once, walks about, and says what came back.</summary>
internal static class Program
{
    private static Task<int> Main(string[] arguments)
    {
        var host = new Option<string>("--host") { Description = "The server.", DefaultValueFactory = _ => "127.0.0.1" };
        Option<int> port = SampleProgram.WholeNumber("--port", "Its port.", 1, 65_535, 7777);
        var engine = new Option<int>("--engine") { Description = "The server's engine: 4 or 3.", DefaultValueFactory = _ => 4 };
        Option<int> clients = SampleProgram.WholeNumber("--clients", "Players.", 1, 10_000, 50);
        Option<double> rate = SampleProgram.Number("--rate", "Moves of each player in a second.", 0.1, 1000, 20);
        Option<double> seconds = SampleProgram.Number("--seconds", "How long to play.", 0, 1_000_000, 10);
        Option<double> timeout = SampleProgram.Number("--timeout", "Seconds without an answer after which the other end is given up.", 1, 3600, 5);
        Option<double> loss = SampleProgram.Number("--loss", "Share of datagrams to lose in each direction.", 0, 1, 0);
        engine.AcceptOnlyFromAmong("4", "3");
        var root = new RootCommand("A load of players for the arena.") { host, port, engine, clients, rate, seconds, timeout, loss };
        root.SetAction(parsed => new LoadRun(new LoadSettings
        {
            Host = parsed.GetValue(host)!,
            Port = parsed.GetValue(port),
            Engine = parsed.GetValue(engine) == 3 ? GodotWireVersion.Godot3 : GodotWireVersion.Godot4,
            Clients = parsed.GetValue(clients),
            MovesPerSecond = parsed.GetValue(rate),
            Duration = TimeSpan.FromSeconds(parsed.GetValue(seconds)),
            Timeout = TimeSpan.FromSeconds(parsed.GetValue(timeout)),
            LossRate = parsed.GetValue(loss),
        }).Run());
        return SampleProgram.RunAsync(root, arguments);
    }
}
