namespace ManagedENet.Simulation.Swarm;

/// <summary>What an application of the swarm uses a connection for.</summary>
internal enum SwarmTraffic
{
    /// <summary>Every kind of packet and every option, by luck.</summary>
    Mixed,

    /// <summary>Small unreliable packets, and now and then a small reliable one.</summary>
    Game,

    /// <summary>Long reliable packets.</summary>
    Bulk,

    /// <summary>Nothing for long, and then many at once.</summary>
    Bursts,

    /// <summary>Next to nothing.</summary>
    Quiet,
}
