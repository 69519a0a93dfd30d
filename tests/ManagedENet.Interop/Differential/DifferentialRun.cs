using System.Collections.Generic;
using System.Linq;
using ManagedENet.Interop.Live;

namespace ManagedENet.Interop.Differential;

/// <summary>Plays scripts on all four pairings, many at the same time in one loop, and compares what the applications saw.</summary>
internal static class DifferentialRun
{
    /// <summary>Enough to fill the time that each session spends waiting for its network; four sockets each.</summary>
    private const int SessionsAtOnce = 64;

    private static readonly (Implementation Server, Implementation Client)[] Pairings =
    [
        (Implementation.Native, Implementation.Native),
        (Implementation.Native, Implementation.Managed),
        (Implementation.Managed, Implementation.Native),
        (Implementation.Managed, Implementation.Managed),
    ];

    /// <summary>One line for each seed and pairing that differs, which says how to repeat it.</summary>
    public static List<string> Play(IEnumerable<ulong> seeds)
    {
        List<string> differences = [];
        var outcomes = new Dictionary<ulong, List<SessionOutcome>>();
        var waiting = new Queue<(SessionScript Script, Implementation Server, Implementation Client)>(
            from seed in seeds
            let script = new SessionScript(seed)
            from pairing in Pairings
            select (script, pairing.Server, pairing.Client));
        List<(SessionScript Script, ScriptedSession Session)> playing = [];
        try
        {
            while (waiting.Count > 0 || playing.Count > 0)
            {
                while (playing.Count < SessionsAtOnce && waiting.TryDequeue(out (SessionScript Script, Implementation Server, Implementation Client) next))
                    playing.Add((next.Script, new ScriptedSession(next.Script, next.Server, next.Client)));
                StepAll(playing);
                foreach ((SessionScript script, ScriptedSession session) in playing.Where(entry => entry.Session.IsOver))
                {
                    using (session) Collect(outcomes, script, session.GetOutcome(), differences);
                }

                playing.RemoveAll(entry => entry.Session.IsOver);
            }
        }
        finally
        {
            foreach ((_, ScriptedSession session) in playing) session.Dispose();
        }

        return differences;
    }

    private static void StepAll(List<(SessionScript Script, ScriptedSession Session)> playing)
    {
        bool busy = false;
        foreach ((_, ScriptedSession session) in playing) busy |= session.Step();
        if (!busy) playing[0].Session.Step(timeoutMs: 1);
    }

    private static void Collect(Dictionary<ulong, List<SessionOutcome>> outcomes, SessionScript script, SessionOutcome outcome, List<string> differences)
    {
        if (!outcomes.TryGetValue(script.Seed, out List<SessionOutcome>? ofSeed)) outcomes[script.Seed] = ofSeed = [];
        ofSeed.Add(outcome);
        if (ofSeed.Count < Pairings.Length) return;

        outcomes.Remove(script.Seed);
        SessionOutcome reference = ofSeed.First(candidate => candidate is { Server: Implementation.Native, Client: Implementation.Native });
        foreach (SessionOutcome candidate in ofSeed)
        {
            if (candidate.Problems.Count > 0) differences.Add(Describe(script, candidate, string.Join("; ", candidate.Problems)));
            else if (candidate.Promised != reference.Promised) differences.Add(Describe(script, candidate, $"saw [{candidate.Promised}], native saw [{reference.Promised}]"));
        }
    }

    private static string Describe(SessionScript script, SessionOutcome outcome, string what) =>
        $"MANAGEDENET_DIFF_SEED={script.Seed} dotnet test tests/ManagedENet.Interop -c Release --filter FullyQualifiedName~DifferentialTests # {outcome.Pairing}: {what}";
}
