using System;
using System.CommandLine;
using System.Threading.Tasks;
using Samples;

namespace Chat;

/// <summary>A chat room: a server that any number of people join, each with a name and a terminal.</summary>
internal static class Program
{
    private static Task<int> Main(string[] arguments)
    {
        Option<int> port = SampleProgram.Port("UDP port; 0 takes a free one.");
        Option<double> interval = SampleProgram.Number("--announce", "Seconds between two announcements of how many are here.", 0.01, 100_000, 60);
        var server = new Command("server", "Open a room, until Ctrl+C.") { port, interval };
        server.SetAction((parsed, _) => ChatRoom.RunAsync(parsed.GetValue(port), TimeSpan.FromSeconds(parsed.GetValue(interval))));

        Option<int> there = SampleProgram.WholeNumber("--port", "The server's port.", 1, 65_535, 7777);
        var host = new Argument<string>("host") { Description = "Where the server is: a name or an address." };
        var name = new Option<string>("--name") { Description = "What the others call you.", Required = true };
        Option<int> talkers = SampleProgram.WholeNumber("--talkers", "Threads that talk instead of you, all at once through one connection.", 0, 100, 0);
        Option<int> lines = SampleProgram.WholeNumber("--lines", "Lines that each of them says.", 1, 100_000, 10);
        Option<double> timeout = SampleProgram.Number("--timeout", "Seconds in which the server must answer.", 0.1, 3600, 5);
        name.Validators.Add(result =>
        {
            if (!ChatText.IsName(result.GetValueOrDefault<string>())) result.AddError($"--name takes 1 to {ChatText.LongestName} characters of text.");
        });
        var join = new Command("join", "Join a room: what you type the others read, and the other way round. The end of the input leaves.") { host, there, name, talkers, lines, timeout };
        join.SetAction((parsed, _) => ChatClient.RunAsync(parsed.GetValue(host)!, parsed.GetValue(there), parsed.GetValue(name)!, parsed.GetValue(talkers), parsed.GetValue(lines), TimeSpan.FromSeconds(parsed.GetValue(timeout))));

        return SampleProgram.RunAsync(new RootCommand("A chat room over ENet.") { server, join }, arguments);
    }
}
