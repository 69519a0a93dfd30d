using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Memory;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Swarm;

/// <summary>
/// The oracle over memory. At every look the ledger says what is held; in some worlds a walk over all objects says whether that is true; and when everybody has gone it
/// is given back.
/// </summary>
internal sealed class SwarmMemory(Swarm swarm, bool walks)
{
    /// <summary>In every so manieth world everything that is held is walked through.</summary>
    public const int WalksEach = 16;

    // A connection, and its places in the tables of its host.
    private const int ConnectionBytes = 1_100;

    // Those who have asked and are none yet have a table of their own, and answers to them a ring; the least of both.
    private const int DoorBytes = 64 << 10;

    // What somebody made grow who is gone is given back within ten seconds, and a host that is serviced in frames is a few of them late.
    private const int QuietMs = 11_000;
    private const int FrameMs = 100;

    // The first page of each store, and the names of the slots.
    private const int LeftBytes = 18 << 10;

    private readonly Dictionary<Host, long> _idle = new(ReferenceEqualityComparer.Instance);

    public void Check()
    {
        foreach (VirtualHost host in swarm.World.Hosts)
        {
            LedgerOracle.AssertAccounted(host.Core, isShared: true);
            if (walks) Walk(host);
        }
    }

    /// <summary>Nobody is connected: nothing is held, and after a while nothing is kept.</summary>
    public void CheckEmpty()
    {
        foreach (VirtualHost host in swarm.World.Hosts)
        {
            LedgerOracle.AssertAccounted(host.Core);
            VirtualWorld.AssertNothingIsHeld(host);
        }

        if (!walks) return;
        // What is under way still may be a question of somebody who has gone long ago.
        swarm.World.RunUntil(() => swarm.World.Network.NextDueMs == long.MaxValue, 60_000);
        for (int ms = 0; ms < QuietMs; ms += FrameMs)
        {
            swarm.World.Run(FrameMs);
            foreach (VirtualHost host in swarm.World.Hosts) host.ServiceOnce();
        }

        foreach (VirtualHost host in swarm.World.Hosts)
        {
            long left = Held(host);
            if (left > LeftBytes) throw new AssertionException($"{host.Name} is empty, and keeps {left} bytes: {HeldMemory.Describe(host.Core)}");
        }
    }

    // What a host holds beyond a new one with as many connections that say nothing.
    private long Held(VirtualHost host)
    {
        if (!_idle.TryGetValue(host.Core, out long idle))
        {
            using var anew = new Host(host.Core.Options, new SimulationRandom(1), host.NowUs);
            _idle.Add(host.Core, idle = HeldMemory.Of(anew));
        }

        return HeldMemory.Of(host.Core) - idle - (VirtualWorld.PeersOf(host).Count() * ConnectionBytes);
    }

    private void Walk(VirtualHost host)
    {
        swarm.Tally.MeasuredMemory++;
        MemoryMeasure measure = LedgerOracle.Of(host.Core);
        long counted = measure.Held + measure.IdleBytes + measure.LentBlockBytes;
        long held = Held(host);
        if (Math.Abs(held - counted) > (held / 10) + DoorBytes) throw new AssertionException($"{host.Name} holds {held} bytes, and counts {counted}: {measure.Held} held, {measure.IdleBytes} to be used again.");
    }
}
