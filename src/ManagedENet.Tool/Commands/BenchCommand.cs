using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using ManagedENet.Tool.Bench;
using ManagedENet.Tool.Bench.Report;

namespace ManagedENet.Tool.Commands;

/// <summary><c>enet bench</c>: whole workloads, native and managed in the same run.</summary>
internal static class BenchCommand
{
    private const int Repeats = 7;
    private const int QuickRepeats = 3;

    public static Command Create(ToolConsole console)
    {
        Option<string[]> workloads = new("--workload")
        {
            Description = $"Only these, by name or the start of one: {string.Join(", ", BenchCatalogue.All.Select(c => c.Name))}. All when it is not given.",
            HelpName = "NAME",
            AllowMultipleArgumentsPerToken = true,
        };
        Option<int?> repeats = CommandOptions.OptionalInteger("--repeats", $"Runs of each engine; the median is shown. {Repeats} when it is not given.", 1, 1_000);
        Option<bool> quick = new("--quick") { Description = $"Shorter runs and {QuickRepeats} repeats: a look, not a measurement." };
        Option<string?> json = new("--json") { Description = "Write everything that was measured into this file.", HelpName = "FILE" };
        Option<string?> svg = new("--svg") { Description = "Draw the ratios into this file.", HelpName = "FILE" };
        var command = new Command("bench", "Measure whole workloads: native ENet and ManagedENet in turn, and their ratio.") { workloads, repeats, quick, json, svg };
        command.Validators.Add(result =>
        {
            foreach (string name in result.GetValue(workloads) ?? [])
            {
                result.Require(Select([name]).Count > 0, $"--workload is one of {string.Join(", ", BenchCatalogue.All.Select(c => c.Name))}, or the start of one, not '{name}'.");
            }
        });
        command.SetAction(parsed => Run(console, new BenchSettings
        {
            Cases = Select(parsed.GetValue(workloads) ?? []),
            Repeats = parsed.GetValue(repeats) ?? (parsed.GetValue(quick) ? QuickRepeats : Repeats),
            IsQuick = parsed.GetValue(quick),
            JsonFile = parsed.GetValue(json),
            SvgFile = parsed.GetValue(svg),
        }));
        return command;
    }

    private static List<BenchCase> Select(string[] names) => BenchCatalogue.All
        .Where(c => names.Length == 0 || names.Any(name => c.Name == name || (c.Name.StartsWith(name, StringComparison.Ordinal) && BenchCatalogue.All.All(other => other.Name != name))))
        .ToList();

    private static int Run(ToolConsole console, BenchSettings settings)
    {
        using var stop = new StopSignal();
        using NativeProgram? native = NativeProgram.TryBuild(out string whyNot);
        var engines = new List<Engine>();
        if (native is not null) engines.Add(Engine.Native);
        engines.Add(Engine.Socket);
        if (OperatingSystem.IsLinux()) engines.Add(Engine.Linux);

        IReadOnlyList<string> failures = [];
        IReadOnlyList<CaseResult> Measure(IBenchProgress progress)
        {
            var runner = new BenchRunner(settings, new WorkerLauncher(native), engines, progress, () => stop.IsRaised);
            IReadOnlyList<CaseResult> measured = runner.Run();
            failures = runner.Failures;
            return measured;
        }

        IReadOnlyList<CaseResult> cases = console.IsInteractive
            ? LiveBenchProgress.Run(console.Rich, settings.Cases, Measure)
            : Measure(new PlainBenchProgress(console, settings.Cases));
        var result = new BenchResult(MachineDescription.Lines(), native?.Version, native is null ? whyNot : null, cases, failures);
        BenchTable.Write(console, result);
        if (settings.JsonFile is { } json) Save(json, BenchJson.Write(settings, result));
        if (settings.SvgFile is { } svg) Save(svg, BenchChart.Draw(result));
        return stop.IsRaised || failures.Count > 0 ? ExitCode.Failed : ExitCode.Success;
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
