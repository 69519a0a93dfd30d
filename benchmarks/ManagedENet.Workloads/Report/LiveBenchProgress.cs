using System;
using System.Collections.Generic;
using System.Linq;
using Spectre.Console;

namespace ManagedENet.Workloads.Report;

/// <summary>A bar for each case, redrawn while the measurement runs. The drawing happens in this process, the measuring in others.</summary>
internal sealed class LiveBenchProgress : IBenchProgress
{
    private readonly ProgressTask[] _tasks;

    private LiveBenchProgress(ProgressContext context, IReadOnlyList<BenchCase> cases) =>
        _tasks = cases.Select(bench => context.AddTask(Markup.Escape(bench.Title), autoStart: false)).ToArray();

    public static T Run<T>(IAnsiConsole console, IReadOnlyList<BenchCase> cases, Func<IBenchProgress, T> work)
    {
        Progress progress = console.Progress().AutoClear(true).HideCompleted(true).Columns(
            new TaskDescriptionColumn { Alignment = Justify.Left },
            new ProgressBarColumn(),
            new PercentageColumn(),
            new ElapsedTimeColumn());
        return progress.Start(context => work(new LiveBenchProgress(context, cases)));
    }

    public void Show(int caseNumber, int done, int all)
    {
        ProgressTask task = _tasks[caseNumber];
        if (!task.IsStarted) task.StartTask();
        task.MaxValue = all;
        task.Value = done;
        if (done == all) task.StopTask();
    }
}
