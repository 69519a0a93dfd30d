using System;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Throughput;

/// <summary>A client that sends and a server that receives, connected on a virtual network; whose library they are does not show.</summary>
internal interface IThroughputPair : IDisposable
{
    VirtualWorld World { get; }

    IEndPoint Client { get; }

    /// <summary>Both ends hold the connection.</summary>
    bool IsAlive { get; }

    /// <summary>Packets that the client holds, queued or under way.</summary>
    int WaitingPackets { get; }

    long ReceivedPackets { get; }

    bool Send(byte[] payload, ENetPacketFlags flags);
}
