using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Sending;
using ManagedENet.Shared;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Kinds;

/// <summary>
/// Numbers are given when a command is written, and stand on the wire as if they had been given in the order of the sends. The one who counts here counts the sends.
/// </summary>
[TestFixture]
internal sealed class LateNumberTests
{
    private const int Channels = 3;

    [Test]
    [Property("Requirement", "CHN-004, CHN-005, CHN-006, CHN-007, FRG-004, FRG-005")]
    public void Whatever_waits_and_is_dropped_the_numbers_are_those_of_the_order_of_the_sends() => Seeds.Each(usually: 60, seed =>
    {
        var random = new SimulationRandom(seed);
        using var scene = Scene.Served(new HostOptions { UsesGeneralWay = random.Happens(30), MtuBytes = 700 }, new WireProposal { Channels = Channels, Mtu = 700, IncomingBandwidth = random.Happens(50) ? 8_192u : 0 });
        var sent = new Sent();
        for (int step = 0; step < 60; step++)
        {
            // Now and then nothing is acknowledged: the window closes, and what is unreliable goes past what is not.
            scene.Remote.AcknowledgesAll = random.Happens(50);
            if (random.Happens(20)) scene.Peer.Recovery.Throttle.SetLimit((uint)random.Below(33));
            for (int i = random.Below(30); i > 0; i--) Send(scene, random, sent);
            scene.World.Run(random.Below(40));
        }

        scene.Remote.AcknowledgesAll = true;
        scene.World.Run(20_000);
        sent.AssertSeen(scene.Remote.Commands);
        Assert.That(scene.Peer.HasOutgoingCommands, Is.False);
    });

    [Test]
    [Property("Requirement", "CHN-004, CHN-005, CHN-008")]
    public void What_is_queued_has_no_number_until_something_behind_it_is_written()
    {
        using var scene = Scene.Served(proposal: new WireProposal { Channels = Channels });
        scene.Remote.AcknowledgesAll = false;

        // 65 fill the window; the rest waits.
        for (int i = 0; i < 80; i++) scene.Send(1_000, ENetPacketFlags.Reliable, channel: (byte)(i % 2));
        scene.World.Run(1);
        ChannelSender first = scene.Peer.Outbox.Senders[0];
        ChannelSender second = scene.Peer.Outbox.Senders[1];
        Assert.That((first.ReliableSequence, second.ReliableSequence), Is.EqualTo(((ushort)33, (ushort)32)));

        // What is unreliable goes past, and takes the numbers of its channel along, and of no other.
        scene.Send(10, ENetPacketFlags.None);
        scene.World.Run(1);
        Assert.That((first.ReliableSequence, second.ReliableSequence), Is.EqualTo(((ushort)40, (ushort)32)));
        SeenCommand past = scene.Remote.Got(WireKind.Unreliable).Single();
        Assert.That((past.Sequence, past.U16(4)), Is.EqualTo(((ushort)40, (ushort)1)));
    }

    [Test]
    [Property("Requirement", "CHN-006")]
    public void Unreliable_numbers_that_are_used_up_while_they_wait_are_not_given_twice()
    {
        using var scene = Scene.Served(new HostOptions { PeerBudgetBytes = 1L << 30 });
        scene.World.Network.KeepsLog = false;

        // All of them in one millisecond: none has a number before the last is queued.
        for (int i = 0; i < 65_536; i++) Assert.That(scene.Send(4, ENetPacketFlags.None), Is.EqualTo(ENetSendResult.Queued));
        Assert.That(scene.Peer.Outbox.Senders[0].UnreliableSequence, Is.Zero);
        scene.World.Run(1_000);
        Assert.That(scene.Remote.Got(WireKind.Unreliable).Select(command => command.U16(4)), Is.EqualTo(Enumerable.Range(1, 65_535).Select(number => (ushort)number)));
        Assert.That(scene.Remote.Got(WireKind.Reliable).Single().Sequence, Is.EqualTo(1), "the last one is reliable");
    }

    private static void Send(Scene scene, SimulationRandom random, Sent sent)
    {
        byte channel = (byte)random.Below(Channels);
        ENetPacketFlags flags = random.Pick<ENetPacketFlags>([ENetPacketFlags.Reliable, ENetPacketFlags.Reliable, ENetPacketFlags.None, ENetPacketFlags.None, ENetPacketFlags.Unsequenced, ENetPacketFlags.UnreliableFragment]);
        byte[] payload = new byte[random.Happens(80) ? 4 + random.Below(200) : 600 + random.Below(2_000)];
        BitConverter.TryWriteBytes(payload, sent.NextId);
        if (scene.Peer.Send(channel, payload, flags) == ENetSendResult.Queued) sent.Note(channel, flags, payload.Length, scene.Peer.MaximumPacketBytes / FragmentSender.MaximumFragments);
    }

    // Native's counters, moved at each send.
    private sealed class Sent
    {
        private readonly Dictionary<int, (WireKind Kind, byte Channel, int Sequence, int Second)> _packets = [];
        private readonly int[] _reliable = new int[Channels];
        private readonly int[] _unreliable = new int[Channels];
        private int _group;

        public int NextId { get; private set; } = 1;

        public void Note(byte channel, ENetPacketFlags flags, int length, int fragmentBytes)
        {
            int parts = (length + fragmentBytes - 1) / fragmentBytes;
            bool isReliable = flags == ENetPacketFlags.Reliable || (parts > 1 && flags != ENetPacketFlags.UnreliableFragment);
            WireKind kind = parts > 1 ? (isReliable ? WireKind.Fragment : WireKind.UnreliableFragment)
                : isReliable ? WireKind.Reliable : flags == ENetPacketFlags.Unsequenced ? WireKind.Unsequenced : WireKind.Unreliable;
            int second = 0;
            if (isReliable)
            {
                (_reliable[channel], _unreliable[channel]) = (_reliable[channel] + parts, 0);
                if (parts > 1) second = _reliable[channel] - parts + 1;
            }
            else
            {
                second = kind == WireKind.Unsequenced ? ++_group : ++_unreliable[channel];
            }

            _packets.Add(NextId++, (kind, channel, kind == WireKind.Unsequenced ? 0 : second != 0 && isReliable ? second : _reliable[channel], second));
        }

        public void AssertSeen(IEnumerable<SeenCommand> commands)
        {
            HashSet<int> seen = [];
            foreach (SeenCommand command in commands.Where(command => command.Kind is WireKind.Reliable or WireKind.Unreliable or WireKind.Unsequenced or WireKind.Fragment or WireKind.UnreliableFragment))
            {
                bool isPart = command.Kind is WireKind.Fragment or WireKind.UnreliableFragment;
                if (isPart && command.U32(12) != 0) continue;
                int id = BitConverter.ToInt32(command.Payload);
                int second = command.Kind == WireKind.Reliable ? 0 : command.U16(4);
                Assert.That((command.Kind, command.Channel, (int)command.Sequence, second), Is.EqualTo(_packets[id]), $"packet {id}");
                seen.Add(id);
            }

            Assert.That(_packets.Where(packet => packet.Value.Kind is WireKind.Reliable or WireKind.Fragment).Select(packet => packet.Key).Where(id => !seen.Contains(id)), Is.Empty);
            Assert.That(seen, Has.Count.GreaterThan(50));
        }
    }
}
