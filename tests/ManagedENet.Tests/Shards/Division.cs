namespace ManagedENet.Tests.Shards;

/// <summary>Who divides what arrives at the port.</summary>
public enum Division
{
    /// <summary>The kernel where it can, else a thread.</summary>
    ByTheSystem,

    /// <summary>A thread, as where the system cannot.</summary>
    ByOneReader,
}
