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
        var port = new Option<int>("--port") { Description = "Its port.", DefaultValueFactory = _ => 7777 };
        var engine = new Option<int>("--engine") { Description = "The server's engine: 4 or 3.", DefaultValueFactory = _ => 4 };
        var clients = new Option<int>("--clients") { Description = "Players.", DefaultValueFactory = _ => 50 };
        var rate = new Option<double>("--rate") { Description = "Moves of each player in a second.", DefaultValueFactory = _ => 20 };
        var seconds = new Option<double>("--seconds") { Description = "How long to play.", DefaultValueFactory = _ => 10 };
        var timeout = new Option<double>("--timeout") { Description = "Seconds without an answer after which the other end is given up.", DefaultValueFactory = _ => 5 };
        var loss = new Option<double>("--loss") { Description = "Share of datagrams to lose in each direction, 0 to 1." };
        engine.AcceptOnlyFromAmong("4", "3");
        clients.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1) result.AddError("--clients takes 1 or more.");
        });
        loss.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0 and <= 1)) result.AddError("--loss takes 0 to 1.");
        });
        timeout.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 1 and <= 3600)) result.AddError("--timeout takes 1 to 3600.");
        });
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
