using System;
using ManagedENet.Transports;
using Microsoft.Extensions.Time.Testing;

namespace ManagedENet.Pages.Tests;

/// <summary>What docs/test-your-game.md promises of hosts on a <see cref="FakeTimeProvider"/> and a network in memory.</summary>
[TestFixture]
internal sealed class VirtualTimeTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan AtMost = TimeSpan.FromMinutes(2);

    [Test]
    public void A_player_whose_line_is_cut_times_out_within_the_limits_of_the_options()
    {
        TimeSpan silent = TimeUntilTimeout(seed: 1);
        Assert.That(silent, Is.InRange(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(31)));
    }

    [Test]
    public void A_game_on_virtual_time_is_the_same_in_every_run()
    {
        TimeSpan timeout = TimeUntilTimeout(seed: 7);
        TimeSpan messages = TimeOfHundredMessages(loss: 0.2, seed: 7);
        Assert.That(TimeUntilTimeout(seed: 7), Is.EqualTo(timeout));
        Assert.That(TimeOfHundredMessages(loss: 0.2, seed: 7), Is.EqualTo(messages));
    }

    [Test]
    public void Loss_costs_virtual_time_and_no_message()
    {
        TimeSpan perfect = TimeOfHundredMessages(loss: 0, seed: 3);
        Assert.That(perfect, Is.InRange(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1)));
        Assert.That(TimeOfHundredMessages(loss: 0.3, seed: 3), Is.GreaterThan(perfect));
    }

    [Test]
    public void A_host_whose_time_stands_still_waits_for_nothing_and_ends_nothing()
    {
        var time = new FakeTimeProvider();
        var hub = new LoopbackHub();
        using var client = new ENetHost(hub.Open(), timeProvider: time);
        ENetPeer peer = client.Connect(hub.Open().LocalEndPoint);
        for (int i = 0; i < 1_000; i++) Assert.That(client.Service(TimeSpan.FromSeconds(1), out _), Is.False);
        Assert.That(peer.State, Is.EqualTo(ENetPeerState.Connecting));
        time.Advance(TimeSpan.FromSeconds(31));
        Assert.That(client.Service(TimeSpan.Zero, out ENetEvent e), Is.True);
        Assert.That(e.DisconnectReason, Is.EqualTo(ENetDisconnectReason.Timeout));
    }

    private static TimeSpan TimeUntilTimeout(ulong seed)
    {
        var time = new FakeTimeProvider();
        var line = new NetworkImpairmentOptions { DelayMs = 20, JitterMs = 5, Seed = seed };
        using World world = new(time, line);
        long? cutAt = null;
        while (true)
        {
            world.Client.Service(TimeSpan.Zero, out _);
            if (world.Server.Service(TimeSpan.Zero, out ENetEvent e))
            {
                if (e.Type == ENetEventType.Disconnect)
                {
                    Assert.That(e.DisconnectReason, Is.EqualTo(ENetDisconnectReason.Timeout));
                    return time.GetElapsedTime(cutAt!.Value);
                }

                cutAt = time.GetTimestamp();
                world.Line.Incoming!.Options = line with { IsCut = true };
                world.Line.Outgoing!.Options = line with { IsCut = true };
            }

            Advance(time);
        }
    }

    private static TimeSpan TimeOfHundredMessages(double loss, ulong seed)
    {
        var time = new FakeTimeProvider();
        using World world = new(time, new NetworkImpairmentOptions { DelayMs = 50, JitterMs = 10, LossRate = loss, Seed = seed });
        long start = time.GetTimestamp();
        for (byte next = 0; next < 100;)
        {
            if (world.Client.Service(TimeSpan.Zero, out ENetEvent connected))
            {
                Assert.That(connected.Type, Is.EqualTo(ENetEventType.Connect));
                for (byte i = 0; i < 100; i++) connected.Peer.Send(0, [i], ENetPacketFlags.Reliable);
            }

            while (world.Server.Service(TimeSpan.Zero, out ENetEvent e))
            {
                if (e.Type != ENetEventType.Receive) continue;
                Assert.That(e.Packet.Span.ToArray(), Is.EqualTo(new[] { next++ }));
                e.Packet.Dispose();
            }

            Advance(time);
        }

        return time.GetElapsedTime(start);
    }

    private static void Advance(FakeTimeProvider time)
    {
        time.Advance(Step);
        if (time.GetUtcNow() - time.Start > AtMost) Assert.Fail($"nothing came of it within {AtMost.TotalMinutes} minutes of virtual time");
    }

    /// <summary>A server, and a client that connects to it over a line that may be bad.</summary>
    private sealed class World : IDisposable
    {
        public World(FakeTimeProvider time, NetworkImpairmentOptions line)
        {
            var hub = new LoopbackHub();
            Line = new ImpairedTransport(hub.Open(), new ImpairedTransportOptions { Incoming = line, Outgoing = line }, time);
            Server = new ENetHost(hub.Open(), timeProvider: time);
            Client = new ENetHost(Line, timeProvider: time);
            Client.Connect(Server.LocalEndPoint);
        }

        public ImpairedTransport Line { get; }

        public ENetHost Server { get; }

        public ENetHost Client { get; }

        public void Dispose()
        {
            Client.Dispose();
            Server.Dispose();
        }
    }
}
