using System;
using System.Diagnostics;
using System.Linq;
using ManagedENet.Tool.CommandLine;

namespace ManagedENet.Tool.Demo;

/// <summary>A line now and then, for output that goes into a file.</summary>
internal sealed class PlainDemoProgress : IDemoProgress
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ToolConsole _console;
    private readonly DemoProgressReport[] _parts = new DemoProgressReport[DemoParts.Names.Count];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _next = Interval;

    public PlainDemoProgress(ToolConsole console) => _console = console;

    public void Show(in DemoProgressReport report)
    {
        _parts[report.Part] = report;

        // The last part closes a round of reports; the end always gets its line.
        if (report.Part != DemoParts.Disconnecting || (_clock.Elapsed < _next && !report.IsOver)) return;
        _next = _clock.Elapsed + Interval;
        DemoProgressReport connects = _parts[DemoParts.Connecting];
        long delivered = _parts.Skip(DemoParts.FirstWay).Take(SendingWay.All.Count).Sum(p => p.Done);
        long planned = _parts.Skip(DemoParts.FirstWay).Take(SendingWay.All.Count).Sum(p => p.All);
        _console.WriteLine(FormattableString.Invariant(
            $"{_clock.Elapsed.TotalSeconds,5:0.0} s  connected {connects.Done}/{connects.All}  delivered {delivered}/{planned}  disconnected {report.Done}/{report.All}"));
    }
}
