using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Swarm;

/// <summary>The oracle over memory: the ledger is right at every look.</summary>
internal sealed class SwarmMemory(Swarm swarm, bool walks)
{
    /// <summary>In every so manieth world everything that is held is walked through.</summary>
    public const int WalksEach = 16;

    public void Check()
    {
        if (walks) swarm.Tally.MeasuredMemory++;
        foreach (VirtualHost host in swarm.World.Hosts) LedgerOracle.AssertAccounted(host.Core, isShared: true);
    }

    /// <summary>Nobody is connected: nothing is held.</summary>
    public void CheckEmpty()
    {
        foreach (VirtualHost host in swarm.World.Hosts)
        {
            LedgerOracle.AssertAccounted(host.Core);
            VirtualWorld.AssertNothingIsHeld(host);
        }
    }
}
