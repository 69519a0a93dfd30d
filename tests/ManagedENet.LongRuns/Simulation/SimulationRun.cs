using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Simulation.Swarm;

namespace ManagedENet.LongRuns.Simulation;

/// <summary>The worlds of the swarm, as many as there is time for. On each core another one.</summary>
internal sealed class SimulationRun : ILongRun
{
    private const int MostFailures = 20;
    private const int ProgressMs = 5_000;

    public string Name => "simulation";

    public string Summary => "Small worlds of hosts on virtual networks, each from one seed, in which lines, clocks and processes fail in every way and everything must converge once they have healed.";

    public string? Missing => null;

    public LongRunResult Run(LongRunSettings settings)
    {
        var total = new SwarmTally();
        var failures = new List<string>();
        long next = 0;
        long done = 0;
        var watch = Stopwatch.StartNew();
        void Work()
        {
            while (true)
            {
                long index = Interlocked.Increment(ref next) - 1;
                lock (failures)
                {
                    if (index >= settings.Seeds || failures.Count >= MostFailures) return;
                }

                ulong seed = (ulong)(settings.FirstSeed + index);
                Exception? failure = SwarmRun.Try(seed, total, new SwarmJournal(settings.IsDetailed ? Console.WriteLine : null, settings.WireFrom));
                Interlocked.Increment(ref done);
                if (failure is null) continue;
                string line = $"./check --long simulation --first-seed {seed} --seeds 1 --detailed\n    # {failure.GetType().Name}: {failure.Message.Trim()}";
                lock (failures) failures.Add(line);
                Console.WriteLine(line);
                if (settings.IsDetailed) Console.WriteLine(failure.StackTrace);
            }
        }

        int workers = settings.IsDetailed ? 1 : Math.Min(Environment.ProcessorCount, settings.SideBySide);
        var tasks = new Task[workers];
        for (int i = 0; i < workers; i++) tasks[i] = Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        while (!Task.WaitAll(tasks, ProgressMs)) Console.WriteLine(Progress());
        Console.WriteLine(Progress());
        var check = new Check($"{done} worlds from seed {settings.FirstSeed} on", "all converge", failures.Count == 0 ? "all do" : $"{failures.Count} do not", failures.Count == 0);
        return new LongRunResult([check], [total.ToString(), .. failures]);

        string Progress()
        {
            long count = Interlocked.Read(ref done);
            int failed;
            lock (failures) failed = failures.Count;
            double seconds = watch.Elapsed.TotalSeconds;
            return FormattableString.Invariant($"{count} of {settings.Seeds} seeds, {failed} failed, {count / seconds:F1} a second, {watch.Elapsed:hh\\:mm\\:ss}");
        }
    }
}
