using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using ManagedENet.LongRuns.Flows;
using ManagedENet.LongRuns.Network;

namespace ManagedENet.LongRuns.Fairness;

/// <summary>Two flows on one line, in namespaces of their own.</summary>
internal static class Contest
{
    private const int HeadStartMs = 2_000;
    private const int StartUpMs = 10_000;
    private const int StepMs = 100;

    // Addresses as they lie in memory: 10.77.0.1, 10.77.0.2, 255.255.255.0.
    private const uint Near = 0x01004d0a;
    private const uint Far = 0x02004d0a;
    private const uint Netmask = 0x00ffffff;

    /// <summary>Runs one, and counts at the line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="kinds">Who sends.</param>
    /// <param name="first">Which of them starts first.</param>
    /// <param name="seconds">How long is counted after the start.</param>
    public static ContestResult Run(LineSettings line, IReadOnlyList<FlowKind> kinds, int first, int seconds)
    {
        using NetworkNamespace near = NetworkNamespace.Create(Near, Netmask, line.MtuBytes);
        using NetworkNamespace far = NetworkNamespace.Create(Far, Netmask, line.MtuBytes);
        using var emulator = new LineEmulator(line, near, far);
        using BulkFlow ours = BulkFlow.Create(kinds[0]);
        using BulkFlow theirs = BulkFlow.Create(kinds[1]);
        BulkFlow[] flows = [ours, theirs];
        for (int i = 0; i < flows.Length; i++) flows[i].Listen(far, LineEmulator.FirstPort + i);
        flows[first].Send(near, Far, LineEmulator.FirstPort + first);
        Thread.Sleep(HeadStartMs);
        flows[1 - first].Send(near, Far, LineEmulator.FirstPort + 1 - first);
        Thread.Sleep(StartUpMs);
        emulator.StartMeasuring();
        var clock = Stopwatch.StartNew();
        var course = new List<CourseStep>();
        while (clock.Elapsed.TotalSeconds < seconds)
        {
            (long A, long B, long LostA, long LostB) before = (emulator.Flow(0).ArrivedBytes, emulator.Flow(1).ArrivedBytes, emulator.Flow(0).Dropped, emulator.Flow(1).Dropped);
            Thread.Sleep(StepMs);
            course.Add(new CourseStep(
                emulator.Flow(0).ArrivedBytes - before.A,
                emulator.Flow(1).ArrivedBytes - before.B,
                emulator.Flow(0).Dropped - before.LostA,
                emulator.Flow(1).Dropped - before.LostB,
                ours.Window,
                theirs.Window));
        }

        emulator.StopMeasuring();
        double elapsed = clock.Elapsed.TotalSeconds;
        foreach (BulkFlow flow in flows) flow.ThrowIfFailed();
        if (emulator.Overflows > 0) throw new InvalidOperationException("The emulator had too few slots.");
        return new ContestResult(emulator.Flow(0), emulator.Flow(1), line.BytesPerSecond * elapsed, emulator.QueueDelay, emulator.Lateness, emulator.HasPriority, course);
    }
}
