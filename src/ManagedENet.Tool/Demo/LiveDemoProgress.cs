using System;
using System.Linq;
using Spectre.Console;

namespace ManagedENet.Tool.Demo;

/// <summary>A bar for each part, redrawn while the demonstration runs.</summary>
internal sealed class LiveDemoProgress : IDemoProgress
{
    private readonly ProgressTask[] _tasks;

    private LiveDemoProgress(ProgressContext context) => _tasks = DemoParts.Names.Select(name => context.AddTask(name)).ToArray();

    /// <summary>Draws the bars while <paramref name="work"/> runs, on the calling thread: the hosts made in it belong to that one.</summary>
    public static DemoResult Run(IAnsiConsole console, Func<IDemoProgress, DemoResult> work)
    {
        Progress progress = console.Progress().AutoClear(false).Columns(
            new TaskDescriptionColumn { Alignment = Justify.Left },
            new ProgressBarColumn(),
            new PercentageColumn(),
            new ElapsedTimeColumn());
        return progress.Start(context => work(new LiveDemoProgress(context)));
    }

    public void Show(in DemoProgressReport report)
    {
        ProgressTask task = _tasks[report.Part];
        task.MaxValue = report.All;
        task.Value = report.Done;

        // Unreliable ways end below 100 %, and their clock must stop all the same.
        if (report.IsOver) task.StopTask();
    }
}
