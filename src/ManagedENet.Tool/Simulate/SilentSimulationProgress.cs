namespace ManagedENet.Tool.Simulate;

/// <summary>Shows nothing: for output that a program reads.</summary>
internal sealed class SilentSimulationProgress : ISimulationProgress
{
    public void Show(in SimulationProgressReport report)
    {
    }
}
