using System.Collections.Generic;

namespace ManagedENet.LongRuns;

/// <summary>Something that needs real time to be measured, and so is no part of the tests.</summary>
internal interface ILongRun
{
    /// <summary>How it is asked for, and the name of its file of results.</summary>
    string Name { get; }

    /// <summary>What it measures, in a sentence or two for the head of its results.</summary>
    string Summary { get; }

    /// <summary>What this machine lacks, in one line; null when nothing is missing.</summary>
    string? Missing { get; }

    /// <summary>Measures.</summary>
    LongRunResult Run(LongRunSettings settings);
}
