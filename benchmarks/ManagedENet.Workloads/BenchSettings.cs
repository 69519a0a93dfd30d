using System.Collections.Generic;

namespace ManagedENet.Workloads;

/// <summary>What is to be measured, and how.</summary>
internal sealed record BenchSettings
{
    /// <summary>The cases, in their order.</summary>
    public required IReadOnlyList<BenchCase> Cases { get; init; }

    /// <summary>Runs of each engine that count; the median is shown.</summary>
    public required int Repeats { get; init; }

    /// <summary>Shorter runs: a look, not a measurement.</summary>
    public bool IsQuick { get; init; }

    /// <summary>Where workers lie that were compiled ahead of time, or null.</summary>
    public string? WorkersFolder { get; init; }

    /// <summary>A file for everything that was measured, or null.</summary>
    public string? JsonFile { get; init; }

    /// <summary>A file for the chart, or null.</summary>
    public string? SvgFile { get; init; }
}
