using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Fuzz.Inputs;
using ManagedENet.Fuzz.Runs;

namespace ManagedENet.LongRuns.Fuzzing;

/// <summary>The corpus of tests/ManagedENet.Fuzz, changed without end, on all cores.</summary>
internal sealed class FuzzRun : ILongRun
{
    public string Name => "fuzz";

    public string Summary =>
        """
        The inputs of `tests/ManagedENet.Fuzz/corpus.txt`, which were found by looking for new ways through an instrumented copy of the library, are changed, put together and played on the library
        as it is: strangers and hostile peers against a host, two hosts with their whole API on transports that go wrong, and the codecs. After each of them a clean peer connects and talks, and
        nothing is held. A datagram counts when it was handed to a host; those of the clean peers are among them.
        """;

    public string? Missing => null;

    public LongRunResult Run(LongRunSettings settings)
    {
        // Another beginning each time: what was run before is not run again.
        ulong seed = (ulong)DateTime.UtcNow.Ticks;
        byte[][] corpus = Corpus.Read();
        var run = new VolumeRun(corpus, seed);
        VolumeFigures figures = run.Run(Environment.ProcessorCount, settings.Datagrams, TimeSpan.FromMinutes(settings.Minutes), so => Console.WriteLine($"{so}  {run.Failures.Count} failures"));
        foreach (string failure in run.Failures) Console.WriteLine(failure);
        List<string> lines =
        [
            $"- {corpus.Length:N0} inputs in the corpus, seed {seed}",
            $"- {figures.Executions:N0} executions, {figures.Datagrams:N0} datagrams, in {figures.Time:h\\:mm\\:ss}",
            $"- {figures.DatagramsPerSecond:N0} datagrams a second on {figures.Threads} threads",
            .. run.Failures.Select(failure => $"\n```\n{failure}\n```"),
        ];
        return new LongRunResult(
            [
                new Check("failures", "none", $"{run.Failures.Count}", run.Failures.Count == 0),
                new Check("datagrams", $"{settings.Datagrams:N0} in {settings.Minutes} minutes", $"{figures.Datagrams:N0} in {figures.Time.TotalMinutes:0.0}", figures.Datagrams >= settings.Datagrams),
            ],
            lines);
    }
}
