using ManagedENet.Protocol.Hosting;

namespace ManagedENet.Conformance.Replay;

/// <summary>How strictly the core has to be native, and how many differences are of interest.</summary>
internal sealed record ReplayOptions(NativeQuirks Quirks, int MaximumDifferences = 3)
{
    /// <summary>
    /// An action that follows a datagram of its millisecond is carried out when all hosts have been serviced, not already when the one that sent it has: another guess, for
    /// the lines do not tell where the hosts in between had nothing to say.
    /// </summary>
    public bool ActsAfterAllServices { get; init; }
}
