namespace ManagedENet.Protocol.Tests.Impairment;

/// <summary>A datagram that came out of an impairment.</summary>
internal sealed record Arrival(long AtMs, int Number, string Hex);
