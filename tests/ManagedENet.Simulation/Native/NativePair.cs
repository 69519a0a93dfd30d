using System;
using ManagedENet.Simulation.Harness;
using ManagedENet.Simulation.Throughput;

namespace ManagedENet.Simulation.Native;

/// <summary>Two hosts of libenet.</summary>
internal sealed class NativePair : IThroughputPair
{
    private const int ConnectLimitMs = 30_000;

    private readonly NativeHost _server;
    private readonly NativeHost _client;

    public NativePair(VirtualWorld world)
    {
        World = world;
        _server = new NativeHost(world, VirtualWorld.AddressOf(1), randomSeed: 1);
        _client = new NativeHost(world, VirtualWorld.AddressOf(2), randomSeed: 2);
        world.Add(_server);
        world.Add(_client);
        _client.Connect(_server, channels: 2);
        Assert.That(world.RunUntil(() => IsAlive, ConnectLimitMs), Is.True, "The native hosts did not connect.");
    }

    public VirtualWorld World { get; }

    public IEndPoint Client => _client;

    public bool IsAlive => _client.IsConnected && _server.IsConnected;

    public int WaitingPackets => _client.WaitingPackets;

    public long ReceivedPackets => _server.ReceivedPackets;

    public bool Send(byte[] payload, ENetPacketFlags flags) => _client.Send(payload, flags);

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
        World.Dispose();
    }
}
