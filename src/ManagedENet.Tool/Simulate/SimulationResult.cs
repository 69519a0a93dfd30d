using System.Collections.Generic;

namespace ManagedENet.Tool.Simulate;

/// <summary>What one simulation found, for each congestion control that it was run with.</summary>
/// <param name="Controls">In the order in which they were asked for.</param>
/// <param name="IsInterrupted">True when it was stopped before all of it had been simulated.</param>
internal sealed record SimulationResult(IReadOnlyList<ControlResult> Controls, bool IsInterrupted);
