using System.Collections.Generic;
using System.Linq;

namespace ManagedENet.Tool.Demo;

/// <summary>The parts whose progress is shown.</summary>
internal static class DemoParts
{
    public const int Connecting = 0;
    public const int FirstWay = 1;

    public static int Disconnecting => FirstWay + SendingWay.All.Count;

    public static IReadOnlyList<string> Names { get; } = ["connecting", .. SendingWay.All.Select(way => way.Name), "disconnecting"];
}
