using System.Collections.Generic;
using ManagedENet.Tool.CommandLine;

namespace ManagedENet.Workloads.Report;

/// <summary>A line for each case that is done, for output that goes into a file.</summary>
internal sealed class PlainBenchProgress : IBenchProgress
{
    private readonly ToolConsole _console;
    private readonly IReadOnlyList<BenchCase> _cases;

    public PlainBenchProgress(ToolConsole console, IReadOnlyList<BenchCase> cases)
    {
        _console = console;
        _cases = cases;
    }

    public void Show(int caseNumber, int done, int all)
    {
        if (done == all) _console.WriteLine($"measured {caseNumber + 1} of {_cases.Count}: {_cases[caseNumber].Title}");
    }
}
