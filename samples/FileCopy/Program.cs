using System;
using System.CommandLine;
using System.Threading.Tasks;
using Samples;

namespace FileCopy;

/// <summary>Copies files to another machine, each over a stream of its own connection.</summary>
internal static class Program
{
    private static Task<int> Main(string[] arguments)
    {
        Option<int> port = SampleProgram.Port("UDP port; 0 takes a free one.");
        var folder = new Argument<string>("folder") { Description = "Where the files go; made if it is not there. Nothing is written outside of it, and nothing over." };
        var once = new Option<bool>("--once") { Description = "End after one file: 0 when it has arrived, 1 when it has not." };
        Option<int> largest = SampleProgram.WholeNumber("--largest", "Most MiB of a file.", 1, 1 << 20, 1024);
        var receive = new Command("receive", "Take files, until Ctrl+C.") { folder, port, once, largest };
        receive.SetAction((parsed, _) => new FileReceiver(parsed.GetValue(folder)!, (long)parsed.GetValue(largest) << 20).RunAsync(parsed.GetValue(port), parsed.GetValue(once)));

        var file = new Argument<string>("file") { Description = "The file." };
        var host = new Argument<string>("host") { Description = "Where the receiver is: a name or an address." };
        Option<int> there = SampleProgram.WholeNumber("--port", "The receiver's port.", 1, 65_535, 7777);
        var name = new Option<string?>("--as") { Description = "What it is called there; its own name when not given." };
        Option<double> timeout = SampleProgram.Number("--timeout", "Seconds in which the receiver must answer at first.", 0.1, 3600, 5);
        var send = new Command("send", "Copy a file.") { file, host, there, name, timeout };
        send.SetAction((parsed, _) => FileSender.RunAsync(parsed.GetValue(file)!, parsed.GetValue(host)!, parsed.GetValue(there), parsed.GetValue(name), TimeSpan.FromSeconds(parsed.GetValue(timeout))));

        return SampleProgram.RunAsync(new RootCommand("Copies files over ENet.") { receive, send }, arguments);
    }
}
