using System.Collections.Generic;

namespace ManagedENet.Workloads.FirstSecond;

/// <summary>One way of shipping the program whose start is measured.</summary>
/// <param name="Title">What it is, for the table.</param>
/// <param name="Folder">Where it was published; null for the native program.</param>
/// <param name="HasProfiles">The runtime's own default: code is watched while it runs and compiled again by what was seen. An application switches it off with TieredPGO.</param>
internal sealed record Contestant(string Title, string? Folder, bool HasProfiles = true)
{
    public static IReadOnlyList<Contestant> Managed { get; } =
    [
        new("portable package, JIT", "portable"),
        new("portable package, JIT, no PGO", "portable", HasProfiles: false),
        new("package with compiled code, JIT", "compiled"),
        new("package with compiled code, JIT, no PGO", "compiled", HasProfiles: false),
        new("PublishReadyToRun", "readytorun"),
        new("PublishReadyToRun, no PGO", "readytorun", HasProfiles: false),
        new("NativeAOT", "aot"),
    ];

    public static Contestant Native { get; } = new("native ENet, in C", null);
}
