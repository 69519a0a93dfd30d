namespace ManagedENet.Godot.Wire;

/// <summary>Whether a host can be used from here.</summary>
internal enum HostAccess
{
    Open,
    Closed,
    OtherThread,
}
