using ManagedENet.Protocol.Hosting;

namespace ManagedENet.Conformance.Replay;

/// <summary>How strictly the core has to be native, and how many differences are of interest.</summary>
internal sealed record ReplayOptions(NativeQuirks Quirks, int MaximumDifferences = 3);
