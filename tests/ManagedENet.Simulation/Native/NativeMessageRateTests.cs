using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Native;

/// <summary>A limit of packets, with libenet as the peer that it is for.</summary>
[TestFixture]
internal sealed class NativeMessageRateTests
{
    [SetUp]
    public void RequireLibrary() => NativeSystem.Require();

    [Test]
    [Property("Requirement", "LIM-042")]
    public void A_native_client_that_goes_on_sending_too_much_is_timed_out_and_one_that_keeps_to_it_is_not([Values] bool isTooMuch)
    {
        using var world = new VirtualWorld();
        VirtualHost server = world.AddHost("server", new HostOptions { PeerMessageRate = 50 });
        server.KeepsEvents = false;
        using var client = new NativeHost(world, VirtualWorld.AddressOf(9), randomSeed: 1);
        world.Add(client);
        client.Connect(server.Address, channels: 1);
        Assert.That(world.RunUntil(() => client.IsConnected && server.Core.ConnectedPeers == 1, 1_000), Is.True);
        long startMs = world.NowMs;
        int everyMs = isTooMuch ? 4 : 25;
        while (client.IsConnected && world.NowMs - startMs < 60_000)
        {
            client.Send(new byte[20], ENetPacketFlags.Reliable);
            world.Run(everyMs);
        }

        TestContext.Out.WriteLine($"after {world.NowMs - startMs} ms, {server.Core.Counters.DeliveredPackets} packets");
        Assert.That(client.IsConnected, Is.Not.EqualTo(isTooMuch));
        if (isTooMuch) Assert.That(world.NowMs - startMs, Is.InRange(5_000, 35_000));
        else Assert.That((server.Core.Counters.DeliveredPackets, server.Core.Counters[DropReason.TooManyMessages]), Is.EqualTo((60_000 / 25, 0L)));
    }
}
