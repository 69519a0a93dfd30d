using ManagedENet.Protocol.Connections;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Swarm;

/// <summary>One connection of a swarm, as the two applications see it.</summary>
internal sealed class SwarmLink
{
    private readonly SwarmFlow _up;
    private readonly SwarmFlow _down;

    public SwarmLink(int number, VirtualHost client, Connection clientPeer, SwarmTraffic traffic, bool isTrusted, SwarmSide? before)
    {
        _up = new SwarmFlow(this, $"connection {number}, up");
        _down = new SwarmFlow(this, $"connection {number}, down");
        ConnectId = clientPeer.ConnectId;
        Traffic = traffic;
        IsTrusted = isTrusted;
        Client = new SwarmSide(client, clientPeer, _up, _down) { Before = before };
    }

    public uint ConnectId { get; }

    public SwarmTraffic Traffic { get; }

    /// <summary>What is delivered must be what was sent.</summary>
    public bool IsTrusted { get; set; }

    /// <summary>What has come into a socket is known, and nothing keeps it from being taken.</summary>
    public bool IsHeldToArrivals { get; init; }

    public SwarmSide Client { get; }

    /// <summary>Null until the server's application has heard of it.</summary>
    public SwarmSide? Server { get; private set; }

    public bool IsUp => Client.IsUp && Server is { IsUp: true };

    /// <summary>Neither side has left or been told that the other has.</summary>
    public bool IsWhole => !Client.HasLeft && !Client.IsOver && Server is { HasLeft: false, IsOver: false };

    /// <summary>Both sides think the same, and the attempt is over.</summary>
    public bool IsSettled => Client.IsUp == (Server?.IsUp ?? false) && (IsUp || Client.Peer.State == ENetPeerState.Disconnected);

    /// <summary>All that must arrive has arrived.</summary>
    public bool IsComplete => _up.Owed == 0 && _down.Owed == 0;

    public SwarmFlow Up => _up;

    public SwarmFlow Down => _down;

    public SwarmSide Serve(VirtualHost server, Connection peer, SwarmSide? before) => Server = new SwarmSide(server, peer, _down, _up) { IsUp = true, Before = before };

    public override string ToString() => $"client {Describe(Client)}; server {(Server is null ? "never" : Describe(Server))}; owed {_up.Owed} up, {_down.Owed} down";

    private static string Describe(SwarmSide side) =>
        $"{side.Host.Name} {(side.IsUp ? "up" : "down")}, {side.Peer.State}, round trip {side.Peer.RoundTripTimeMs} +- {side.Peer.RoundTripTimeVarianceMs} ms, limits {side.Peer.TimeoutMinimumMs} {side.Peer.TimeoutMaximumMs}, busy {side.Peer.HasOutgoingCommands}, in flight {!side.Peer.Outbox.InFlight.IsEmpty}, ended by {side.Peer.EndReason}";
}
