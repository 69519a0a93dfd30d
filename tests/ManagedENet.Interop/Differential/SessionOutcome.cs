using System.Collections.Generic;
using ManagedENet.Interop.Live;

namespace ManagedENet.Interop.Differential;

/// <summary>What the applications of one session saw.</summary>
/// <param name="Server">Whose ENet the server used.</param>
/// <param name="Client">Whose ENet the client used.</param>
/// <param name="Promised">What the protocol promises, as text: equal for every pairing.</param>
/// <param name="Problems">Promises that were broken, whoever the other pairings are.</param>
internal sealed record SessionOutcome(Implementation Server, Implementation Client, string Promised, IReadOnlyList<string> Problems)
{
    public string Pairing => $"{Server} server, {Client} client";
}
