using System.Collections.Generic;

namespace ManagedENet.LongRuns;

/// <summary>What was measured.</summary>
/// <param name="Checks">What there was a goal for.</param>
/// <param name="Lines">The numbers, as they go into the file of results.</param>
internal sealed record LongRunResult(IReadOnlyList<Check> Checks, IReadOnlyList<string> Lines);
