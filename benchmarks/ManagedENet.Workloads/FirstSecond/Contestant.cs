using System.Collections.Generic;

namespace ManagedENet.Workloads.FirstSecond;

/// <summary>One way of shipping the program whose start is measured.</summary>
/// <param name="Title">What it is, for the table.</param>
/// <param name="Folder">Where it was published; null for the native program.</param>
/// <param name="Without">What of the runtime's defaults an application switches off in its project file: TieredPGO, by which code is watched while it runs, or TieredCompilation, by which it is compiled again.</param>
internal sealed record Contestant(string Title, string? Folder, string? Without = null)
{
    private const string Pgo = "TieredPGO";
    private const string Tiers = "TieredCompilation";

    public static IReadOnlyList<Contestant> Managed { get; } =
    [
        new("portable package, JIT", "portable"),
        new("portable package, JIT, no PGO", "portable", Pgo),
        new("package with compiled code, JIT", "compiled"),
        new("package with compiled code, JIT, no PGO", "compiled", Pgo),
        new("package with compiled code, JIT, no tiers", "compiled", Tiers),
        new("PublishReadyToRun", "readytorun"),
        new("PublishReadyToRun, no PGO", "readytorun", Pgo),
        new("PublishReadyToRun, no tiers", "readytorun", Tiers),
        new("NativeAOT", "aot"),
    ];

    public static Contestant Native { get; } = new("native ENet, in C", null);
}
