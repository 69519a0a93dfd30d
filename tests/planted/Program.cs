using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

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

        var trees = Enumerable.Range(0, settings.Workers).Select(worker => new Tree(root, Path.Combine(Path.GetTempPath(), $"managedenet-planted-{Results.DigestOf(root)}{(worker == 0 ? "" : $"-{worker}")}"))).ToList();
        foreach (Tree tree in trees) tree.Refresh();
        if (settings.IsList) return List(all, trees[0]);
        var results = new Results(Path.Combine(root, "artifacts", "planted", "results.tsv"));
        var known = new Results(Path.Combine(root, "tests", "planted", "found.tsv"));
        if (settings.IsFresh) results.Clear();
        List<Fault> chosen = settings.Names.Count > 0 ? [.. all.Where(fault => settings.Names.Contains(fault.Name))] : [.. all];
        ConcurrentQueue<Fault> waiting = new(chosen.Where(fault => settings.Names.Count > 0 || results.Find(fault) is null));
        long started = Stopwatch.GetTimestamp();
        bool isBroken = false;
        Parallel.ForEach(trees, new ParallelOptions { MaxDegreeOfParallelism = trees.Count }, tree =>
        {
            if (waiting.IsEmpty) return;
            List<TestProject> projects = settings.Choose(TestProject.ReadAll(tree.Root));
            var tools = new Toolchain(tree.Root, settings.ProjectLimit);
            if (tools.BuildAll(projects) is { } error)
            {
                Console.Error.WriteLine($"Without a fault it does not build: {error}");
                isBroken = true;
                return;
            }

            if (settings.HasBaseline && tree == trees[0] && !ShowBaseline(projects, tools))
            {
                isBroken = true;
                return;
            }

            while (!isBroken && Stopwatch.GetElapsedTime(started) <= settings.Limit && waiting.TryDequeue(out Fault? fault))
            {
                long began = Stopwatch.GetTimestamp();
                Outcome outcome = Try(fault, tree, projects, tools, known) with { Seconds = (int)Math.Ceiling(Stopwatch.GetElapsedTime(began).TotalSeconds) };
                lock (results) results.Add(outcome);
                Console.WriteLine($"{outcome.Fault}: {outcome.CommandOutcome}, {outcome.By} ({outcome.Seconds} s)");
            }
        });
        if (isBroken) return Bad;
        List<Outcome> outcomes = [.. chosen.Select(results.Find).OfType<Outcome>()];
        Print(outcomes, chosen.Count);
        bool isProven = outcomes.Count == chosen.Count && outcomes.TrueForAll(outcome => outcome.IsGood);
        if (settings.IsWritten && settings.Names.Count == 0) Table.Write(root, all, outcomes);
        return isProven ? Good : Bad;
    }

    private static Outcome Try(Fault fault, Tree tree, List<TestProject> projects, Toolchain tools, Results known)
    {
        string digest = Results.DigestOf(fault);
        if (tree.Find(fault, out string reason) is not { } place) return new Outcome(fault.Name, digest, Outcome.DoesNotApply, reason);
        tree.Plant(fault, place);
        try
        {
            if (tools.BuildFault(place.File) is { } error) return new Outcome(fault.Name, digest, Outcome.DoesNotCompile, error);

            // What found it the last time is likely to find it again.
            (string? finderProject, string? finderTest) = known.LastFinder(fault);
            IEnumerable<TestProject> likely = projects.Where(project => project.Name == finderProject).Take(1).Select(project => project.Only(finderTest!));
            foreach (TestProject project in likely.Concat(Nearby.Of(fault, place, projects)).Concat(Nearby.Order(place, projects)))
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
        Console.WriteLine("| fault | found by | seconds |\n|---|---|--:|");
        foreach (Outcome outcome in outcomes) Console.WriteLine($"| {outcome.Fault} | {(outcome.IsGood ? outcome.By : $"**{outcome.CommandOutcome}**: {outcome.By}")} | {outcome.Seconds} |");
        Console.WriteLine();
        Console.WriteLine($"{outcomes.Count(outcome => outcome.IsGood)} found, {outcomes.Count(outcome => !outcome.IsGood)} not, {wanted - outcomes.Count} still to be planted");
    }
}
