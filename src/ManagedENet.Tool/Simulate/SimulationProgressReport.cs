namespace ManagedENet.Tool.Simulate;

/// <summary>How many seconds of the traffic are over with one of the congestion controls. It may go on for a while behind the last message.</summary>
internal readonly record struct SimulationProgressReport(int Part, double Seconds, bool IsOver);
