namespace ManagedENet.Tool.Simulate;

/// <summary>Shows how far a simulation is.</summary>
internal interface ISimulationProgress
{
    void Show(in SimulationProgressReport report);
}
