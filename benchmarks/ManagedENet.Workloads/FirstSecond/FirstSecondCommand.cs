using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.IO;
using System.Linq;
using ManagedENet.Tool.CommandLine;
using ManagedENet.Worker;
using ManagedENet.Workloads.Report;

namespace ManagedENet.Workloads.FirstSecond;

/// <summary>What processes pay at their start: programs that <c>benchmarks/first-second.sh</c> has published, and native ENet, each in turn and from its beginning.</summary>
internal static class FirstSecondCommand
{
    private const string Program = "ManagedENet.FirstSecond";
    private const int Repeats = 9;

    public static Command Create(ToolConsole console)
    {
        Argument<DirectoryInfo> folder = new("FOLDER") { Description = "Where benchmarks/first-second.sh has published the programs." };
        Option<int?> repeats = CommandOptions.OptionalInteger("--repeats", $"Runs of each; the median is shown. {Repeats} when it is not given.", 1, 1_000);
        Option<string> face = CommandOptions.Choice("--face", "How the managed programs learn what happened: handlers, or one event at a time as in native.", ["handler", "poll"], "handler");
        var command = new Command("first-second", "Measure the processor time of a process from its start to echoes that come back.") { folder, repeats, face };
        command.SetAction(parsed => Run(console, parsed.GetRequiredValue(folder).FullName, parsed.GetValue(repeats) ?? Repeats, parsed.GetRequiredValue(face)));
        return command;
    }

    private static int Run(ToolConsole console, string folder, int repeats, string face)
    {
        List<Contestant> contestants = Contestant.Managed.Where(one => File.Exists(ProgramOf(folder, one))).ToList();
        if (contestants.Count == 0) throw new ToolException($"there is no {Program} in the folders of {folder}: benchmarks/first-second.sh puts them there.");
        using NativeProgram? native = NativeProgram.TryBuild(out string whyNot);
        if (native is not null) contestants.Insert(0, Contestant.Native);
        var samples = contestants.ToDictionary(one => one, _ => new List<Sample>());
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            // Whoever comes first may find the machine in another state than whoever comes last.
            for (int i = 0; i < contestants.Count; i++)
            {
                Contestant one = contestants[(repeat + i) % contestants.Count];
                samples[one].Add(one.Folder is null ? Measure(native!.Path, ["first-second"], without: null) : Measure(ProgramOf(folder, one), [face], one.Without));
            }
        }

        FirstSecondTable.Write(console, contestants, samples);
        foreach (string line in MachineDescription.Lines()) console.WriteLine(line);
        console.WriteLine(native is null ? $"native ENet is left out: {whyNot}" : $"native ENet {native.Version}; {repeats} runs of each, in turn; medians; a ratio is the median of the ratios within each turn");
        return ExitCode.Success;
    }

    private static string ProgramOf(string folder, Contestant one) => Path.Combine(folder, one.Folder!, Program);

    private static Sample Measure(string program, IEnumerable<string> arguments, string? without)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true };
        if (without is not null) start.Environment["DOTNET_" + without] = "0";
        start.Environment["DOTNET_ROOT"] = WorkerLauncher.RuntimeFolder;
        using Process process = Process.Start(start)!;
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return Sample.TryParse(said.Trim()) ?? throw new ToolException($"{program} said '{said.Trim()}' instead of a result.");
    }
}
