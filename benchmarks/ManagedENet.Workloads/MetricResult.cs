using System;
using System.Collections.Generic;
using System.Linq;

namespace ManagedENet.Workloads;

/// <summary>One metric of one case for one engine: the median of its repeats, and how it compares with native in the same repeats.</summary>
internal sealed record MetricResult(Metric Metric, Engine Engine, IReadOnlyList<double> Values, IReadOnlyList<double>? NativeValues)
{
    public double Median { get; } = MedianOf(Values);

    /// <summary>The median of the ratios within each repeat, so that a disturbance which hits both falls out; null without native, or where native is zero.</summary>
    public double? Ratio { get; } = NativeValues is null || NativeValues.Any(v => v <= 0) ? null : MedianOf(Values.Zip(NativeValues, (own, native) => own / native).ToList());

    public Goal? Goal => Metric.GoalOf(Engine);

    public bool? IsReached => Goal?.IsReached(Median, Ratio);

    public static double MedianOf(IReadOnlyList<double> values)
    {
        if (values.Count == 0) return 0;
        double[] sorted = values.Order().ToArray();
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
