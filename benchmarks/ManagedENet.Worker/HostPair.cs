namespace ManagedENet.Worker;

/// <summary>A server, a client, and the connection between them, seen from either end.</summary>
internal sealed record HostPair(ENetHost Server, ENetHost Client, ENetPeer ToServer, ENetPeer ToClient);
