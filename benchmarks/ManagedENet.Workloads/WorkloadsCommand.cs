using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.IO;
using System.Linq;
using ManagedENet.Tool.CommandLine;
using ManagedENet.Workloads.FirstSecond;
using ManagedENet.Workloads.Report;

namespace ManagedENet.Workloads;

/// <summary>Whole workloads, native and managed in the same run.</summary>
internal static class WorkloadsCommand
{
    public const string Name = "workloads";

    private const int Repeats = 7;
    private const int QuickRepeats = 3;

    private static string AllNames => string.Join(", ", BenchCatalogue.All.Select(c => c.Name));

    public static int Run(string[] args, ToolConsole console) => CommandRunner.Run(() => Create(console), args, console);

    private static RootCommand Create(ToolConsole console)
    {
        Option<string[]> workloads = new("--workload")
        {
            Description = $"Only these, by name or the start of one: {AllNames}. All when it is not given.",
            HelpName = "NAME",
            AllowMultipleArgumentsPerToken = true,
            CustomParser = ParseNames,
        };
        Option<int?> repeats = CommandOptions.OptionalInteger("--repeats", $"Runs of each engine; the median is shown. {Repeats} when it is not given.", 1, 1_000);
        Option<bool> quick = new("--quick") { Description = $"Shorter runs and {QuickRepeats} repeats: a look, not a measurement." };
        Option<DirectoryInfo?> workers = new("--workers") { Description = "Where benchmarks/workloads.sh has published workers that are compiled ahead of time; they are measured as well.", HelpName = "FOLDER" };
        Option<string?> json = FileOption("--json", "Write everything that was measured into this file.");
        Option<string?> svg = FileOption("--svg", "Draw the ratios into this file.");
        var command = new RootCommand("Measure whole workloads: native ENet and ManagedENet in turn, and their ratio.")
        {
            workloads, repeats, quick, workers, json, svg, FirstSecondCommand.Create(console), ReportCommand.Create(console),
        };
        command.SetAction(parsed => Run(console, new BenchSettings
        {
            Cases = Select(parsed.GetValue(workloads) ?? []),
            Repeats = parsed.GetValue(repeats) ?? (parsed.GetValue(quick) ? QuickRepeats : Repeats),
            IsQuick = parsed.GetValue(quick),
            WorkersFolder = FolderOf(parsed.GetValue(workers)),
            JsonFile = parsed.GetValue(json),
            SvgFile = parsed.GetValue(svg),
        }));
        return command;
    }

    private static List<BenchCase> Select(string[] names) => BenchCatalogue.All
        .Where(c => names.Length == 0 || names.Any(name => c.Name == name || (c.Name.StartsWith(name, StringComparison.Ordinal) && BenchCatalogue.All.All(other => other.Name != name))))
        .ToList();

    private static string[] ParseNames(ArgumentResult result)
    {
        string[] names = result.Tokens.Select(token => token.Value).ToArray();
        string? wrong = names.FirstOrDefault(name => name.Length == 0 || Select([name]).Count == 0);
        if (wrong is not null) result.AddError($"--workload is one of {AllNames}, or the start of one, not '{wrong}'.");
        return names;
    }

    private static string? FolderOf(DirectoryInfo? workers)
    {
        if (workers is null) return null;
        var launcher = new WorkerLauncher(null, workers.FullName);
        return Engine.Compiled.Any(launcher.Has) ? workers.FullName : throw new ToolException($"there are no workers in {workers}: benchmarks/workloads.sh publishes them.");
    }

    // Whoever measured for twenty minutes must not learn only then that there is no place for the result.
    public static Option<string?> FileOption(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "FILE",
        CustomParser = result =>
        {
            string file = result.Tokens[0].Value;
            bool isPossible = file.Length > 0 && !Directory.Exists(file) && Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(file)));
            if (!isPossible) result.AddError($"{name} takes a file in a folder that exists, not '{file}'.");
            return file;
        },
    };

    private static int Run(ToolConsole console, BenchSettings settings)
    {
        using var stop = new StopSignal();
        using NativeProgram? native = NativeProgram.TryBuild(out string whyNot);
        var launcher = new WorkerLauncher(native, settings.WorkersFolder);
        List<Engine> engines = Engine.All.Where(launcher.Has).ToList();

        IReadOnlyList<string> failures = [];
        IReadOnlyList<CaseResult> Measure(IBenchProgress progress)
        {
            var runner = new BenchRunner(settings, launcher, engines, progress, () => stop.IsRaised);
            IReadOnlyList<CaseResult> measured = runner.Run();
            failures = runner.Failures;
            return measured;
        }

        IReadOnlyList<CaseResult> cases = console.IsInteractive
            ? LiveBenchProgress.Run(console.Rich, settings.Cases, Measure)
            : Measure(new PlainBenchProgress(console, settings.Cases));
        var result = new BenchResult(MachineDescription.Lines(), native?.Version, native is null ? whyNot : null, cases, failures);
        BenchTable.Write(console, result);
        Save(settings, result);
        return stop.IsRaised || failures.Count > 0 ? ExitCode.Failed : ExitCode.Success;
    }

    /// <summary>Writes the files that are asked for.</summary>
    public static void Save(BenchSettings settings, BenchResult result)
    {
        if (settings.JsonFile is { } json) Save(json, BenchJson.Write(settings, result));
        if (settings.SvgFile is { } svg) Save(svg, BenchChart.Draw(result));
    }

    private static void Save(string path, string text)
    {
        try
        {
            File.WriteAllText(path, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"cannot write {path}: {e.Message}");
        }
    }
}
