namespace ManagedENet.Godot.Wire;

/// <summary>Unique ids, and what else the number of a target can mean.</summary>
internal static class PeerId
{
    /// <summary>As a target: everyone.</summary>
    public const int Everyone = 0;

    public const int Server = 1;

    /// <summary>Below it nobody but the server could be addressed.</summary>
    public const int LowestClient = 2;
}
