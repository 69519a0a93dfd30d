namespace ManagedENet;

/// <summary>What a sender is at.</summary>
public enum ENetCongestionState : byte
{
    /// <summary>Native's rules hold, or nothing was sent yet.</summary>
    Native = 0,

    /// <summary>The window grows by what is acknowledged (<see cref="ENetCongestionControl.Cubic"/>).</summary>
    SlowStart = 1,

    /// <summary>The window grows as CUBIC does.</summary>
    CongestionAvoidance = 2,

    /// <summary>Something was lost, and nothing that was sent since is acknowledged yet.</summary>
    Recovery = 3,

    /// <summary>Less is under way for a moment, to see how long the way is when nothing waits on it.</summary>
    ProbeRoundTrip = 4,

    /// <summary>Three probes were not answered.</summary>
    Silence = 5,

    /// <summary>The line is filled for the first time (this one and the rest: <see cref="ENetCongestionControl.Model"/>).</summary>
    Startup = 6,

    /// <summary>What that has left waiting on the line drains.</summary>
    Drain = 7,

    /// <summary>A little less leaves than the line takes.</summary>
    ProbeDown = 8,

    /// <summary>As much leaves as the line takes.</summary>
    Cruise = 9,

    /// <summary>The line is filled before more is tried.</summary>
    Refill = 10,

    /// <summary>More is tried than the line took.</summary>
    ProbeUp = 11,
}
