namespace ManagedENet.LongRuns.Fairness;

/// <summary>What a goal is about.</summary>
internal enum Measure
{
    /// <summary>The first flow's part of all bytes.</summary>
    Share,

    /// <summary>Jain's index of both.</summary>
    Jain,
}
