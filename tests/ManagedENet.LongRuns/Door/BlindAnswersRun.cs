using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Simulation.Blind;

namespace ManagedENet.LongRuns.Door;

/// <summary>Whether somebody comes in who cannot read what it is answered. On each core another host.</summary>
internal sealed class BlindAnswersRun : ILongRun
{
    private const int ProgressMs = 5_000;
    private const long GuessesOfWorld = 2_000_000;

    // Number and time that are to be repeated, sixteen bits each.
    private const double RightOnes = 1.0 / (1L << 32);
    private const int MostTimes = 8;
    private const double SecondsOfDay = 86_400;

    private static readonly BlindWay[] Ways = [BlindWay.ManyAttempts, BlindWay.OneAttempt];

    public string Name => "blind-answers";

    public string Summary =>
        """
        Hosts with the options they have by default, in memory and on virtual time, and somebody who asks them in the name of an address whose datagrams it cannot read. It guesses what it was answered: the name, out of those that
        are drawn; the session; the sequence number, every second one as native would have it; and the time, out of the last second by the host's own clock. The third wrong guess ends an attempt.
        *Many attempts*: 4,900 in a second, just below what the host answers at most, each asked twice because strangers crowd, and four guesses for each. *One attempt*: its question is repeated every 200 ms, so that eight
        times may be right, and 10,000 answers are guessed in a second. Afterwards somebody who has read the answer comes in, at each host.
        """;

    public string? Missing => null;

    public LongRunResult Run(LongRunSettings settings)
    {
        var tallies = new BlindTally[Ways.Length];
        long worlds = Math.Max((settings.Guesses + GuessesOfWorld - 1) / GuessesOfWorld, Ways.Length);
        long guessesOfWorld = Math.Min(GuessesOfWorld, (settings.Guesses + worlds - 1) / worlds);
        long next = 0;
        var watch = Stopwatch.StartNew();
        void Work()
        {
            while (Interlocked.Increment(ref next) - 1 is var index && index < worlds)
            {
                int way = (int)(index % Ways.Length);
                using var world = new BlindWorld((ulong)(settings.FirstSeed + index), Ways[way]);
                BlindTally tally = world.Run(guessesOfWorld);
                lock (tallies) tallies[way] += tally;
            }
        }

        var tasks = new Task[Math.Min(Environment.ProcessorCount, settings.SideBySide)];
        for (int i = 0; i < tasks.Length; i++) tasks[i] = Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        while (!Task.WaitAll(tasks, ProgressMs)) Console.WriteLine(Progress());
        Console.WriteLine(Progress());

        BlindTally all = tallies[0] + tallies[1];
        List<string> lines =
        [
            FormattableString.Invariant($"{worlds} hosts, seeds from {settings.FirstSeed} on, in {watch.Elapsed:hh\\:mm\\:ss}."),
            "",
            "| | guesses | answers of the host | named an attempt | and its session | taken | to be expected |",
            "|---|--:|--:|--:|--:|--:|--:|",
            Row("many attempts", tallies[0], times: 1),
            Row("one attempt", tallies[1], MostTimes),
            "",
            "To be expected: of the guesses that name an attempt and its session, one in 2^32 for each time that would be right (one for many attempts, at most eight for one). "
                + FormattableString.Invariant($"By many attempts that is one connection in {tallies[0].VirtualSeconds / SecondsOfDay / Expected(tallies[0], 1):0.0} days of {2 * tallies[0].Answers / tallies[0].VirtualSeconds:N0} questions ")
                + FormattableString.Invariant($"and {tallies[0].Guesses / tallies[0].VirtualSeconds:N0} guesses in a second; it hears nothing of the host, and is timed out."),
        ];
        return new LongRunResult(
            [
                new Check("guesses taken", "0", $"{all.Taken}", all.Taken == 0),
                new Check("hosts at which somebody came in who had read the answer", $"{worlds}", $"{all.Proved}", all.Proved == worlds, IsSanity: true),
                new Check("guesses", $"{settings.Guesses:N0}", $"{all.Guesses:N0}", all.Guesses >= settings.Guesses, IsSanity: true),
            ],
            lines);

        string Progress()
        {
            BlindTally so;
            lock (tallies) so = tallies[0] + tallies[1];
            return FormattableString.Invariant($"{so.Guesses:N0} of {settings.Guesses:N0} guesses, {so.InSession:N0} with name and session, {so.Taken} taken, {so.Guesses / watch.Elapsed.TotalSeconds:N0} a second, {watch.Elapsed:hh\\:mm\\:ss}");
        }
    }

    private static double Expected(in BlindTally tally, int times) => tally.InSession * RightOnes * times;

    private static string Row(string name, in BlindTally tally, int times) =>
        FormattableString.Invariant($"| {name} | {tally.Guesses:N0} | {tally.Answers:N0} | {tally.Named:N0} | {tally.InSession:N0} | {tally.Taken} | {(times > 1 ? "at most " : "")}{Expected(tally, times):0.0000000} |");
}
