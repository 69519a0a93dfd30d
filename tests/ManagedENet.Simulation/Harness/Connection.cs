using ManagedENet.Protocol.Peers;

namespace ManagedENet.Simulation.Harness;

/// <summary>Both ends of a connection between two virtual hosts.</summary>
internal sealed record Connection(VirtualHost Client, PeerCore ClientPeer, VirtualHost Server, PeerCore ServerPeer);
