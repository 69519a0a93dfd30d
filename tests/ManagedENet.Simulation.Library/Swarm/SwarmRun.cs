using System;
using NUnit.Framework.Internal;

namespace ManagedENet.Simulation.Swarm;

/// <summary>One seed, run outside of a test.</summary>
internal static class SwarmRun
{
    /// <summary>Runs a world; null when everything held, and otherwise what did not.</summary>
    public static Exception? Try(ulong seed, SwarmTally total, SwarmJournal journal = default)
    {
        // What one world has failed of is no failure of the next.
        using var _ = new TestExecutionContext.IsolatedContext();
        try
        {
            using var swarm = new Swarm(seed, journal);
            try
            {
                swarm.Run();
            }
            finally
            {
                lock (total) total.Add(swarm.Tally);
            }

            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }
}
