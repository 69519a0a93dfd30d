using System;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Native;

/// <summary>Trials of the path, with libenet at the other end of a path that takes less than both agreed on.</summary>
[TestFixture]
internal sealed class NativePathMtuTests
{
    private const int Packets = 200;
    private const int PacketBytes = 5_000;

    [SetUp]
    public void RequireLibrary() => NativeSystem.Require();

    [TestCase(1_280)]
    [TestCase(1_000)]
    [TestCase(576)]
    [Property("Requirement", "CGC-052, CGC-054, DEV-093")]
    public void Libenet_answers_trials_and_gets_everything(int mtu)
    {
        using var world = new VirtualWorld(1);
        using var server = new NativeHost(world, VirtualWorld.AddressOf(1), randomSeed: 1);
        world.Add(server);
        VirtualHost client = world.AddHost("client", new HostOptions { CongestionControl = ENetCongestionControl.Cubic });
        Connection peer = client.Core.Connect(world.NowUs, server.Address, 2, 0)!;
        Assert.That(world.RunUntil(() => server.IsConnected && peer.State == ENetPeerState.Connected, 10_000), Is.True);
        world.Network.ChangeAll(link => link with { MtuBytes = mtu });
        for (int i = 0; i < Packets; i++) peer.Send(0, new byte[PacketBytes], ENetPacketFlags.Reliable);
        Assert.That(world.RunUntil(() => server.ReceivedPackets > 0, 3_000), Is.True, "the first");
        Assert.That(world.RunUntil(() => server.ReceivedPackets == Packets, 20_000), Is.True, "all");
        Assert.That(server.ReceivedBytes, Is.EqualTo((long)Packets * PacketBytes));
        world.Run(2_000);
        Assert.That(peer.MtuBytes, Is.InRange(mtu - 16, mtu));
        // Nothing of it has disturbed the connection.
        world.Run(60_000);
        Assert.That((server.IsConnected, peer.State), Is.EqualTo((true, ENetPeerState.Connected)));
    }
}
