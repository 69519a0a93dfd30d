using System;
using System.Linq;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Shared;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Scenarios;

/// <summary>Loss, bursts, reordering, duplication, delay, flipped bits.</summary>
[TestFixture]
internal sealed class NetworkFaults
{
    [TestCase(1)]
    [TestCase(10)]
    [TestCase(30)]
    [Property("Requirement", "REL-030, CHN-030, LIM-003")]
    public void F1_everything_reliable_arrives_in_spite_of_loss(int percent) => Seeds.Each(usually: 1, seed =>
    {
        using VirtualWorld world = FaultyWorld.Impaired(link => link with { LossRate = percent / 100.0, DelayMs = 20 }, out VirtualPair connection, seed);
        FaultyWorld.Talk(world, connection, packets: 600, limitMs: 600_000);
        Assert.That(connection.Client.Of(ENetEventType.Disconnect).Concat(connection.Server.Of(ENetEventType.Disconnect)), Is.Empty);

        // One in a hundred may miss all that is reliable.
        if (percent > 1) Assert.That(connection.Client.Core.Counters.Retransmissions, Is.Positive);
    });

    [Test]
    [Property("Requirement", "REL-030, REL-033")]
    public void F1_at_60_percent_loss_a_patient_connection_still_brings_everything() => Seeds.Each(usually: 1, seed =>
    {
        using VirtualWorld world = FaultyWorld.Impaired(link => link, out VirtualPair connection, seed);
        connection.ClientPeer.SetTimeout(uint.MaxValue, 600_000_000, 600_000_000);
        connection.ServerPeer.SetTimeout(uint.MaxValue, 600_000_000, 600_000_000);
        world.Network.ChangeAll(link => link with { LossRate = 0.6, DelayMs = 20 });
        FaultyWorld.Talk(world, connection, packets: 100, limitMs: 600_000_000);
    });

    [Test]
    [Property("Requirement", "REL-030")]
    public void F2_bursts_of_loss_are_recovered_from() => Seeds.Each(usually: 3, seed =>
    {
        using VirtualWorld world = FaultyWorld.Impaired(link => link with { DelayMs = 20 }, out VirtualPair connection, seed);
        world.Network.ChangeAll(link => link with { BurstEnterRate = 0.02, BurstLeaveRate = 0.15 });
        FaultyWorld.Talk(world, connection, packets: 600, limitMs: 600_000);
    });

    [Test]
    [Property("Requirement", "REL-030, REL-031")]
    public void F2_after_a_burst_of_200_ms_what_was_lost_arrives_soon()
    {
        using VirtualWorld world = FaultyWorld.Impaired(link => link with { DelayMs = 20 }, out VirtualPair connection);
        world.Run(3_000);
        (Flow up, _) = Flow.Between(connection);
        world.Network.ChangeAll(link => link with { IsCut = true });
        for (int i = 0; i < 10; i++)
        {
            up.Send(0, StampKind.Reliable);
            world.Run(20);
        }

        world.Network.ChangeAll(link => link with { IsCut = false });
        Assert.That(world.RunUntil(() => up.IsComplete, 300), Is.True, "patience doubles, so it may take as long again as the burst, and a round trip");
    }

    [Test]
    [Property("Requirement", "CHN-024, CHN-030, CHN-041, CHN-050, LIM-003")]
    public void F3_reordering_and_duplication_are_invisible() => Seeds.Each(usually: 3, seed =>
    {
        using VirtualWorld world = FaultyWorld.Impaired(
            link => link with { DelayMs = 30, JitterMs = 200, ReorderRate = 0.3, ReorderDelayMs = 500, DuplicationRate = 0.5 }, out VirtualPair connection, seed);
        FaultyWorld.Talk(world, connection, packets: 600, limitMs: 600_000);
        foreach (VirtualHost host in world.Hosts) Assert.That(host.Of(ENetEventType.Connect).Count(), Is.EqualTo(1));
    });

    [Test]
    [Property("Requirement", "REL-013, REL-030, REL-033")]
    public void F4_a_delay_that_jumps_to_two_seconds_and_back_costs_no_connection()
    {
        using VirtualWorld world = FaultyWorld.Impaired(link => link with { DelayMs = 20 }, out VirtualPair connection);
        world.Run(5_000);
        (Flow up, Flow down) = Flow.Between(connection);
        foreach (int delayMs in new[] { 20, 2_000, 20 })
        {
            world.Network.ChangeAll(link => link with { DelayMs = delayMs });
            long before = connection.Client.Core.Counters.Retransmissions;
            for (int i = 0; i < 100; i++)
            {
                up.Send(0, StampKind.Reliable);
                down.Send(0, StampKind.Reliable);
                world.Run(100);
            }

            // Patience doubles from about 60 ms: no command is repeated more than six times before the first slow answer.
            Assert.That(connection.Client.Core.Counters.Retransmissions - before, Is.LessThan(delayMs == 20 ? 150 : 350));
        }

        world.RunUntil(() => up.IsComplete && down.IsComplete, 60_000);
        Assert.That(up.IsComplete && down.IsComplete, Is.True);
        Assert.That(connection.Client.Of(ENetEventType.Disconnect), Is.Empty);
    }

    [Test]
    [Property("Requirement", "DGM-043, LIM-001, LIM-003")]
    public void F5_flipped_bits_are_caught_by_the_checksum() => Seeds.Each(usually: 1, seed =>
    {
        using VirtualWorld world = FaultyWorld.Impaired(link => link with { DelayMs = 20, BitFlipRate = 0.05 }, out VirtualPair connection, seed, checksum: true);
        FaultyWorld.Talk(world, connection, packets: 600, limitMs: 600_000);
        Assert.That(connection.Server.Core.Counters[DropReason.ChecksumMismatch] + connection.Server.Core.Counters[DropReason.WrongSession], Is.Positive);
    });

    [Test]
    [Property("Requirement", "LIM-001")]
    public void F5_flipped_bits_without_a_checksum_do_no_harm_beyond_the_data() => Seeds.Each(usually: 10, seed =>
    {
        using var world = new VirtualWorld(seed);
        VirtualPair connection = world.Connect(world.AddHost("client"), world.AddHost("server"));
        world.Network.ChangeAll(link => link with { BitFlipRate = 0.3 });
        for (int i = 0; i < 500; i++)
        {
            connection.ClientPeer.Send((byte)(i % 2), new byte[i * 10 % 3_000], (ENetPacketFlags)(i % 4));
            connection.ServerPeer.Send((byte)(i % 2), new byte[i * 7 % 2_000], ENetPacketFlags.UnreliableFragment);
            world.Run(10);
        }

        world.Run(60_000);
    });
}
