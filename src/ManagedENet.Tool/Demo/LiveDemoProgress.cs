using System;
using System.Linq;
using Spectre.Console;

namespace ManagedENet.Tool.Demo;

/// <summary>A bar for each part, redrawn while the demonstration runs.</summary>
internal sealed class LiveDemoProgress : IDemoProgress
{
    private readonly ProgressTask[] _tasks;
    private readonly bool[] _isStopped = new bool[DemoParts.Names.Count];

    private LiveDemoProgress(ProgressContext context) => _tasks = DemoParts.Names.Select(name => context.AddTask(name, autoStart: false)).ToArray();

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
        if (_isStopped[report.Part]) return;
        if (report.Done > 0 && !task.IsStarted) task.StartTask();

        // Unreliable ways end below 100 %, and their clock must stop all the same; once, because stopping again moves it on.
        if (!report.IsOver && report.Done < report.All) return;
        _isStopped[report.Part] = true;
        task.StopTask();
    }
}
