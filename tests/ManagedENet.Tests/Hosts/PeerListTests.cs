using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Hosts;

/// <summary>The list of peers shows the newest connection of each slot, however late the application hears of the older ones.</summary>
public sealed class PeerListTests
{
    [Test]
    public void The_events_of_a_connection_that_has_ended_do_not_hide_the_newer_one_of_its_slot()
    {
        const int clients = 40;
        var clock = new ManualClock();
        var hub = new LoopbackHub();
        using var server = new ENetHost(hub.Open(), new ENetHostOptions { PeerLimit = clients + 1 }, clock);
        using var talker = new ENetHost(hub.Open(), options: null, clock);
        ENetPeer talking = talker.Connect(server.LocalEndPoint);
        var events = new List<ENetEvent>();
        while (events.Count == 0) TakeOne(server, talker, clock, events);
        events.Clear();
        var crowd = new ENetHost[clients];
        for (int i = 0; i < clients; i++)
        {
            crowd[i] = new ENetHost(hub.Open(), options: null, clock);
            crowd[i].Connect(server.LocalEndPoint);
        }

        // While packets wait, the network goes on beside them, and forty connects are raised at once; then everybody but one falls silent.
        talker.Service(TimeSpan.Zero, out _);
        for (int i = 0; i < 10; i++) talking.Send(0, [1], ENetPacketFlags.Reliable);
        for (int round = 0; round < 3; round++)
        {
            foreach (ENetHost client in crowd) client.Service(TimeSpan.Zero, out _);
            TakeOne(server, talker, clock, events);
        }

        foreach (ENetHost client in crowd) client.Dispose();
        var asked = new List<ENetPeer>();
        while (asked.Count == 0)
        {
            TakeOne(server, talker, clock, events);
            while (server.TryConnect(new ENetAddress(IPAddress.Loopback, 9), out ENetPeer? peer)) asked.Add(peer);
        }

        events.Clear();
        for (int i = 0; i < clients; i++) TakeOne(server, talker, clock, events);
        ENetEvent[] late = events.Where(e => e.Type == ENetEventType.Connect && asked.Exists(newer => newer.Id == e.Peer.Id)).ToArray();
        Assert.That(late, Is.Not.Empty, "connections have ended, and their slots were asked for again, before their connect events were taken");
        foreach (ENetPeer newer in asked) Assert.That(server.Peers.Single(peer => peer.Id == newer.Id), Is.SameAs(newer));
    }

    private static void TakeOne(ENetHost host, ENetHost remote, ManualClock clock, List<ENetEvent> events)
    {
        clock.NowMs += 1000;
        remote.Service(TimeSpan.Zero, out _);
        if (!host.Service(TimeSpan.Zero, out ENetEvent e)) return;
        e.Packet.Dispose();
        events.Add(e);
    }
}
