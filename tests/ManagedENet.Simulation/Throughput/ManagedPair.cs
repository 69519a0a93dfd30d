using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Throughput;

/// <summary>Two hosts of ManagedENet.</summary>
internal sealed class ManagedPair : IThroughputPair
{
    private readonly VirtualPair _connection;

    public ManagedPair(VirtualWorld world, HostOptions options)
    {
        World = world;
        VirtualHost server = world.AddHost("server", options);
        server.KeepsEvents = false;
        server.OnEvent = e => ReceivedPackets += e.Type == ENetEventType.Receive ? 1 : 0;
        _connection = world.Connect(world.AddHost("client", options), server);
    }

    public VirtualWorld World { get; }

    public IEndPoint Client => _connection.Client;

    public bool IsAlive => _connection.ClientPeer.State == ENetPeerState.Connected && _connection.ServerPeer.State == ENetPeerState.Connected;

    public int WaitingPackets => _connection.Client.Core.Stores.Sending.Commands.Count;

    public long ReceivedPackets { get; private set; }

    public bool Send(byte[] payload, ENetPacketFlags flags) => _connection.ClientPeer.Send(0, payload, flags) == ENetSendResult.Queued;

    public void Dispose() => World.Dispose();
}
