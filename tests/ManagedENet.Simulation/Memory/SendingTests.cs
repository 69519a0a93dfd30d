using System;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Memory;

/// <summary>A send asks, takes the memory, and only then queues.</summary>
[TestFixture]
internal sealed class SendingTests
{
    [TestCase(true)]
    [TestCase(false)]
    [Property("Requirement", "LIM-012, LIM-005")]
    public void A_send_that_finds_no_room_copies_nothing(bool broadcasts)
    {
        using var scene = Scene.Served(new HostOptions { PeerBudgetBytes = 4 << 20 });
        scene.Remote.AcknowledgesAll = false;
        Host core = scene.Host.Core;
        byte[] half = new byte[5 << 19];
        Assert.That(scene.Peer.Send(0, half.AsSpan(0, 2 << 20), ENetPacketFlags.Reliable), Is.EqualTo(ENetSendResult.Queued));
        ENetSendResult result = ENetSendResult.Queued;
        int taken = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        if (broadcasts) taken = core.Broadcast(0, half, ENetPacketFlags.Reliable);
        else result = scene.Peer.Send(0, half, ENetPacketFlags.Reliable);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That((allocated, taken, broadcasts || result == ENetSendResult.QueueFull), Is.EqualTo((0L, 0, true)));
    }

    [TestCase(10)]
    [TestCase(1_000)]
    [TestCase(100_000)]
    [Property("Requirement", "LIM-012")]
    public void Where_memory_runs_out_nothing_is_queued_and_no_number_is_used_up(int bytes)
    {
        using var scene = Scene.Served();
        Host core = scene.Host.Core;
        Assert.That(scene.Send(bytes, ENetPacketFlags.Reliable), Is.EqualTo(ENetSendResult.Queued));
        scene.World.Run(1_000);
        scene.Remote.Forget();
        core.Stores.Pool.NewBuffer = static _ => new byte[int.MaxValue];
        int thrown = 0;
        for (int i = 0; i < 20; i++)
        {
            try
            {
                scene.Send((2 * bytes) + 4_000 + (i * 1_000), ENetPacketFlags.Reliable);
            }
            catch (OutOfMemoryException)
            {
                thrown++;
            }
        }

        Assert.That(thrown, Is.EqualTo(20));
        LedgerOracle.AssertAccounted(core);
        Assert.That(scene.Peer.HasOutgoingCommands, Is.False);
        core.Stores.Pool.NewBuffer = static length => new byte[length];
        int numbers = scene.Peer.Outbox.Senders.Find(0)!.ReliableSequence;
        Assert.That(scene.Send(bytes, ENetPacketFlags.Reliable), Is.EqualTo(ENetSendResult.Queued));
        scene.World.Run(1_000);
        SeenCommand first = scene.Remote.Commands.First(command => command.Channel == 0);
        Assert.That(first.Sequence, Is.EqualTo(numbers + 1), "the next number is the next number");
    }

    [TestCase(0)]
    [TestCase(4_070)]
    [TestCase(4_071)]
    [TestCase(4_095)]
    [TestCase(4_096)]
    [TestCase(65_535)]
    [Property("Requirement", "FRG-007, LIM-010")]
    public void The_longest_packet_is_taken_whatever_was_sent_before(int before)
    {
        using var scene = Scene.Served();
        scene.World.Network.KeepsLog = false;
        Host core = scene.Host.Core;
        for (int i = 0; i < before; i++)
        {
            scene.Send(1, ENetPacketFlags.Reliable);
            if (i % 500 != 499) continue;
            scene.World.Run(50);
            scene.Remote.Forget();
        }

        scene.World.Run(1_000);
        int longest = scene.Peer.MaximumPacketBytes;
        Assert.That(longest, Is.EqualTo(24_576 * (1_392 - 28)));
        byte[] packet = new byte[longest + 1];
        foreach (ENetPacketFlags flags in new[] { ENetPacketFlags.Reliable, ENetPacketFlags.UnreliableFragment, ENetPacketFlags.None })
        {
            Assert.That(scene.Peer.Send(0, packet, flags), Is.EqualTo(ENetSendResult.TooLarge), $"{flags}");
            Assert.That(scene.Peer.Send(0, packet.AsSpan(0, longest), flags), Is.EqualTo(ENetSendResult.Queued), $"{flags}");
            ENetPacket tooLong = core.CreatePacket(packet, flags);
            Assert.That((scene.Peer.Send(0, tooLong), core.Broadcast(0, tooLong)), Is.EqualTo((ENetSendResult.TooLarge, 0)));
        }
    }

    [Test]
    [Property("Requirement", "FRG-007, LIM-012")]
    public void A_packet_that_no_queue_could_hold_is_too_large_and_not_for_later()
    {
        using var scene = Scene.Served(new HostOptions { PeerBudgetBytes = 7 << 20 });
        int longest = scene.Peer.MaximumPacketBytes;
        Assert.That(longest, Is.InRange(4 << 20, 7 << 20));
        byte[] packet = new byte[longest + 1];
        Assert.That(scene.Peer.Send(0, packet, ENetPacketFlags.Reliable), Is.EqualTo(ENetSendResult.TooLarge));
        Assert.That(scene.Peer.Send(0, packet.AsSpan(1), ENetPacketFlags.Reliable), Is.EqualTo(ENetSendResult.Queued));
    }

    [TestCase(10)]
    [TestCase(64)]
    [TestCase(65)]
    [TestCase(1_000)]
    [TestCase(50_000)]
    [Property("Requirement", "LIM-035, LIM-003")]
    public void A_packet_of_one_host_is_copied_when_another_one_sends_or_broadcasts_it(int bytes)
    {
        using var world = new VirtualWorld();
        VirtualHost relay = world.AddHost("relay");
        VirtualHost front = world.AddHost("front");
        VirtualPair source = world.Connect(world.AddHost("source"), front);
        VirtualPair[] targets = Enumerable.Range(0, 3).Select(i => world.Connect(world.AddHost($"target {i}"), relay)).ToArray();
        byte[] secret = new byte[bytes];
        Array.Fill(secret, (byte)77);
        byte[] payload = new byte[bytes];
        for (int i = 0; i < bytes; i++) payload[i] = (byte)(i % 200);

        // The relay has a packet of its own under each number, which must not go out.
        ENetPacket[] own = Enumerable.Range(0, 20).Select(_ => relay.Core.CreatePacket(secret, ENetPacketFlags.Reliable)).ToArray();
        front.OnEvent = e =>
        {
            if (e.Type != ENetEventType.Receive) return;
            ENetPacket packet = e.Packet;
            if (e.ChannelId == 0)
            {
                foreach (VirtualPair target in targets)
                {
                    ENetPacket passedOn = front.Core.CreatePacket(packet.Span, packet.Flags);
                    Assert.That(target.ServerPeer.Send(0, passedOn), Is.EqualTo(ENetSendResult.Queued));
                    Assert.That(passedOn.IsAlive, Is.False);
                }
            }
            else
            {
                ENetPacket passedOn = front.Core.CreatePacket(packet.Span, packet.Flags);
                Assert.That((relay.Core.Broadcast(1, passedOn), passedOn.IsAlive), Is.EqualTo((3, false)));
            }
        };
        for (byte channel = 0; channel < 2; channel++)
        {
            for (int i = 0; i < 5; i++) source.ClientPeer.Send(channel, payload, ENetPacketFlags.Reliable);
        }

        world.Run(5_000);
        foreach (VirtualPair target in targets)
        {
            Assert.That(target.Client.Payloads.Count(), Is.EqualTo(10));
            Assert.That(target.Client.Payloads.All(packet => packet.AsSpan().SequenceEqual(payload)), Is.True);
        }

        LedgerOracle.AssertAccounted(relay.Core);
        LedgerOracle.AssertAccounted(front.Core);
        foreach (ENetPacket packet in own) packet.Dispose();
        Assert.That((relay.Core.RentedBlocks, front.Core.RentedBlocks), Is.EqualTo((0, 0)));
    }

    [Test]
    [Property("Requirement", "LIM-035")]
    public void A_packet_of_another_host_that_was_not_taken_is_still_the_caller_s()
    {
        using var world = new VirtualWorld();
        VirtualHost one = world.AddHost("one");
        VirtualPair connection = world.Connect(world.AddHost("client"), world.AddHost("other", new HostOptions { MaximumPacketBytes = 100 }));
        ENetPacket packet = one.Core.CreatePacket(new byte[101], ENetPacketFlags.Reliable);
        Assert.That((connection.ServerPeer.Send(0, packet), packet.IsAlive), Is.EqualTo((ENetSendResult.TooLarge, true)));
        packet.Dispose();
        Assert.That(one.Core.RentedBlocks, Is.Zero);
    }
}
