using System;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Memory;

/// <summary>What a burst made large becomes small again while the connections stay, and steady traffic needs no memory at all.</summary>
[TestFixture]
[NonParallelizable]
internal sealed class ShrinkingTests
{
    private const long Tolerance = 200 << 10;

    [TestCase(ENetPacketFlags.Reliable, 20, 100_000)]
    [TestCase(ENetPacketFlags.Unsequenced, 20, 100_000)]
    [TestCase(ENetPacketFlags.Reliable, 500, 40_000)]
    [TestCase(ENetPacketFlags.None, 1_200, 20_000)]
    [TestCase(ENetPacketFlags.Reliable, 300_000, 100)]
    [TestCase(ENetPacketFlags.UnreliableFragment, 300_000, 100)]
    [Property("Requirement", "LIM-034, LIM-012")]
    public void After_a_burst_memory_goes_back_while_the_connection_stays(ENetPacketFlags flags, int bytes, int packets)
    {
        using var world = new VirtualWorld();
        world.Network.KeepsLog = false;
        VirtualPair connection = world.Connect(world.AddHost("client"), world.AddHost("server"));
        connection.Client.KeepsEvents = connection.Server.KeepsEvents = false;
        connection.Server.SocketLimit = int.MaxValue;
        Send(connection, flags, bytes, 1);
        world.Run(30_000);
        long before = GC.GetTotalMemory(forceFullCollection: true);

        // Nobody takes or sends anything until all of it is there.
        connection.Server.TakesEvents = false;
        int sent = Send(connection, flags, bytes, packets);
        world.Run(20);
        long most = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.That(sent, Is.GreaterThan(packets / 2));
        Assert.That(most, Is.GreaterThan(5_000_000));
        LedgerOracle.AssertAccounted(connection.Client.Core);
        LedgerOracle.AssertAccounted(connection.Server.Core);
        connection.Server.TakesEvents = true;
        Assert.That(world.RunUntil(() => !connection.ClientPeer.HasOutgoingCommands && !connection.Server.Core.HasEvent, 300_000), Is.True);
        world.Run(60_000);
        Assert.That(connection.ClientPeer.State, Is.EqualTo(ENetPeerState.Connected));
        long left = GC.GetTotalMemory(forceFullCollection: true) - before;
        TestContext.Out.WriteLine($"{most} bytes at the most, {left} at the end");

        // What is unreliable is in the virtual network all at once, and that keeps room for it.
        if (flags == ENetPacketFlags.Reliable) Assert.That(left, Is.LessThan(2 * Tolerance));
        Assert.That(LedgerOracle.Of(connection.Client.Core).Total + LedgerOracle.Of(connection.Server.Core).Total, Is.LessThan(Tolerance));
    }

    [TestCase(20)]
    [TestCase(300)]
    [TestCase(20_000)]
    [Property("Requirement", "LIM-005, LIM-034")]
    public void A_wave_every_few_seconds_allocates_nothing(int bytes)
    {
        using var world = new VirtualWorld();
        world.Network.KeepsLog = false;
        VirtualPair connection = world.Connect(world.AddHost("client"), world.AddHost("server"));
        Host client = connection.Client.Core;
        Host server = connection.Server.Core;
        long growth = long.MaxValue;
        for (int attempt = 0; attempt < 8 && growth > 0; attempt++)
        {
            long before = Blocks(client) + Blocks(server);
            for (int wave = 0; wave < 10; wave++)
            {
                Send(connection, ENetPacketFlags.Reliable, bytes, Math.Max(4, 200_000 / bytes));
                world.Run(7_000);
            }

            growth = Blocks(client) + Blocks(server) - before;
        }

        Assert.That(growth, Is.Zero, "what one wave needed is there for the next");
        LedgerOracle.AssertAccounted(client);

        // The harness allocates; so the pools tell what they have taken from the system.
        static long Blocks(Host core) => core.Stores.Pool.AllocatedBlocks;
    }

    [Test]
    [Property("Requirement", "LIM-034")]
    public void Many_connections_that_come_and_go_leave_nothing_behind()
    {
        using var world = new VirtualWorld();
        world.Network.KeepsLog = false;
        VirtualHost server = world.AddHost("server", new HostOptions { PeerLimit = 200 });
        VirtualHost[] clients = Enumerable.Range(0, 60).Select(i => world.AddHost($"client {i}")).ToArray();
        long before = 0;
        for (int round = 0; round < 4; round++)
        {
            foreach (VirtualHost client in clients)
            {
                VirtualPair connection = world.Connect(client, server, channels: 20);
                for (byte channel = 0; channel < 20; channel++)
                {
                    connection.ClientPeer.Send(channel, new byte[500], ENetPacketFlags.Reliable);
                    connection.ServerPeer.Send(channel, new byte[500], ENetPacketFlags.Unsequenced);
                }
            }

            world.Run(100);
            foreach (VirtualHost client in clients) client.Peer().Reset();
            foreach (Connection peer in VirtualWorld.PeersOf(server)) peer.Reset();
            foreach (VirtualHost client in clients) client.ClearEvents();
            server.ClearEvents();
            for (int i = 0; i < 5; i++)
            {
                world.Jump(15_000);
                foreach (VirtualHost host in world.Hosts) host.ServiceOnce();
            }

            foreach (VirtualHost host in world.Hosts)
            {
                VirtualWorld.AssertNothingIsHeld(host);
                Assert.That(LedgerOracle.Of(host.Core).Total, Is.LessThan(50_000));
            }

            long now = GC.GetTotalMemory(forceFullCollection: true);
            if (round == 1) before = now;
            if (round > 1) Assert.That(now - before, Is.LessThan(Tolerance));
        }
    }

    private static int Send(VirtualPair connection, ENetPacketFlags flags, int bytes, int packets)
    {
        byte[] payload = new byte[bytes];
        int sent = 0;
        while (sent < packets && connection.ClientPeer.Send(0, payload, flags) == ENetSendResult.Queued) sent++;
        return sent;
    }
}
