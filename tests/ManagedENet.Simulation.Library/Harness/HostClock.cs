using System;

namespace ManagedENet.Simulation.Harness;

/// <summary>
/// The clock of one host. It shows the time of its world until it is told to go faster or slower, or is set; the world, and with it the network, never notices.
/// </summary>
internal sealed class HostClock(VirtualWorld world)
{
    private const long Million = 1_000_000;

    private long _setAtUs;
    private long _setToUs;

    /// <summary>Microseconds that it gains in each second of its world; below zero it loses them.</summary>
    public int GainsPerMillion { get; private set; }

    /// <summary>What it shows, in microseconds.</summary>
    public long NowUs
    {
        get
        {
            long passedUs = world.NowUs - _setAtUs;
            return _setToUs + passedUs + (passedUs * GainsPerMillion / Million);
        }
    }

    /// <summary>From now on it gains so many microseconds in a second.</summary>
    public void Drift(int gainsPerMillion)
    {
        Step(0);
        GainsPerMillion = gainsPerMillion;
    }

    /// <summary>It is put forward, or back where this is below zero.</summary>
    public void Step(long us)
    {
        (_setAtUs, _setToUs) = (world.NowUs, NowUs + us);
    }

    /// <summary>The millisecond of the world in which a host that has come as far as <paramref name="reachedUs"/> reads a time on it.</summary>
    public long WorldMsOf(long us, long reachedUs)
    {
        if (us == long.MaxValue) return us;
        long nowUs = NowUs;
        // A clock that was put back is held where it was.
        if (us <= Math.Max(nowUs, reachedUs)) return world.NowMs;
        long aheadUs = us - nowUs;
        if (GainsPerMillion != 0) aheadUs = (long)Math.Ceiling(aheadUs * (double)Million / (Million + GainsPerMillion));
        return VirtualWorld.WholeMs(world.NowUs + aheadUs);
    }
}
