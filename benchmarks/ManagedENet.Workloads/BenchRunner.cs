using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using ManagedENet.Tool.CommandLine;
using ManagedENet.Worker;
using ManagedENet.Workloads.Sessions;

namespace ManagedENet.Workloads;

/// <summary>Runs the cases: in each repeat every engine has its turn, so that whatever else the machine does meets all of them.</summary>
internal sealed class BenchRunner
{
    private static readonly TimeSpan ManagedWarmUp = TimeSpan.FromSeconds(4);

    private readonly BenchSettings _settings;
    private readonly WorkerLauncher _launcher;
    private readonly IReadOnlyList<Engine> _engines;
    private readonly IBenchProgress _progress;
    private readonly Func<bool> _isStopped;
    private readonly List<string> _failures = new();

    public BenchRunner(BenchSettings settings, WorkerLauncher launcher, IReadOnlyList<Engine> engines, IBenchProgress progress, Func<bool> isStopped)
    {
        _settings = settings;
        _launcher = launcher;
        _engines = engines;
        _progress = progress;
        _isStopped = isStopped;
    }

    /// <summary>A sentence for each case that could not be measured.</summary>
    public IReadOnlyList<string> Failures => _failures;

    /// <summary>The cases that were measured completely, until all are or somebody stops us.</summary>
    public IReadOnlyList<CaseResult> Run()
    {
        var results = new List<CaseResult>();
        for (int i = 0; i < _settings.Cases.Count && !_isStopped(); i++)
        {
            BenchCase bench = _settings.Cases[i];
            Engine[] engines = EnginesOf(bench);
            if (engines.Length == 0) continue;
            CaseResult? result = TryRun(bench, i, engines);
            if (result is not null) results.Add(result);
        }

        return results;
    }

    // One case that fails must not take the others with it; its failure stands in the result.
    private CaseResult? TryRun(BenchCase bench, int number, Engine[] engines)
    {
        try
        {
            return bench.IsExclusive ? RunInTurn(bench, number, engines) : RunTogether(bench, number, engines);
        }
        catch (ToolException e)
        {
            _progress.Show(number, 1, 1);
            _failures.Add($"{bench.Title}: {e.Message}");
            return null;
        }
    }

    private Engine[] EnginesOf(BenchCase bench)
    {
        if (bench.NeedsNative && !_engines.Contains(Engine.Native)) return [];
        return _engines.Where(bench.Engines.Contains).ToArray();
    }

    private int RepeatsOf(BenchCase bench) => Math.Min(_settings.Repeats, bench.MostRepeats);

    // Idle workers cost nothing: all engines stay ready, warm, and take turns.
    private CaseResult? RunTogether(BenchCase bench, int number, Engine[] engines)
    {
        var samples = engines.ToDictionary(engine => engine, _ => new List<Sample>());
        var sessions = new Dictionary<Engine, IBenchSession>();
        try
        {
            int repeats = RepeatsOf(bench);
            foreach (Engine engine in engines)
            {
                sessions[engine] = bench.Open(_launcher, engine, _settings.IsQuick);
                WarmUp(bench, sessions[engine], engine);
            }

            for (int repeat = 0; repeat < repeats; repeat++)
            {
                foreach (Engine engine in InTurn(engines, repeat))
                {
                    if (_isStopped()) return null;
                    samples[engine].Add(sessions[engine].Run());
                }

                _progress.Show(number, repeat + 1, repeats);
            }
        }
        finally
        {
            foreach (IBenchSession session in sessions.Values) session.Dispose();
        }

        return Finish(bench, samples);
    }

    // Servers that tick would disturb each other: each engine is started anew for each repeat, and warmed up.
    private CaseResult? RunInTurn(BenchCase bench, int number, Engine[] engines)
    {
        var samples = engines.ToDictionary(engine => engine, _ => new List<Sample>());
        int repeats = RepeatsOf(bench);
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            foreach (Engine engine in InTurn(engines, repeat))
            {
                if (_isStopped()) return null;
                using IBenchSession session = bench.Open(_launcher, engine, _settings.IsQuick);
                WarmUp(bench, session, engine);
                samples[engine].Add(session.Run());
            }

            _progress.Show(number, repeat + 1, repeats);
        }

        return Finish(bench, samples);
    }

    // The just-in-time compiler takes its time until it has seen what is worth its while; compiled code only needs its caches filled.
    private void WarmUp(BenchCase bench, IBenchSession session, Engine engine)
    {
        if (bench.WarmUps == 0) return;
        int least = engine == Engine.Native ? 1 : bench.WarmUps;
        TimeSpan time = engine == Engine.Native ? TimeSpan.Zero : ManagedWarmUp;
        long start = Stopwatch.GetTimestamp();
        for (int run = 0; (run < least || Stopwatch.GetElapsedTime(start) < time) && !_isStopped(); run++) session.Run();
    }

    private static CaseResult Finish(BenchCase bench, Dictionary<Engine, List<Sample>> samples) =>
        new(bench, samples.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<Sample>)pair.Value));

    // Whoever comes first may find the machine in another state than whoever comes last.
    private static IEnumerable<Engine> InTurn(Engine[] engines, int run)
    {
        int first = ((run % engines.Length) + engines.Length) % engines.Length;
        return Enumerable.Range(0, engines.Length).Select(i => engines[(first + i) % engines.Length]);
    }
}
