using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Sending;
using ManagedENet.Shared;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Congestion;

/// <summary>Packets that are given up before they are sent: late ones, and those that something newer stands for.</summary>
[TestFixture(ENetCongestionControl.Native)]
[TestFixture(ENetCongestionControl.Cubic)]
internal sealed class SendTermsTests(ENetCongestionControl rules)
{
    private static readonly ENetPacketFlags[] Ways = [ENetPacketFlags.Reliable, ENetPacketFlags.None, ENetPacketFlags.Unsequenced, ENetPacketFlags.UnreliableFragment];

    [Test]
    [Property("Requirement", "CHN-015, DEV-091")]
    public void A_packet_that_is_late_is_not_sent_and_what_stands_behind_it_is()
    {
        foreach (ENetPacketFlags way in Ways)
        {
            using Scene scene = Start();
            foreach (int length in new[] { 10, 500, 20_000 })
            {
                // Queued, and not serviced for a while.
                Send(scene, way, length, 1, deadlineMs: 20);
                Send(scene, way, length, 2, deadlineMs: 60);
                Send(scene, way, length, 3);
                scene.World.Jump(40);
                scene.World.Run(1_000);
            }

            Assert.That(scene.Peer.ExpiredPackets, Is.EqualTo(3), $"{way}");
            Assert.That(Tags(scene, 10), Is.EqualTo(new[] { 2, 3 }), $"{way}");
            Assert.That(Tags(scene, 500), Is.EqualTo(new[] { 2, 3 }), $"{way}");
            AssertNumbersHaveNoGap(scene);
            AssertClean(scene);
        }
    }

    [Test]
    [Property("Requirement", "CHN-015")]
    public void What_was_sent_once_is_not_given_up_not_even_a_part_of_it()
    {
        using Scene scene = Start();
        scene.Remote.AcknowledgesAll = false;
        // More than the window takes at once: the rest leaves late, and leaves.
        Send(scene, ENetPacketFlags.Reliable, 200_000, 1, deadlineMs: 50);
        scene.World.Run(400);
        Assert.That(scene.Remote.Got(WireKind.Fragment), Is.Not.Empty);
        scene.Remote.AcknowledgesAll = true;
        Assert.That(scene.World.RunUntil(() => !scene.Peer.HasOutgoingCommands, 10_000), Is.True);
        Assert.That(scene.Remote.Got(WireKind.Fragment).Select(command => command.Sequence).Distinct().Count(), Is.EqualTo((200_000 + 1_363) / 1_364));
        Assert.That(scene.Peer.ExpiredPackets, Is.Zero);
        AssertClean(scene);
    }

    [Test]
    [Property("Requirement", "CHN-016, DEV-091")]
    public void A_newer_state_takes_the_place_of_the_older_one()
    {
        foreach (ENetPacketFlags way in Ways)
        {
            foreach (int length in new[] { 10, 500 })
            {
                using Scene scene = Start();
                Send(scene, way, length, 1, key: 7);
                Send(scene, way, length, 2, key: 8);
                Send(scene, way, length, 3);
                Send(scene, way, length, 4, key: 7);
                Send(scene, way, length, 5, key: 7, channel: 1);
                Send(scene, way, length, 6, key: 7);
                scene.World.Run(100);
                Assert.That(Tags(scene, length).Where(tag => tag != 5), Is.EqualTo(new[] { 6, 2, 3 }), $"{way}");
                Assert.That(Tags(scene, length), Has.Member(5), "another channel is another matter");
                Assert.That(scene.Peer.SupersededPackets, Is.EqualTo(2));
                AssertNumbersHaveNoGap(scene);
                AssertClean(scene);

                Send(scene, way, length, 7, key: 7);
                scene.World.Run(100);
                Assert.That((Tags(scene, length).Last(), scene.Peer.SupersededPackets), Is.EqualTo((7, 2L)), "what was sent is not replaced");
            }
        }
    }

    [Test]
    [Property("Requirement", "CHN-016")]
    public void Long_packets_and_those_of_another_kind_are_replaced_as_a_whole_by_one_at_the_end()
    {
        using Scene scene = Start();
        Send(scene, ENetPacketFlags.Reliable, 50_000, 1, key: 7);
        Send(scene, ENetPacketFlags.Reliable, 20, 2);
        Send(scene, ENetPacketFlags.Reliable, 20, 3, key: 7);
        Send(scene, ENetPacketFlags.None, 20, 4, key: 7);
        Send(scene, ENetPacketFlags.Unsequenced, 20, 5, key: 7);
        Send(scene, ENetPacketFlags.Reliable, 4_000, 6, key: 7);
        scene.World.Run(500);
        Assert.That(Tags(scene, 20), Is.EqualTo(new[] { 2 }));
        Assert.That(scene.Remote.Got(WireKind.Fragment).Count(), Is.EqualTo(3));
        Assert.That(scene.Peer.SupersededPackets, Is.EqualTo(4));
        AssertNumbersHaveNoGap(scene);
        AssertClean(scene);
    }

    [Test]
    [Property("Requirement", "CHN-015, CHN-016, LIM-012")]
    public void Whatever_is_given_up_the_rest_comes_in_order_and_nothing_is_kept() => Seeds.Each(12, seed =>
    {
        var options = new HostOptions { CongestionControl = rules };
        using var world = new VirtualWorld(seed);
        world.Network.KeepsLog = false;
        SimulationRandom random = world.Random;
        VirtualHost server = world.AddHost("server", options);
        VirtualHost client = world.AddHost("client", options);
        VirtualPair pair = world.Connect(client, server, channels: 3);
        world.Network.ChangeAll(link => link with
        {
            DelayMs = random.Between(1, 60),
            LossRate = random.Below(8) / 100.0,
            BandwidthBytesPerSecond = 200_000,
            BandwidthQueueBytes = 20_000,
        });
        long sent = 0;
        long received = 0;
        var newest = new Dictionary<(byte Channel, byte Key), uint>();
        server.KeepsEvents = false;
        server.OnEvent = e =>
        {
            if (e.Type != ENetEventType.Receive) return;
            received++;
            // Of one state nothing older comes behind something newer, but unsequenced.
            System.ReadOnlySpan<byte> bytes = e.Packet.Span;
            uint number = System.BitConverter.ToUInt32(bytes);
            if (e.Packet.Flags == ENetPacketFlags.Unsequenced || bytes[4] == 0 || bytes[5] == 1) return;
            if (newest.TryGetValue((e.ChannelId, bytes[4]), out uint last) && last > number) throw new AssertionException($"{number} came behind {last}.");
            newest[(e.ChannelId, bytes[4])] = number;
        };
        for (int step = 0; step < 200; step++)
        {
            for (int i = random.Below(8); i > 0; i--)
            {
                var key = (byte)random.Below(4);
                ENetPacketFlags way = random.Pick<ENetPacketFlags>([ENetPacketFlags.Reliable, ENetPacketFlags.Reliable, ENetPacketFlags.None, ENetPacketFlags.Unsequenced, ENetPacketFlags.UnreliableFragment]);
                byte[] payload = new byte[random.Happens(20) ? random.Between(1_400, 12_000) : random.Between(6, 300)];
                System.BitConverter.TryWriteBytes(payload, (uint)++sent);
                payload[4] = key;
                payload[5] = way == ENetPacketFlags.Unsequenced ? (byte)1 : (byte)0;
                byte channel = (byte)random.Below(3);
                long expiresAtUs = random.Happens(40) ? world.NowUs + (random.Between(1, 300) * 1_000) : 0;
                if (pair.ClientPeer.Send(channel, payload, way) == ENetSendResult.Queued) pair.ClientPeer.SetTerms(channel, new SendTerms(expiresAtUs, key));
                if (random.Happens(30)) LedgerOracle.AssertAccounted(client.Core);
            }

            world.Run(random.Below(30));
            LedgerOracle.AssertAccounted(client.Core);
        }

        Assert.That(world.RunUntil(() => !pair.ClientPeer.HasOutgoingCommands, 60_000), Is.True);
        Assert.That(pair.ClientPeer.Outbox.WithTerms, Is.Zero);
        Assert.That(pair.ClientPeer.ExpiredPackets + pair.ClientPeer.SupersededPackets, Is.GreaterThan(10));
        Assert.That(received + pair.ClientPeer.ExpiredPackets + pair.ClientPeer.SupersededPackets, Is.LessThanOrEqualTo(sent));
    });

    private Scene Start()
    {
        Scene scene = Scene.Served(new HostOptions { CongestionControl = rules });
        scene.World.Run(50);
        scene.Remote.Forget();
        return scene;
    }

    private static void Send(Scene scene, ENetPacketFlags way, int length, byte tag, int deadlineMs = 0, uint key = 0, byte channel = 0)
    {
        byte[] payload = new byte[length];
        payload[0] = tag;
        Assert.That(scene.Peer.Send(channel, payload, way), Is.EqualTo(ENetSendResult.Queued));
        scene.Peer.SetTerms(channel, new SendTerms(deadlineMs == 0 ? 0 : scene.World.NowUs + (deadlineMs * 1_000), key));
        LedgerOracle.AssertAccounted(scene.Host.Core);
    }

    // The first bytes of the packets of this length, in the order in which they came.
    private static IEnumerable<int> Tags(Scene scene, int length) => scene.Remote.Commands
        .Where(command => command.Kind is WireKind.Reliable or WireKind.Unreliable or WireKind.Unsequenced && command.Payload.Length == length)
        .Select(command => (int)command.Payload[0]);

    private static void AssertNumbersHaveNoGap(Scene scene)
    {
        ushort[] numbers = scene.Remote.Commands.Where(command => command.Kind is WireKind.Reliable or WireKind.Fragment && command.Channel == 0)
            .Select(command => command.Sequence).Distinct().Order().ToArray();
        Assert.That(numbers, Is.EqualTo(Enumerable.Range(1, numbers.Length).Select(number => (ushort)number)), "what was given up had no number");
    }

    private static void AssertClean(Scene scene)
    {
        Assert.That((scene.Peer.Outbox.WithTerms, scene.Peer.HasOutgoingCommands), Is.EqualTo((0, false)));
        LedgerOracle.AssertAccounted(scene.Host.Core);
    }
}
