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
        Option<int> maxPlayers = SampleProgram.WholeNumber("--players", "Most players at a time.", 1, 4095, 256);
        Option<double> rate = SampleProgram.Number("--rate", "Pictures of the arena in a second.", 0.1, 1000, 20);
        Option<double> timeout = SampleProgram.Number("--timeout", "Seconds without an answer after which the other end is given up.", 1, 3600, 5);
        Option<double> seconds = SampleProgram.Number("--seconds", "End after this time; 0 runs until Ctrl+C.", 0, 1_000_000, 0);
        engine.AcceptOnlyFromAmong("4", "3");
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
