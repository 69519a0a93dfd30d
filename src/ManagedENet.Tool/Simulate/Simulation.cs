using System;
using System.Collections.Generic;

namespace ManagedENet.Tool.Simulate;

/// <summary>The same traffic over the same path, once with each congestion control.</summary>
internal static class Simulation
{
    public static SimulationResult Run(SimulateSettings settings, ISimulationProgress progress, Func<bool> isStopped)
    {
        var results = new List<ControlResult>();
        for (int i = 0; i < settings.Controls.Count && !isStopped(); i++)
        {
            int part = i;
            using var run = new ControlRun(settings, settings.Controls[i], (seconds, isOver) => progress.Show(new SimulationProgressReport(part, seconds, isOver)), isStopped);
            results.Add(run.Run());
        }

        return new SimulationResult(results, IsInterrupted: results.Count < settings.Controls.Count || results.Exists(r => r.IsInterrupted));
    }
}
