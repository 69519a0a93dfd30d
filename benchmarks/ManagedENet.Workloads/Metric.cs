using System;

namespace ManagedENet.Workloads;

/// <summary>A number that a case is about.</summary>
/// <param name="Key">Its name in the JSON file.</param>
/// <param name="Title">What it is, for people.</param>
/// <param name="Unit">In what it is counted.</param>
/// <param name="Of">Finds it in a sample.</param>
internal sealed record Metric(string Key, string Title, string Unit, Func<Sample, double> Of)
{
    /// <summary>What the plain socket is to reach, or null.</summary>
    public Goal? SocketGoal { get; init; }

    /// <summary>What the Linux transport is to reach, or null.</summary>
    public Goal? LinuxGoal { get; init; }

    /// <summary>False for what a chart of "shorter is better" would tell wrongly.</summary>
    public bool IsDrawn { get; init; } = true;

    public Goal? GoalOf(Engine engine) => engine switch
    {
        Engine.Socket => SocketGoal,
        Engine.Linux => LinuxGoal,
        _ => null,
    };

    public Metric Reaching(Goal? socket, Goal? linux) => this with { SocketGoal = socket, LinuxGoal = linux };

    public Metric Reaching(Goal both) => Reaching(both, both);
}
