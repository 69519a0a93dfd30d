using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Worker;

namespace ManagedENet.Workloads;

/// <summary>A number that a case is about.</summary>
/// <param name="Key">Its name in the JSON file.</param>
/// <param name="Title">What it is, for people.</param>
/// <param name="Unit">In what it is counted.</param>
/// <param name="Of">Finds it in a sample.</param>
internal sealed record Metric(string Key, string Title, string Unit, Func<Sample, double> Of)
{
    /// <summary>What each engine is to reach; none for most.</summary>
    public IReadOnlyList<(Engine Engine, Goal Goal)> Goals { get; init; } = [];

    /// <summary>False for what a chart of "shorter is better" would tell wrongly.</summary>
    public bool IsDrawn { get; init; } = true;

    public Goal? GoalOf(Engine engine) => Goals.Where(pair => pair.Engine == engine).Select(pair => pair.Goal).FirstOrDefault();

    /// <summary>The same metric with goals for plain sockets and for the transport of Linux; null for none.</summary>
    public Metric Reaching(Goal? socket, Goal? linux)
    {
        Metric metric = this;
        if (socket is not null) metric = metric.Reaching(socket, [Engine.Socket]);
        return linux is null ? metric : metric.Reaching(linux, [Engine.Linux]);
    }

    public Metric Reaching(Goal both) => Reaching(both, both);

    public Metric Reaching(Goal goal, params Engine[] engines) => this with { Goals = [.. Goals, .. engines.Select(engine => (engine, goal))] };
}
