namespace ManagedENet.Interop.Processes;

/// <summary>Which program stands on which end.</summary>
public enum Direction
{
    ManagedServerPyenetClient,
    PyenetServerManagedClient,
}
