using ManagedENet.Protocol.Connections;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Swarm;

/// <summary>One connection of a swarm, as the two applications see it.</summary>
internal sealed class SwarmLink(uint connectId, VirtualHost client, Connection clientPeer)
{
    public uint ConnectId { get; } = connectId;

    public VirtualHost Client { get; } = client;

    public Connection ClientPeer { get; } = clientPeer;

    public VirtualHost? Server { get; private set; }

    public Connection? ServerPeer { get; private set; }

    public bool IsClientUp { get; set; }

    public bool IsServerUp { get; set; }

    public Flow? Up { get; private set; }

    public Flow? Down { get; private set; }

    public bool IsUp => IsClientUp && IsServerUp;

    /// <summary>Both sides think the same, and the attempt is over.</summary>
    public bool IsSettled => IsClientUp == IsServerUp && (IsUp || ClientPeer.ConnectId != ConnectId || ClientPeer.State == ENetPeerState.Disconnected);

    /// <summary>Neither side has left or been told that the other has.</summary>
    public bool IsWhole { get; set; } = true;

    public void Serve(VirtualHost server, Connection peer)
    {
        Server = server;
        ServerPeer = peer;
        IsServerUp = true;
    }

    /// <summary>Both sides know of it: packets may flow.</summary>
    public void Open()
    {
        if (!IsUp || Up is not null) return;
        Up = new Flow(Client, ClientPeer, Server!, ServerPeer!);
        Down = new Flow(Server!, ServerPeer!, Client, ClientPeer);
    }

    public void Close(VirtualHost host)
    {
        IsWhole = false;
        if (ReferenceEquals(host, Client))
        {
            IsClientUp = false;
            Down?.Close();
        }
        else
        {
            IsServerUp = false;
            Up?.Close();
        }
    }

    public override string ToString() => $"client {Describe(ClientPeer, IsClientUp)}; server {(ServerPeer is null ? "never" : Describe(ServerPeer, IsServerUp))}";

    private static string Describe(Connection peer, bool isUp) =>
        $"{(isUp ? "up" : "down")}, {peer.State}, round trip {peer.RoundTripTimeMs} +- {peer.RoundTripTimeVarianceMs} ms, next time-out {peer.Recovery.NextTimeoutUs}, earliest {peer.Recovery.EarliestTimeoutUs}, last {peer.Recovery.LastAcknowledgedUs}, limits {peer.TimeoutMinimumMs} {peer.TimeoutMaximumMs}, busy {peer.HasOutgoingCommands}, in flight {!peer.Outbox.InFlight.IsEmpty}";
}
