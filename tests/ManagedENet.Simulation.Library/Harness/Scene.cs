using System;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;

namespace ManagedENet.Simulation.Harness;

/// <summary>One host that is connected with a remote end written by hand. What the handshake brought is forgotten, so that tests see only what follows.</summary>
internal sealed class Scene : IDisposable
{
    private Scene(VirtualWorld world, VirtualHost host, WirePeer remote, Connection peer)
    {
        World = world;
        Host = host;
        Remote = remote;
        Peer = peer;
        remote.AcknowledgesAll = true;
        world.Run(10);
        remote.Forget();
        host.ClearEvents();
        world.Network.ClearLog();
    }

    public VirtualWorld World { get; }

    public VirtualHost Host { get; }

    public WirePeer Remote { get; }

    public Connection Peer { get; }

    /// <summary>The remote end has connected to the host.</summary>
    public static Scene Served(HostOptions? options = null, WireProposal? proposal = null, long startMs = 10_000)
    {
        var world = new VirtualWorld(1, startMs);
        VirtualHost host = world.AddHost("host", options);
        WirePeer remote = world.AddWirePeer(host);
        remote.ChecksumBytes = options?.Checksum is null ? 0 : 4;
        return new Scene(world, host, remote, remote.Connect(proposal));
    }

    /// <summary>The host has connected to the remote end.</summary>
    public static Scene Calling(HostOptions? options = null, int channels = 2)
    {
        var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host", options);
        WirePeer remote = world.AddWirePeer(host);
        Connection peer = remote.BeAsked(channels);
        remote.Accept();
        return new Scene(world, host, remote, peer);
    }

    public ENetSendResult Send(int length, ENetPacketFlags flags, byte channel = 0)
    {
        byte[] payload = new byte[length];
        for (int i = 0; i < length; i++) payload[i] = (byte)(i % 200);
        return Peer.Send(channel, payload, flags);
    }

    public void Dispose() => World.Dispose();
}
