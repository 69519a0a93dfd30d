using System;
using System.Linq;
using ManagedENet.Cluster.Directory;
using Orleans;

namespace ManagedENet.Orleans.Wire;

/// <summary>What a gateway knows of a session; the grain knows whose it is.</summary>
[GenerateSerializer]
[Immutable]
[Alias("ManagedENet.Session")]
internal sealed record WireSession([property: Id(0)] string Gateway, [property: Id(1)] TimeSpan Lease, [property: Id(2)] long Generation, [property: Id(3)] string[] Groups)
{
    public static WireSession Of(ENetSessionInfo session) => new(session.Gateway.Value, session.Lease, session.Generation, session.Groups.ToArray());
}
