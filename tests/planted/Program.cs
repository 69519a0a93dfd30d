using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;

namespace ManagedENet.Planted;

/// <summary>Plants faults one at a time and says which test found each.</summary>
internal static class Program
{
    private const int Good = 0;
    private const int Bad = 1;
    private const int WrongUsage = 2;

    private static int Main(string[] args)
    {
        string root = Directory.GetCurrentDirectory();
        IReadOnlyList<Fault> all = Fault.ReadAll(Path.Combine(root, "tests", "planted", "faults"));
        Settings? settings = Settings.Parse(args);
        string? unknown = settings?.Names.FirstOrDefault(name => all.All(fault => fault.Name != name));
        if (settings is null || unknown is not null)
        {
            Console.Error.WriteLine(unknown is null ? Settings.Help : $"There is no fault {unknown}; --list names them.");
            return WrongUsage;
        }

        var tree = new Tree(root, Path.Combine(Path.GetTempPath(), $"managedenet-planted-{Results.DigestOf(root)}"));
        tree.Refresh();
        if (settings.IsList) return List(all, tree);
        var results = new Results(Path.Combine(root, "artifacts", "planted", "results.tsv"));
        if (settings.IsFresh) results.Clear();
        List<TestProject> projects = settings.Choose(TestProject.ReadAll(tree.Root));
        var tools = new Toolchain(tree.Root, settings.ProjectLimit);
        if (tools.BuildAll(projects) is { } error)
        {
            Console.Error.WriteLine($"Without a fault it does not build: {error}");
            return Bad;
        }

        if (settings.HasBaseline && !ShowBaseline(projects, tools)) return Bad;

        List<Fault> chosen = settings.Names.Count > 0 ? [.. all.Where(fault => settings.Names.Contains(fault.Name))] : [.. all];
        long started = Stopwatch.GetTimestamp();
        List<Outcome> outcomes = [];
        foreach (Fault fault in chosen)
        {
            Outcome? outcome = settings.Names.Count > 0 ? null : results.Find(fault);
            if (outcome is null)
            {
                if (Stopwatch.GetElapsedTime(started) > settings.Limit) continue;
                long began = Stopwatch.GetTimestamp();
                outcome = Try(fault, tree, projects, tools);
                results.Add(outcome);
                Console.WriteLine($"{outcome.Fault}: {outcome.CommandOutcome}, {outcome.By} ({Stopwatch.GetElapsedTime(began).TotalSeconds:0} s)");
            }

            outcomes.Add(outcome);
        }

        Print(outcomes, chosen.Count);
        return outcomes.Count == chosen.Count && outcomes.TrueForAll(outcome => outcome.IsGood) ? Good : Bad;
    }

    private static Outcome Try(Fault fault, Tree tree, List<TestProject> projects, Toolchain tools)
    {
        string digest = Results.DigestOf(fault);
        if (tree.Find(fault, out string reason) is not { } place) return new Outcome(fault.Name, digest, Outcome.DoesNotApply, reason);
        tree.Plant(fault, place);
        try
        {
            if (tools.BuildFault(place.File) is { } error) return new Outcome(fault.Name, digest, Outcome.DoesNotCompile, error);
            foreach (TestProject project in projects.Where(project => project.CanFind(place.File)))
            {
                if (tools.Test(project) is { } finder) return new Outcome(fault.Name, digest, Outcome.Found, finder);
            }

            return new Outcome(fault.Name, digest, Outcome.Survived, fault.Why);
        }
        finally
        {
            tree.Restore();
            tools.Restore();
        }
    }

    // What fails without a fault would be said to have found every one.
    private static bool ShowBaseline(List<TestProject> projects, Toolchain tools)
    {
        foreach (TestProject project in projects)
        {
            string? failure = tools.Test(project);
            Console.WriteLine($"nothing planted: {failure ?? project.Name + ": passed"}");
            if (failure is not null) return false;
        }

        return true;
    }

    private static int List(IReadOnlyList<Fault> all, Tree tree)
    {
        bool doAllApply = true;
        foreach (Fault fault in all)
        {
            string? file = tree.Find(fault, out string reason)?.File;
            doAllApply &= file is not null;
            Console.WriteLine($"{fault.Name,-45} {fault.Kind,-14} {file ?? Outcome.DoesNotApply + ": " + reason}");
        }

        return doAllApply ? Good : Bad;
    }

    private static void Print(List<Outcome> outcomes, int wanted)
    {
        Console.WriteLine();
        Console.WriteLine("| fault | found by |\n|---|---|");
        foreach (Outcome outcome in outcomes) Console.WriteLine($"| {outcome.Fault} | {(outcome.IsGood ? outcome.By : $"**{outcome.CommandOutcome}**: {outcome.By}")} |");
        Console.WriteLine();
        Console.WriteLine($"{outcomes.Count(outcome => outcome.IsGood)} found, {outcomes.Count(outcome => !outcome.IsGood)} not, {wanted - outcomes.Count} still to be planted");
    }
}
