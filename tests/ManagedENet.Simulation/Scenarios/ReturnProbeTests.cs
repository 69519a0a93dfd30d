using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Shared;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Scenarios;

/// <summary>A player's program crashes, is started again, and asks from another port, while the server still has what it left behind.</summary>
internal sealed class ReturnProbeTests
{
    private const uint Home = 0x0B00_0001;

    [TestCase(0u, false)]
    [TestCase(1_000u, true)]
    [Property("Requirement", "ADM-024")]
    public void H18_what_a_crashed_client_left_behind_makes_room_for_it_before_its_time_out(uint afterMs, bool isReplaced)
    {
        using var world = new VirtualWorld();
        VirtualHost server = world.AddHost("server", new HostOptions { PeerLimit = 1, ReplaceSilentAfterMs = afterMs });
        VirtualHost crashed = world.AddHost("crashed", address: ENetAddress.FromIPv4(Home, 50_001));
        world.Connect(crashed, server);
        crashed.IsPaused = true;
        VirtualHost again = world.AddHost("again", address: ENetAddress.FromIPv4(Home, 50_002));
        again.Core.Connect(world.NowUs, server.Address, 1, 0);
        world.Run(100);
        Assert.That(again.Events.Single().Reason, Is.EqualTo(ENetDisconnectReason.HostFull));
        world.Run(2_000);
        Assert.That(server.Of(ENetEventType.Disconnect).Select(e => e.Reason), Is.EqualTo(isReplaced ? [ENetDisconnectReason.Replaced] : Array.Empty<ENetDisconnectReason>()));
        if (isReplaced) world.Connect(again, server);
    }

    [Test]
    [Property("Requirement", "ADM-024")]
    public void H18_a_host_that_waits_wakes_in_time_to_end_whoever_is_silent()
    {
        using var world = new VirtualWorld();
        VirtualHost server = world.AddHost("server", new HostOptions { ReplaceSilentAfterMs = 500 });
        VirtualHost crashed = world.AddHost("crashed", address: ENetAddress.FromIPv4(Home, 50_001));
        long roundTripUs = world.Connect(crashed, server).ServerPeer.RoundTripTimeUs;
        crashed.IsPaused = true;
        world.Connect(world.AddHost("again", address: ENetAddress.FromIPv4(Home, 50_002)), server);
        long askedMs = world.NowMs;
        Assert.That(world.RunUntil(() => server.Of(ENetEventType.Disconnect).Any(), 5_000), Is.True);
        Assert.That(world.NowMs - askedMs, Is.LessThanOrEqualTo(500 + (2 * roundTripUs / 1000) + 2));
        Assert.That(server.Core.ConnectedPeers, Is.EqualTo(1));
    }

    [TestCase(0, 0)]
    [TestCase(150, 10)]
    [TestCase(450, 0)]
    [TestCase(20, 25)]
    [Property("Requirement", "ADM-024")]
    public void H18_players_who_share_an_address_and_live_stay_whoever_asks_from_it(int delayMs, int lossPercent) => Seeds.Each(usually: 10, seed =>
    {
        using var world = new VirtualWorld(seed);
        world.Network.DefaultLink = new() { DelayMs = delayMs, LossRate = lossPercent / 100.0 };
        VirtualHost server = world.AddHost("server", new HostOptions { ReplaceSilentAfterMs = 1_000, PeerLimit = 40 });
        for (int i = 0; i < 10; i++)
        {
            VirtualHost player = world.AddHost($"player {i}", address: ENetAddress.FromIPv4(Home, (ushort)(50_000 + i)));
            world.Connect(player, server);
        }

        WirePeer forger = world.AddWirePeer(server, ENetAddress.FromIPv4(Home, 60_000));
        for (uint i = 0; i < 300; i++)
        {
            forger.Send(WireDatagram.ToStranger(1).Connect(new WireProposal { ConnectId = i }));
            world.Run(100);
        }

        Assert.That(server.Of(ENetEventType.Disconnect).Select(e => e.Reason), Is.Empty);
        Assert.That(server.Core.ConnectedPeers, Is.EqualTo(10));
    });

    [Test]
    [Property("Requirement", "ADM-024")]
    public void H18_whoever_floods_in_the_name_of_players_makes_them_answer_once_in_that_time_and_no_more()
    {
        using var world = new VirtualWorld();
        VirtualHost server = world.AddHost("server", new HostOptions { ReplaceSilentAfterMs = 1_000, PeerLimit = 40, GreylistFrom = 0, PrefixReplyLimit = 0 });
        server.SocketLimit = 100_000;
        Connection[] served = [.. Enumerable.Range(0, 10).Select(i => world.Connect(world.AddHost($"player {i}", address: ENetAddress.FromIPv4(Home + (uint)(i / 2), (ushort)(50_000 + i))), server).ServerPeer)];
        world.Run(1_000);
        long[] sent = [.. served.Select(peer => peer.SentDatagrams)];
        world.Run(5_000);
        long[] idle = [.. served.Select((peer, i) => peer.SentDatagrams - sent[i])];
        sent = [.. served.Select(peer => peer.SentDatagrams)];
        world.Network.Lets = datagram => datagram.From != server.Address || datagram.To.Port < 60_000;
        byte[] question = WireDatagram.ToStranger(1).Connect(new WireProposal()).Bytes;
        for (uint ms = 0; ms < 5_000; ms++)
        {
            for (uint i = 0; i < 5; i++)
            {
                BitConverter.TryWriteBytes(question.AsSpan(44), (ms * 5) + i);
                server.Arrive(ENetAddress.FromIPv4(Home + i, (ushort)(60_000 + i)), question);
            }

            world.Run(1);
        }

        for (int i = 0; i < served.Length; i++) Assert.That(served[i].SentDatagrams - sent[i], Is.LessThanOrEqualTo(idle[i] + 6), $"player {i}");
        Assert.That(server.Core.ConnectedPeers, Is.EqualTo(10));
    }

    [Test]
    [Property("Requirement", "ADM-024")]
    public void H18_connections_of_one_address_that_come_and_go_in_any_order_are_all_found()
    {
        using var world = new VirtualWorld(seed: 5);
        VirtualHost server = world.AddHost("server", new HostOptions { ReplaceSilentAfterMs = 200, PeerLimit = 60 });
        var alive = new List<(VirtualHost Host, Connection Peer)>();
        for (int i = 0; i < 120; i++)
        {
            if (alive.Count > 15 && world.Random.Happens(50))
            {
                int leaving = world.Random.Below(alive.Count);
                alive[leaving].Peer.Reset();
                alive[leaving].Host.IsPaused = true;
                alive.RemoveAt(leaving);
                continue;
            }

            VirtualHost host = world.AddHost($"player {i}", address: ENetAddress.FromIPv4(Home + (uint)world.Random.Below(2), (ushort)(50_000 + i)));
            alive.Add((host, world.Connect(host, server).ServerPeer));
        }

        server.ClearEvents();
        foreach ((VirtualHost host, _) in alive) host.IsPaused = true;
        int atHome = alive.Count(one => one.Host.Address.IPv4 == Home);
        world.AddWirePeer(server, ENetAddress.FromIPv4(Home, 9)).Send(WireDatagram.ToStranger(1).Connect(new WireProposal()));
        world.Run(1_500);
        Assert.That(server.Of(ENetEventType.Disconnect).Count(e => e.Reason == ENetDisconnectReason.Replaced), Is.EqualTo(atHome).And.GreaterThan(2));
        Assert.That(server.Core.ConnectedPeers, Is.EqualTo(alive.Count - atHome).And.GreaterThan(2), "those at another address are not asked");
    }
}
