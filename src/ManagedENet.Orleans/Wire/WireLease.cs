using System;
using ManagedENet.Orleans.Grains;
using Orleans;

namespace ManagedENet.Orleans.Wire;

/// <summary>What is left of a gateway's lease, and where it is called; nobody knows where as long as it has not renewed its lease since its grain was activated.</summary>
[GenerateSerializer]
[Alias("ManagedENet.Lease")]
internal sealed record WireLease([property: Id(0)] TimeSpan Left, [property: Id(1)] IGatewayObserver? Face);
