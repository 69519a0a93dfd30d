using ManagedENet.Protocol.Connections;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Swarm;

/// <summary>One end of a connection of the swarm, as the application there sees it.</summary>
internal sealed class SwarmSide(VirtualHost host, Connection peer, SwarmFlow sends, SwarmFlow receives)
{
    public VirtualHost Host { get; } = host;

    public Connection Peer { get; } = peer;

    /// <summary>Who had its slot before; null at the beginning of a process.</summary>
    public SwarmSide? Before { get; init; }

    /// <summary>What it has sent.</summary>
    public SwarmFlow Sends { get; } = sends;

    /// <summary>What comes to it.</summary>
    public SwarmFlow Receives { get; } = receives;

    /// <summary>The application was told of the connection and not of its end.</summary>
    public bool IsUp { get; set; }

    /// <summary>The application has asked for the end, or dropped it without a word.</summary>
    public bool HasLeft { get; set; }

    /// <summary>It leaves when all that it has sent has arrived, and takes what comes until then.</summary>
    public bool LeavesLater { get; set; }

    /// <summary>It will hear nothing any more.</summary>
    public bool IsOver { get; set; }

    /// <summary>The process ended; what was told to nobody stays untold.</summary>
    public bool WasKilled { get; set; }

    public bool MaySend => IsUp && Peer.State == ENetPeerState.Connected;
}
