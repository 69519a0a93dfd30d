using System;

namespace ManagedENet.Workloads;

/// <summary>What a metric is to reach.</summary>
/// <param name="Kind">How the limit is meant.</param>
/// <param name="Limit">The limit itself; reaching it is good enough.</param>
internal sealed record Goal(GoalKind Kind, double Limit)
{
    public static Goal Ratio(double limit) => new(GoalKind.RatioAtMost, limit);

    public static Goal AtMost(double limit) => new(GoalKind.ValueAtMost, limit);

    public static Goal AtLeast(double limit) => new(GoalKind.ValueAtLeast, limit);

    /// <summary>True when it is reached; null when it cannot be said, because there is nothing to compare with.</summary>
    public bool? IsReached(double value, double? ratio) => Kind switch
    {
        GoalKind.RatioAtMost => ratio is null ? null : ratio <= Limit,
        GoalKind.ValueAtMost => value <= Limit,
        _ => value >= Limit,
    };

    public override string ToString() => FormattableString.Invariant($"{(Kind == GoalKind.ValueAtLeast ? "≥" : "≤")} {Limit:0.###}");
}
