using System;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Hosts;

/// <summary>A time provider may start at any value, and a host must not take one of them for "not yet".</summary>
public sealed class ClockStartTests
{
    private static readonly long[] StartsUs = [0, 1, 999, -1, -1_000, -3_000_000, -1_000_000_000, long.MinValue, long.MaxValue - 60_000_000, long.MaxValue];

    [Test]
    [Property("Requirement", "REL-001, DEV-064")]
    public void An_idle_connection_is_pinged_whatever_the_clock_starts_at([ValueSource(nameof(StartsUs))] long startUs)
    {
        var clock = new ManualClock { NowUs = startUs };
        (ENetHost client, ENetHost server, ENetPeer peer) = Connect(clock);
        using ENetHost first = client;
        using ENetHost second = server;
        long before = client.Statistics.SentDatagrams;
        Step(clock, 10_000, client, server);
        Assert.That(peer.State, Is.EqualTo(ENetPeerState.Connected));
        Assert.That(client.Statistics.SentDatagrams - before, Is.InRange(19, 32), "a ping every half second, and answers to the few of the other end");
    }

    [Test]
    [Property("Requirement", "REL-001, DEV-064")]
    public void A_dead_peer_is_noticed_whatever_the_clock_starts_at([ValueSource(nameof(StartsUs))] long startUs)
    {
        var clock = new ManualClock { NowUs = startUs };
        (ENetHost client, ENetHost server, _) = Connect(clock);
        using ENetHost first = client;
        using ENetHost second = server;

        // What the first seconds have to say has been said and answered: from here on only pings can tell.
        Step(clock, 5_000, client, server);
        for (int ms = 0; ms < 31_000; ms++)
        {
            unchecked
            {
                clock.NowUs += 1000;
            }

            if (!client.Service(TimeSpan.Zero, out ENetEvent e)) continue;
            Assert.That((e.Type, e.DisconnectReason), Is.EqualTo((ENetEventType.Disconnect, ENetDisconnectReason.Timeout)));
            Assert.That(ms, Is.InRange(4_900, 31_000));
            return;
        }

        Assert.Fail("Half a minute of silence has passed, and nobody noticed.");
    }

    [Test]
    public void An_attempt_without_an_answer_ends_whatever_the_clock_starts_at([ValueSource(nameof(StartsUs))] long startUs)
    {
        var clock = new ManualClock { NowUs = startUs };
        using var host = new ENetHost(new LoopbackHub().Open(), new ENetHostOptions { ConnectTimeout = TimeSpan.FromSeconds(3) }, clock);
        host.Connect(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 9));
        bool isOver = false;
        for (int ms = 0; ms < 4_500 && !isOver; ms++)
        {
            unchecked
            {
                clock.NowUs += 1000;
            }

            isOver = host.Service(TimeSpan.Zero, out _);
        }

        Assert.That(isOver, Is.True);
        Assert.That(host.Statistics.SentDatagrams, Is.GreaterThan(1), "it was asked again");
    }

    private static (ENetHost Client, ENetHost Server, ENetPeer Peer) Connect(ManualClock clock)
    {
        var hub = new LoopbackHub();
        var server = new ENetHost(hub.Open(), options: null, clock);
        var client = new ENetHost(hub.Open(), options: null, clock);
        ENetPeer peer = client.Connect(server.LocalEndPoint);
        Step(clock, 100, client, server);
        Assert.That(peer.State, Is.EqualTo(ENetPeerState.Connected));
        return (client, server, peer);
    }

    private static void Step(ManualClock clock, int milliseconds, ENetHost client, ENetHost server)
    {
        for (int ms = 0; ms < milliseconds; ms++)
        {
            unchecked
            {
                clock.NowUs += 1000;
            }

            client.Service(TimeSpan.Zero, out _);
            server.Service(TimeSpan.Zero, out _);
        }
    }
}
