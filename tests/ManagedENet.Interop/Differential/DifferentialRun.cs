using System.Collections.Generic;
using System.Linq;
using ManagedENet.Interop.Live;
using ManagedENet.Shared;

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
        List<ScriptedSession> playing = [];
        using IEnumerator<ScriptedSession> waiting = CreateSessions(seeds).GetEnumerator();
        try
        {
            while (true)
            {
                while (playing.Count < SessionsAtOnce && waiting.MoveNext()) playing.Add(waiting.Current);
                if (playing.Count == 0) return differences;
                StepAll(playing);
                foreach (ScriptedSession session in playing.Where(session => session.IsOver))
                {
                    using (session) Collect(outcomes, session.Script, session.GetOutcome(), differences);
                }

                playing.RemoveAll(session => session.IsOver);
            }
        }
        finally
        {
            playing.ForEach(session => session.Dispose());
        }
    }

    /// <summary>A line for each outcome that breaks a promise, or that differs from what native sees with native.</summary>
    public static IEnumerable<string> Compare(ulong seed, IReadOnlyList<SessionOutcome> outcomes)
    {
        SessionOutcome reference = outcomes.First(outcome => outcome is { Server: Implementation.Native, Client: Implementation.Native });
        foreach (SessionOutcome outcome in outcomes)
        {
            if (outcome.Problems.Count > 0) yield return Describe(seed, outcome, string.Join("; ", outcome.Problems));
            else if (outcome.Promised != reference.Promised) yield return Describe(seed, outcome, $"saw [{outcome.Promised}], native saw [{reference.Promised}]");
        }
    }

    /// <summary>The sessions one after the other, each made when its turn comes: it opens its sockets at once.</summary>
    private static IEnumerable<ScriptedSession> CreateSessions(IEnumerable<ulong> seeds) =>
        from seed in seeds
        let script = new SessionScript(seed)
        from pairing in Pairings
        select new ScriptedSession(script, pairing.Server, pairing.Client);

    private static void StepAll(List<ScriptedSession> playing)
    {
        bool busy = false;
        foreach (ScriptedSession session in playing) busy |= session.Step();
        if (!busy) playing[0].Step(timeoutMs: 1);
    }

    private static void Collect(Dictionary<ulong, List<SessionOutcome>> outcomes, SessionScript script, SessionOutcome outcome, List<string> differences)
    {
        if (!outcomes.TryGetValue(script.Seed, out List<SessionOutcome>? ofSeed)) outcomes[script.Seed] = ofSeed = [];
        ofSeed.Add(outcome);
        if (ofSeed.Count < Pairings.Length) return;
        outcomes.Remove(script.Seed);
        differences.AddRange(Compare(script.Seed, ofSeed));
    }

    private static string Describe(ulong seed, SessionOutcome outcome, string what) =>
        $"{Seeds.WayToRepeat(seed)} # {outcome.Pairing}: {what}";
}
