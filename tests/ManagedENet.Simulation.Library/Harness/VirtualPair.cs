using ManagedENet.Protocol.Connections;


namespace ManagedENet.Simulation.Harness;

/// <summary>Both ends of a connection between two virtual hosts.</summary>
internal sealed record VirtualPair(VirtualHost Client, Connection ClientPeer, VirtualHost Server, Connection ServerPeer);
