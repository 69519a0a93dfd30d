using System.Collections.Generic;

namespace ManagedENet.Interop.Live;

/// <summary>
/// Who stands on which end. Each expectation is also put to native on both ends: what fails there is a wrong expectation, not a mistake of ours.
/// </summary>
internal static class Pairings
{
    public static IEnumerable<TestFixtureData> All { get; } =
    [
        Create(Implementation.Native, Implementation.Managed),
        Create(Implementation.Managed, Implementation.Native),
        Create(Implementation.Managed, Implementation.Managed),
        Create(Implementation.Native, Implementation.Native),
    ];

    private static TestFixtureData Create(Implementation server, Implementation client)
    {
        var pairing = new TestFixtureData(server, client);
        pairing.SetArgDisplayNames($"{server}Server", $"{client}Client");
        pairing.Properties.Add("Category", $"{server}{client}");
        return pairing;
    }
}
