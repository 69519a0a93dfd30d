namespace ManagedENet.Simulation.Harness;

/// <summary>The numbers of the commands, written down once more: the tests do not lean on the core's own table.</summary>
internal enum WireKind
{
    Acknowledge = 1,
    Connect = 2,
    Verify = 3,
    Disconnect = 4,
    Ping = 5,
    Reliable = 6,
    Unreliable = 7,
    Fragment = 8,
    Unsequenced = 9,
    Bandwidth = 10,
    Throttle = 11,
    UnreliableFragment = 12,
}
