using System;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Scenarios;

/// <summary>Clocks that jump, processes that pause.</summary>
[TestFixture]
internal sealed class ClockFaults
{
    [TestCase(3_600_000L)]
    [TestCase(30L * 86_400_000)]
    [TestCase(50L * 86_400_000)]
    [Property("Requirement", "REL-001, DEV-064")]
    public void F10_a_clock_that_jumps_far_ends_each_connection_at_most_once_and_the_next_one_works(long ms)
    {
        using VirtualWorld world = FaultyWorld.Impaired(link => link with { DelayMs = 5 }, out VirtualPair connection);
        world.Run(2_000);
        connection.ClientPeer.Send(0, [1], ENetPacketFlags.Reliable);
        world.Run(2);
        world.Jump(ms);
        world.Run(60_000);
        foreach (VirtualHost host in world.Hosts) Assert.That(host.Of(ENetEventType.Disconnect).Count(), Is.LessThanOrEqualTo(1));
        if (connection.ClientPeer.State == ENetPeerState.Connected) connection.ClientPeer.Disconnect(0);
        world.Run(60_000);
        VirtualPair next = world.Connect(connection.Client, connection.Server);
        (Flow up, Flow down) = Flow.Between(next);
        up.Send(0, StampKind.Reliable, 5_000);
        down.Send(0, StampKind.Reliable, 5_000);
        world.Run(1_000);
        Assert.That(up.IsComplete && down.IsComplete, Is.True);
        Assert.That(next.ClientPeer.RoundTripTimeMs, Is.LessThan(50));
    }

    [TestCase(3_000, false)]
    [TestCase(10_000, false)]
    [TestCase(31_000, false)]
    [TestCase(31_000, true)]
    [Property("Requirement", "REL-071, DEV-070")]
    public void F11_a_process_that_was_paused_reads_what_waits_before_it_gives_anybody_up(int ms, bool asNative)
    {
        using var world = new VirtualWorld();
        VirtualHost client = world.AddHost("client", new HostOptions { Quirks = asNative ? NativeQuirks.JudgesBeforeReading : NativeQuirks.None });
        VirtualPair connection = world.Connect(client, world.AddHost("server"));
        connection.ServerPeer.SetTimeout(0, 100_000, 100_000);
        world.Run(2_000);
        connection.ClientPeer.Send(0, [1], ENetPacketFlags.Reliable);
        world.Run(2);
        client.IsPaused = true;
        world.Run(ms);
        Assert.That(client.Waiting, Is.Positive, "the acknowledgement waits in the socket");
        client.IsPaused = false;
        world.Run(1_000);
        Assert.That(client.Of(ENetEventType.Disconnect).Count(), Is.EqualTo(asNative ? 1 : 0));
        if (asNative) return;
        Assert.That(client.Core.Counters.Retransmissions, Is.Zero, "nothing is repeated that was acknowledged long ago");
        (Flow up, _) = Flow.Between(connection);
        up.Send(1, StampKind.Reliable);
        world.Run(60_000);
        Assert.That(up.IsComplete, Is.True);
    }

    [TestCase(2_000)]
    [TestCase(30_000)]
    [TestCase(600_000)]
    [Property("Requirement", "REL-019, DEV-074")]
    public void F11_an_acknowledgement_that_waited_through_a_pause_is_taken_and_not_measured(int pauseMs)
    {
        using VirtualWorld world = FaultyWorld.Impaired(link => link with { DelayMs = 20 }, out VirtualPair connection);
        connection.ServerPeer.SetTimeout(0, 1_000_000, 1_000_000);
        world.Run(10_000);
        uint before = connection.ClientPeer.RoundTripTimeMs;
        connection.ClientPeer.Send(0, [1], ENetPacketFlags.Reliable);
        world.Run(2);
        connection.Client.IsPaused = true;
        world.Run(pauseMs);
        connection.Client.IsPaused = false;
        world.Run(10);
        Assert.That(connection.ClientPeer.HasOutgoingCommands, Is.False, "it is taken");
        Assert.That(connection.ClientPeer.RoundTripTimeMs, Is.EqualTo(before), "and not measured");

        // The server dies: that is noticed as early as ever.
        connection.Server.IsPaused = true;
        long deadMs = world.NowMs;
        world.RunUntil(() => connection.ClientPeer.State == ENetPeerState.Disconnected, 100_000);
        Assert.That(world.NowMs - deadMs, Is.LessThan(31_500));
    }

    [TestCase(1_200)]
    [TestCase(3_000)]
    [Property("Requirement", "REL-011, REL-019")]
    public void A_round_trip_of_seconds_is_measured_by_a_host_that_waits(int oneWayMs)
    {
        using VirtualWorld world = FaultyWorld.Impaired(link => link with { DelayMs = oneWayMs }, out VirtualPair connection);
        world.Run(120_000);
        Assert.That(connection.ClientPeer.RoundTripTimeMs, Is.InRange((oneWayMs * 2) - 10, (oneWayMs * 2) + 50));
    }

    [TestCase(-1_000_000)]
    [TestCase(-70_000)]
    [TestCase(-1)]
    [TestCase(0)]
    [TestCase(1)]
    [Property("Requirement", "REL-001, REL-050, REL-033")]
    public void A_clock_may_show_any_number_at_the_start(long startMs)
    {
        using var world = new VirtualWorld(startMs: startMs);
        VirtualPair connection = world.Connect(world.AddHost("client"), world.AddHost("server"));
        world.Run(5_000);
        world.Network.ClearLog();
        world.Run(5_000);
        Assert.That(world.Network.From(connection.Client).Count(), Is.InRange(8, 12), "two pings a second");
        Assert.That(connection.ClientPeer.RoundTripTimeMs, Is.InRange(1, 25));
        connection.ClientPeer.Send(0, [1], ENetPacketFlags.Reliable);
        world.Run(50);
        Assert.That(connection.Server.Payloads.Count(), Is.EqualTo(1));
        connection.Server.IsPaused = true;
        long deadMs = world.NowMs;
        world.RunUntil(() => connection.ClientPeer.State == ENetPeerState.Disconnected, 100_000);
        Assert.That(world.NowMs - deadMs, Is.LessThan(31_500), "a dead peer is noticed");
    }

    [Test]
    [Property("Requirement", "REL-071, REL-033")]
    public void F11_a_process_that_was_paused_still_gives_up_those_who_left_nothing_in_its_socket()
    {
        using VirtualWorld world = FaultyWorld.Impaired(link => link with { DelayMs = 5 }, out VirtualPair connection);
        world.Run(2_000);
        connection.Server.IsPaused = true;
        connection.ClientPeer.Send(0, [1], ENetPacketFlags.Reliable);
        world.Run(20);
        connection.Client.IsPaused = true;
        world.Jump(40_000);
        connection.Client.IsPaused = false;
        world.Run(100);
        Assert.That(connection.Client.Of(ENetEventType.Disconnect).Single().Reason, Is.EqualTo(ENetDisconnectReason.Timeout), "in the second pass of the same round");
    }

    [Test]
    [Property("Requirement", "REL-001, DEV-064")]
    public void F10_a_clock_that_steps_back_is_held()
    {
        using var scene = Scene.Served();
        long nowMs = scene.World.NowMs;
        scene.Send(1, ENetPacketFlags.Reliable);
        byte[] slot = new byte[4_096];
        scene.Host.Core.AdvanceTime(nowMs * 1000);
        scene.Host.Core.AdvanceTime((nowMs - 5_000) * 1000);
        scene.Host.Core.BeginSendPass((nowMs - 5_000) * 1000, checkTimeouts: true);
        Assert.That(scene.Host.Core.TryWriteDatagram(slot, out int length, out _, out _), Is.True);
        Assert.That(SeenDatagram.Read(slot.AsSpan(0, length), 0).SentTime, Is.EqualTo((ushort)nowMs));
        scene.Host.Core.HandleDatagram((nowMs - 5_000) * 1000, scene.Remote.Address, scene.Remote.DatagramWithoutTime().Acknowledge(0, 1, (ushort)nowMs).Bytes);
        Assert.That(scene.Host.Core.Counters[DropReason.ImpossibleSentTime], Is.Zero);
        Assert.That(scene.Peer.HasOutgoingCommands, Is.False);
    }

    [Test]
    [Property("Requirement", "REL-010, REL-011, REL-001")]
    public void F10_the_turn_of_the_wire_s_clock_is_invisible()
    {
        using VirtualWorld world = FaultyWorld.Impaired(link => link with { DelayMs = 40 }, out VirtualPair connection, startMs: 65_536 - 3_000);
        (Flow up, _) = Flow.Between(connection);
        world.Run(1_000);
        for (int i = 0; i < 400; i++)
        {
            up.Send(0, StampKind.Reliable);
            world.Run(500);
            Assert.That(connection.ClientPeer.RoundTripTimeMs, Is.InRange(60, 120));
        }

        Assert.That(connection.Client.Core.Counters.Retransmissions, Is.Zero);
    }

    [TestCase(3_000, true)]
    [TestCase(4_000, true)]
    [TestCase(60_000, false)]
    [Property("Requirement", "REL-033, LIM-012")]
    public void F11_F12_a_side_that_pauses_is_waited_for_as_long_as_the_time_out_says(int ms, bool survives)
    {
        using VirtualWorld world = FaultyWorld.Impaired(link => link with { DelayMs = 20 }, out VirtualPair connection);
        world.Run(2_000);
        (Flow up, Flow down) = Flow.Between(connection);
        connection.Server.IsPaused = true;
        for (int at = 0; at < ms; at += 20)
        {
            if (connection.ClientPeer.State == ENetPeerState.Connected) up.Send(0, StampKind.Reliable, 200);
            world.Run(20);
            Assert.That(connection.Client.Core.OutgoingQueuedBytes, Is.LessThan(64 << 20), "bounded, even when nobody listens");
        }

        connection.Server.IsPaused = false;
        if (survives) down.Send(0, StampKind.Reliable);
        world.Run(40_000);
        if (survives)
        {
            Assert.That(up.IsComplete && down.IsComplete, Is.True);
            return;
        }

        Assert.That(connection.Client.Of(ENetEventType.Disconnect).Single().Reason, Is.EqualTo(ENetDisconnectReason.Timeout));
        Assert.That(connection.Server.Of(ENetEventType.Disconnect).Count(), Is.EqualTo(1));
    }

    [TestCase(-7_000L)]
    [TestCase(-1L)]
    [TestCase(-65_536L)]
    [TestCase(-3L * 86_400_000)]
    [Property("Requirement", "REL-001, REL-051, DEV-064")]
    public void A_clock_that_starts_below_zero_and_runs_past_it_shows_what_one_far_below_shows(long startMs) =>
        Assert.That(Life(startMs), Is.EqualTo(Life(-1_000_000_000_000L)));

    // Everything that has a time: a handshake, packets with losses, pings, bandwidth runs, a silence that ends one connection, and a goodbye that ends another.
    private static string[] Life(long startMs)
    {
        using var world = new VirtualWorld(7, startMs);
        world.Network.DefaultLink = new() { DelayMs = 15 };
        VirtualHost server = world.AddHost("server", new HostOptions { OutgoingBandwidth = 100_000 });
        VirtualHost[] clients = [world.AddHost("leaving"), world.AddHost("silent", new HostOptions { IncomingBandwidth = 50_000 })];
        VirtualPair leaving = world.Connect(clients[0], server);
        VirtualPair silent = world.Connect(clients[1], server);
        int sent = 0;
        world.Network.Lets = _ => ++sent % 5 != 0;
        for (int i = 0; i < 100; i++)
        {
            leaving.ClientPeer.Send(0, new byte[3_000], ENetPacketFlags.Reliable);
            silent.ServerPeer.Send(1, new byte[500], ENetPacketFlags.None);
            world.Run(130);
        }

        world.Network.Lets = null;
        silent.Client.IsPaused = true;
        world.Run(60_000);
        leaving.ClientPeer.DisconnectLater(1);
        world.Run(5_000);
        silent.Client.IsPaused = false;
        world.Run(60_000);
        return
        [
            .. world.Hosts.SelectMany(host => host.Events.Select(e => $"{host.Name} {e.AtMs - startMs} {e.Type} {e.Reason} {e.Payload.Length}")),
            .. world.Network.Log.Select(sent => $"{sent.AtMs - startMs} {string.Join(' ', SeenDatagram.Read(sent.Bytes, sent.AtMs).Commands.Select(command => (command.Kind, command.Channel, command.Sequence)))}"),
            $"{leaving.ServerPeer.RoundTripTimeMs} {silent.ServerPeer.PacketThrottleLimit} {silent.ServerPeer.PacketLoss}",
        ];
    }
}
