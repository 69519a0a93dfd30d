using System;
using System.Diagnostics;
using ManagedENet.Tool.CommandLine;

namespace ManagedENet.Tool.Simulate;

/// <summary>A line for each congestion control, and one now and then while it takes long, for output that goes into a file.</summary>
internal sealed class PlainSimulationProgress : ISimulationProgress
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ToolConsole _console;
    private readonly SimulateSettings _settings;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _next = Interval;

    public PlainSimulationProgress(ToolConsole console, SimulateSettings settings)
    {
        _console = console;
        _settings = settings;
    }

    public void Show(in SimulationProgressReport report)
    {
        if (_clock.Elapsed < _next && !report.IsOver) return;
        _next = _clock.Elapsed + Interval;
        string name = ControlResult.NameOf(_settings.Controls[report.Part]);
        _console.WriteLine(FormattableString.Invariant($"{name}: {report.Seconds:0.0} s simulated"));
    }
}
