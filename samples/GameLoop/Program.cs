using System;
using System.CommandLine;
using System.Threading.Tasks;
using Samples;

namespace GameLoop;

/// <summary>A game server that is one loop on one thread, and a load of players for it. Neither has a runner, a lock or a task.</summary>
internal static class Program
{
    private static Task<int> Main(string[] arguments)
    {
        Option<int> port = SampleProgram.Port("UDP port; 0 takes a free one.");
        Option<int> players = SampleProgram.WholeNumber("--players", "Players: most at a time for the server, all of them for the load.", 1, GameWire.MostPlayers, GameWire.UsualPlayers);
        Option<int> rate = SampleProgram.WholeNumber("--rate", "Ticks in a second.", 1, 1000, 60);
        Option<double> lifetime = SampleProgram.Number("--seconds", "End after this time; 0 runs until Ctrl+C.", 0, 1_000_000, 0);
        var server = new Command("server", "Serve the game.") { port, players, rate, lifetime };
        server.SetAction(parsed => new GameServer(parsed.GetValue(players), parsed.GetValue(rate)).Run(parsed.GetValue(port), TimeSpan.FromSeconds(parsed.GetValue(lifetime))));

        var host = new Argument<string>("host") { Description = "Where the server is: a name or an address.", DefaultValueFactory = _ => "localhost" };
        Option<int> there = SampleProgram.WholeNumber("--port", "The server's port.", 1, 65_535, 7777);
        Option<double> seconds = SampleProgram.Number("--seconds", "How long to play; longer until everybody has seen the snapshots of some seconds.", 0, 1_000_000, 10);
        Option<double> timeout = SampleProgram.Number("--timeout", "Seconds in which the server must answer.", 0.1, 3600, 5);
        var load = new Command("load", "Play as many players at once.") { host, there, players, rate, seconds, timeout };
        load.SetAction(parsed => new GameLoad(parsed.GetValue(players), parsed.GetValue(rate)).Run(
            parsed.GetValue(host)!,
            parsed.GetValue(there),
            TimeSpan.FromSeconds(parsed.GetValue(seconds)),
            TimeSpan.FromSeconds(parsed.GetValue(timeout))));

        return SampleProgram.RunAsync(new RootCommand("A game loop over ENet.") { server, load }, arguments);
    }
}
