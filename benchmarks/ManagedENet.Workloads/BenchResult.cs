using System.Collections.Generic;

namespace ManagedENet.Workloads;

/// <summary>Everything that was measured, and where.</summary>
/// <param name="Machine">Lines that describe the machine and the versions.</param>
/// <param name="NativeVersion">Version of libenet; null without it.</param>
/// <param name="WhyNoNative">Why there is no native column; null when there is one.</param>
/// <param name="Cases">The cases that were measured.</param>
/// <param name="Failures">A sentence for each case that could not be measured.</param>
internal sealed record BenchResult(IReadOnlyList<string> Machine, string? NativeVersion, string? WhyNoNative, IReadOnlyList<CaseResult> Cases, IReadOnlyList<string> Failures);
