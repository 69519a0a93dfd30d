using System;
using System.CommandLine;
using System.Threading.Tasks;
using ManagedENet;
using ManagedENet.Godot;
using ManagedENet.Godot.Scene;
using Samples;

namespace Arena.Server;

/// <summary>A dedicated server for the two little games beside it, without the engine: players walk about, and everybody sees everybody.</summary>
internal static class Program
{
    private static Task<int> Main(string[] arguments)
    {
        Option<int> port = SampleProgram.Port("UDP port; 0 takes a free one.");
        var engine = new Option<int>("--engine") { Description = "The players' engine: 4 or 3.", DefaultValueFactory = _ => 4 };
        var maxPlayers = new Option<int>("--players") { Description = "Most players at a time.", DefaultValueFactory = _ => 256 };
        var rate = new Option<double>("--rate") { Description = "Pictures of the arena in a second.", DefaultValueFactory = _ => 20 };
        var timeout = new Option<double>("--timeout") { Description = "Seconds without an answer after which the other end is given up.", DefaultValueFactory = _ => 5 };
        var seconds = new Option<double>("--seconds") { Description = "End after this time; 0 runs until Ctrl+C." };
        engine.AcceptOnlyFromAmong("4", "3");
        rate.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0.1 and <= 1000)) result.AddError("--rate takes 0.1 to 1000.");
        });
        timeout.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 1 and <= 3600)) result.AddError("--timeout takes 1 to 3600.");
        });
        var root = new RootCommand("A dedicated server for the arena.") { port, engine, maxPlayers, rate, timeout, seconds };
        root.SetAction(parsed => Run(
            parsed.GetValue(port),
            parsed.GetValue(engine) == 3 ? GodotWireVersion.Godot3 : GodotWireVersion.Godot4,
            parsed.GetValue(maxPlayers),
            TimeSpan.FromSeconds(1 / parsed.GetValue(rate)),
            TimeSpan.FromSeconds(parsed.GetValue(timeout)),
            TimeSpan.FromSeconds(parsed.GetValue(seconds))));
        return SampleProgram.RunAsync(root, arguments);
    }

    private static int Run(int port, GodotWireVersion engine, int maxPlayers, TimeSpan tick, TimeSpan timeout, TimeSpan lifetime)
    {
        // Packets may wait for the next poll and share datagrams: the server sends many small ones.
        using var peer = new GodotMultiplayerPeer(new GodotPeerOptions
        {
            WireVersion = engine,
            FlushEachPacket = false,
            Host = new ENetHostOptions { TimeoutMinimum = timeout, TimeoutMaximum = 6 * timeout },
        });
        MultiplayerLayer game = engine == GodotWireVersion.Godot3 ? new MultiplayerApi(peer) : new SceneMultiplayer(peer);
        var room = new ArenaRoom(game, tick, Console.Out);

        // What players send must not end the server: a failing handler is a line in the log.
        game.HandlerFailed += (call, failure) => Console.WriteLine($"{call.Sender} {call.Method.Name}: {failure.Message}");

        peer.CreateServer(port, maxPlayers);
        Console.WriteLine($"ready on port {peer.Host!.LocalEndPoint.Port} for {engine}");

        using var stop = new StopSignal();
        long start = Environment.TickCount64;
        while (!stop.IsRaised && (lifetime == TimeSpan.Zero || Environment.TickCount64 - start < lifetime.TotalMilliseconds))
        {
            // Waits for packets until the next tick is due, so that the server sleeps when nobody plays.
            game.Poll(room.UntilNextTick(Environment.TickCount64));
            room.Tick(Environment.TickCount64);
        }

        // Tells everybody that the arena is closed.
        peer.Close();
        Console.WriteLine($"closed; dropped by the game: {game.Drops}; by the peer: {peer.Drops}");
        return 0;
    }
}
