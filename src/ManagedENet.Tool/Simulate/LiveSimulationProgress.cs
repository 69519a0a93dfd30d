using System;
using System.Linq;
using Spectre.Console;

namespace ManagedENet.Tool.Simulate;

/// <summary>A bar for each congestion control, redrawn while the simulation runs.</summary>
internal sealed class LiveSimulationProgress : ISimulationProgress
{
    private readonly ProgressTask[] _tasks;

    private LiveSimulationProgress(ProgressContext context, SimulateSettings settings) => _tasks = settings.Controls
        .Select(control => context.AddTask(ControlResult.NameOf(control), autoStart: false, maxValue: settings.DurationSeconds)).ToArray();

    /// <summary>Draws the bars while <paramref name="work"/> runs, on the calling thread.</summary>
    public static SimulationResult Run(IAnsiConsole console, SimulateSettings settings, Func<ISimulationProgress, SimulationResult> work)
    {
        Progress progress = console.Progress().AutoClear(false).Columns(
            new TaskDescriptionColumn { Alignment = Justify.Left },
            new ProgressBarColumn(),
            new PercentageColumn(),
            new ElapsedTimeColumn());
        return progress.Start(context => work(new LiveSimulationProgress(context, settings)));
    }

    public void Show(in SimulationProgressReport report)
    {
        ProgressTask task = _tasks[report.Part];
        if (!task.IsStarted) task.StartTask();
        task.Value = report.IsOver ? task.MaxValue : report.Seconds;
        if (report.IsOver) task.StopTask();
    }
}
