namespace ManagedENet.Workloads;

/// <summary>How the limit of a goal is meant.</summary>
internal enum GoalKind
{
    /// <summary>The managed value divided by native's of the same repeat must not be above it.</summary>
    RatioAtMost,

    /// <summary>The managed value itself must not be above it.</summary>
    ValueAtMost,

    /// <summary>The managed value itself must not be below it.</summary>
    ValueAtLeast,
}
