namespace ManagedENet.LongRuns.Fairness;

/// <summary>What a tenth of a second of a contest brought each flow, and what may be under way of each at its end.</summary>
internal readonly record struct CourseStep(long Bytes, long OtherBytes, long Dropped, long OtherDropped, long Window, long OtherWindow);
