using System;
using ManagedENet.Protocol.Codecs;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;
using ManagedENet.Transports;

namespace ManagedENet.Simulation.Scenarios;

/// <summary>Two connected hosts with a bad line between them, and much to say.</summary>
internal static class FaultyWorld
{
    public static VirtualWorld Impaired(
        Func<NetworkImpairmentOptions, NetworkImpairmentOptions> change, out VirtualPair connection, ulong seed = 1, bool checksum = false, long startMs = 10_000)
    {
        var world = new VirtualWorld(seed, startMs);
        world.Network.KeepsLog = false;
        var options = new HostOptions { Checksum = checksum ? Crc32Checksum.Instance : null };
        VirtualHost client = world.AddHost("client", options);
        VirtualHost server = world.AddHost("server", options);
        world.Network.DefaultLink = change(world.Network.DefaultLink);
        connection = world.Connect(client, server);
        return world;
    }

    // Every kind of packet both ways, and everything reliable must arrive.
    public static void Talk(VirtualWorld world, VirtualPair connection, int packets, long limitMs)
    {
        (Flow up, Flow down) = Flow.Between(connection);
        for (int i = 0; i < packets; i++)
        {
            foreach (Flow flow in new[] { up, down })
            {
                var kind = (StampKind)world.Random.Below(4);
                int length = world.Random.Happens(10) || kind == StampKind.UnreliableFragments ? world.Random.Between(1_400, 6_000) : world.Random.Between(Stamp.Bytes, 400);
                if (kind is StampKind.Unreliable or StampKind.Unsequenced) length = Math.Min(length, 1_200);
                Assert.That(flow.Send((byte)world.Random.Below(2), kind, length), Is.EqualTo(ENetSendResult.Queued));
            }

            world.Run(world.Random.Below(20));
        }

        Assert.That(world.RunUntil(() => up.IsComplete && down.IsComplete, limitMs), Is.True, $"{up.ReliableDelivered} up, {down.ReliableDelivered} down");
        Assert.That(up.Delivered + down.Delivered, Is.GreaterThan(packets / 4));
    }
}
