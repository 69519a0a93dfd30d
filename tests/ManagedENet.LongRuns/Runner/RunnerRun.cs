using System;
using System.Collections.Generic;
using System.Linq;

namespace ManagedENet.LongRuns.Runner;

/// <summary>What a runner adds to a host that the application services itself.</summary>
internal sealed class RunnerRun : ILongRun
{
    private const int Messages = 300_000;
    private const int Questions = 10_000;
    private const int Wakes = 2_000;
    private const int Senders = 8;
    private const int SentTogether = 1_000_000;
    private const int RepetitionsOfEach = 4;
    private const double MostAddedNs = 150;
    private const double MostAddedUs = 8;
    private const double MostWakeUs = 100;

    public string Name => "runner";

    public string Summary =>
        $"""
        Client and server in one process over loopback, in turn: a host with a handler at each end, the server on a thread that waits, and a runner at each end, with completions on the network thread (Inline) and on the
        thread pool. {Messages:N0} reliable messages of {Traffic.MessageBytes} B, and the processor time of the process for each; {Questions:N0} echoes of as many bytes between threads that wait. The median of the differences within a repetition is held against the goal.
        """;

    public string? Missing => null;

    public LongRunResult Run(LongRunSettings settings)
    {
        using var handler = new HandlerFace();
        using var inline = new RunnerFace(ENetCompletions.Inline);
        using var pool = new RunnerFace(ENetCompletions.ThreadPool);
        IFace[] faces = [handler, inline, pool];
        foreach (IFace face in faces)
        {
            for (int i = 0; i < 3; i++) face.Stream(Messages);
            face.Echo(Questions);
        }

        var streams = faces.ToDictionary(face => face, _ => new List<double>());
        var echoes = faces.ToDictionary(face => face, _ => new List<double>());
        for (int i = 0; i < RepetitionsOfEach * settings.Repetitions; i++)
        {
            foreach (IFace face in faces) streams[face].Add(face.Stream(Messages));
            foreach (IFace face in faces) echoes[face].Add(face.Echo(Questions));
        }

        double[] wakes = WakeTimes.Measure(Wakes);
        ManySenders together = ManySenders.Run(Senders, SentTogether);
        double wake = Traffic.MedianOf(wakes);
        double inlineNs = Added(streams, handler, inline), poolNs = Added(streams, handler, pool), inlineUs = Added(echoes, handler, inline), poolUs = Added(echoes, handler, pool);
        return new LongRunResult(
            [
                new Check("processor time that an inline runner adds to a message", $"<= {MostAddedNs:0} ns", $"{inlineNs:0} ns", inlineNs <= MostAddedNs),
                new Check("processor time that a runner on the thread pool adds to a message", $"<= {MostAddedNs:0} ns", $"{poolNs:0} ns", poolNs <= MostAddedNs),
                new Check("what an inline runner adds to the median of an echo", $"<= {MostAddedUs:0} µs", $"{inlineUs:0.0} µs", inlineUs <= MostAddedUs),
                new Check("what a runner on the thread pool adds to the median of an echo", $"<= {MostAddedUs:0} µs", $"{poolUs:0.0} µs", poolUs <= MostAddedUs),
                new Check("from a send of another thread to the system, while the network thread waits, median", $"<= {MostWakeUs:0} µs", $"{wake:0} µs", wake <= MostWakeUs),
                new Check($"messages of {Senders} threads that came in the order of their thread", $"{SentTogether:N0}", $"{together.InOrder:N0}", together.InOrder == SentTogether && together.Misplaced == 0),
            ],
            [
                "| | processor time for a message, ns | median of an echo, µs |",
                "|---|--:|--:|",
                .. faces.Select(face => $"| {face.Name} | {Traffic.MedianOf([.. streams[face]]):0} | {Traffic.MedianOf([.. echoes[face]]):0.0} |"),
                "",
                $"A send of another thread while the network thread waits: {wake:0} µs in the median, {Traffic.PercentileOf(wakes, 0.99):0} µs at the 99th percentile, of {Wakes:N0}.",
                $"{Senders} threads sent {SentTogether:N0} messages on one channel in {together.Taken.TotalSeconds:0.0} s.",
            ]);
    }

    private static double Added(Dictionary<IFace, List<double>> measured, IFace without, IFace with) =>
        Traffic.MedianOf([.. measured[with].Zip(measured[without], static (one, other) => one - other)]);
}
