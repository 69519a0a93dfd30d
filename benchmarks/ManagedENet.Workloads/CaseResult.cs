using System.Collections.Generic;
using System.Linq;
using ManagedENet.Worker;

namespace ManagedENet.Workloads;

/// <summary>All samples of one case.</summary>
internal sealed record CaseResult(BenchCase Case, IReadOnlyDictionary<Engine, IReadOnlyList<Sample>> Samples)
{
    /// <summary>A metric for an engine; null when that engine was not measured.</summary>
    public MetricResult? Find(Metric metric, Engine engine)
    {
        if (!Samples.TryGetValue(engine, out IReadOnlyList<Sample>? samples)) return null;
        List<double>? native = engine != Engine.Native && Samples.TryGetValue(Engine.Native, out IReadOnlyList<Sample>? natives)
            ? natives.Select(metric.Of).ToList()
            : null;
        return new MetricResult(metric, engine, samples.Select(metric.Of).ToList(), native);
    }
}
