using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.LongRuns.Door;
using ManagedENet.LongRuns.Fairness;
using ManagedENet.LongRuns.Fuzzing;
using ManagedENet.LongRuns.Reading;
using ManagedENet.LongRuns.Report;
using ManagedENet.LongRuns.Runner;
using ManagedENet.LongRuns.Shards;
using ManagedENet.LongRuns.Simulation;
using ManagedENet.LongRuns.Streams;

namespace ManagedENet.LongRuns;

/// <summary>Runs what is asked for, or everything, and counts what held. The last line is the count; the exit code is 0 when nothing failed.</summary>
internal static class Program
{
    private const int Failed = 1;
    private const int Misused = 2;

    private static readonly ILongRun[] Runs = [new FairnessRun(), new FloodOfOneRun(), new FloodAtTheDoorRun(), new BlindAnswersRun(), new SimulationRun(), new SoakRun(), new StreamRun(), new RunnerRun(), new ShardsRun(), new FuzzRun()];

    public static int Main(string[] arguments)
    {
        LongRunSettings settings;
        try
        {
            settings = LongRunSettings.Parse(arguments);
        }
        catch (ArgumentException e)
        {
            Console.WriteLine(e.Message);
            return Misused;
        }

        ILongRun[] wanted = [.. Runs.Where(run => settings.Name is null || run.Name == settings.Name)];
        if (wanted.Length == 0)
        {
            Console.WriteLine($"There is no long run called {settings.Name}; there are: {string.Join(", ", Runs.Select(run => run.Name))}.");
            return Misused;
        }

        (int passed, int failed, int skipped) = (0, 0, 0);
        foreach (ILongRun run in wanted)
        {
            if (run.Missing is { } missing)
            {
                Console.WriteLine($"{run.Name} is skipped: {missing}");
                skipped++;
                continue;
            }

            IReadOnlyList<Check> checks = Measure(run, settings);
            passed += checks.Count(check => check is { IsHeld: true, IsSanity: false });
            failed += checks.Count(check => !check.IsHeld);
        }

        Console.WriteLine();
        if (skipped > 0) Console.WriteLine($"{skipped} skipped: what this machine does not have");
        Console.WriteLine($"{passed} passed, {failed} failed");
        return failed == 0 ? 0 : Failed;
    }

    private static IReadOnlyList<Check> Measure(ILongRun run, LongRunSettings settings)
    {
        Console.WriteLine($"== {run.Name}");
        string loadBefore = Machine.Load;
        try
        {
            LongRunResult result = run.Run(settings);
            string text = ResultFile.Compose(run, result, loadBefore, Machine.Load);
            Console.WriteLine();
            Console.WriteLine(text);
            foreach (Check check in result.Checks) Console.WriteLine(check);
            if (settings.IsComplete) ResultFile.Write(run, text);
            return result.Checks;
        }
        catch (Exception e)
        {
            // One that breaks must not keep the others from being counted.
            Console.WriteLine(e);
            return [new Check(run.Name, "runs to its end", e.Message, IsHeld: false)];
        }
    }
}
