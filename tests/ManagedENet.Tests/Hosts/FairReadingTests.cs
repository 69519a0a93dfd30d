using System;
using System.Linq;
using System.Net;
using ManagedENet.Protocol.Memory;
using ManagedENet.Tests.Support;

namespace ManagedENet.Tests.Hosts;

/// <summary>One peer that sends as much as its line carries, and what the others notice. The order in which datagrams are handled is seen by an interceptor.</summary>
[Property("Requirement", "LIM-045, DEV-089")]
public sealed class FairReadingTests
{
    // What is read in order of arrival before the host knows that it has fallen behind, and a pass for each look at the network that it takes to see all of it.
    private const int MostAhead = 512 + (5 * 256);

    // Commands that wait lie in a page, which stays.
    private const int PageBytes = 8_192;

    [TestCase(false)]
    [TestCase(true)]
    public void H39_what_a_flood_has_put_in_front_of_the_others_does_not_keep_them_waiting(bool handlerFace)
    {
        using var world = new FloodedWorld(clients: 10, handlerFace, capacity: 10_000);
        world.Flood(8_000);
        foreach (FloodedWorld.Client client in world.Clients) client.Ask();
        world.ServeAll();
        foreach (FloodedWorld.Client client in world.Clients)
        {
            Assert.That(world.PlaceOfFirst(client), Is.InRange(0, MostAhead), "datagrams were handled before it");
            client.Listen();
            Assert.That(client.Answers, Is.EqualTo(client.Questions));
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public void H39_beside_a_flood_that_is_more_than_the_host_handles_nobody_loses_anything_and_nobody_waits(bool handlerFace)
    {
        using var world = new FloodedWorld(clients: 10, handlerFace, capacity: 4_096);
        long sentAgain = world.Clients.Sum(client => client.SentAgain);
        for (int step = 0; step < 1_000; step++)
        {
            // A host that handles 256 datagrams of the 1,500 that come in a millisecond.
            world.Flood(1_500);
            foreach (FloodedWorld.Client client in world.Clients)
            {
                if ((step + client.Number) % 16 == 0) client.Ask();
            }

            world.ServeOnce();
            world.Clock.NowMs++;
            if (step < 10) continue;
            foreach (FloodedWorld.Client client in world.Clients)
            {
                client.Listen();
                Assert.That(client.OldestOpenMs, Is.LessThanOrEqualTo(3), $"client {client.Number} waits in step {step}");
            }
        }

        Assert.That(world.Clients.Sum(client => client.Answers.Count), Is.GreaterThan(600));
        Assert.That(world.Clients.Sum(client => client.SentAgain), Is.EqualTo(sentAgain));
        Assert.That(world.Server.Statistics.Drops[DropReason.BeyondShare], Is.GreaterThan(500_000), "it was the flood that went");
        Assert.That(world.IsFlooderConnected, Is.True, "and it is served in its turns");
    }

    [TestCase(false)]
    [TestCase(true)]
    [Property("Requirement", "ADM-016")]
    public void What_was_read_ahead_of_the_former_socket_says_nothing_about_the_addresses_of_the_next_one(bool handlerFace)
    {
        using var world = new FloodedWorld(clients: 3, handlerFace, capacity: 10_000, new ENetAddress(IPAddress.Parse("192.0.2.7"), 1));
        Assert.That(world.Server.Peers.Select(peer => (int)peer.Connection.Local), Is.All.EqualTo(1));
        world.Flood(8_000);
        foreach (FloodedWorld.Client client in world.Clients) client.AskOften(100);
        for (int i = 0; i < 20 && world.Server.Core.Stores.ReadAhead.Count < 300; i++) world.ServeOnce();
        int kept = world.Server.Core.Stores.ReadAhead.Count;
        Assert.That(kept, Is.Positive, "of the former socket");
        world.Rebind();
        Assert.That(world.Server.Peers.Select(peer => (int)peer.Connection.Local), Is.All.Zero);
        long before = world.Server.Statistics.ReceivedDatagrams;
        world.ServeAll();
        Assert.That(world.Server.Statistics.ReceivedDatagrams - before, Is.EqualTo(kept), "is handled");
        Assert.That(world.Server.Peers.Select(peer => (int)peer.Connection.Local), Is.All.Zero);
    }

    [Test]
    public void H39_what_was_kept_for_a_flood_is_bounded_and_given_back_within_ten_seconds_of_its_end()
    {
        using var world = new FloodedWorld(clients: 2, handlerFace: true, capacity: 4_096);
        long before = Held(world.Server);
        long most = 0;
        for (int step = 0; step < 100; step++)
        {
            world.Flood(1_500);
            world.ServeOnce();
            world.Clock.NowMs++;
            most = Math.Max(most, Held(world.Server));
            AssertAccounted(world.Server);
        }

        Assert.That(most - before, Is.InRange(1 << 20, (4 << 20) + (64 << 10)));
        world.ServeAll();
        Assert.That(world.Server.Core.RentedBlocks, Is.Zero);
        for (int step = 0; step < 100; step++)
        {
            world.Clock.NowMs += 100;
            world.ServeAll();
            foreach (FloodedWorld.Client client in world.Clients) client.Listen();
        }

        Assert.That(Held(world.Server), Is.LessThan(before + PageBytes));
        Assert.That(Idle(world.Server), Is.LessThan(100_000), "waits to be used again");
        AssertAccounted(world.Server);
    }

    [TestCase(false)]
    [TestCase(true)]
    public void H39_two_that_were_not_read_for_a_while_lose_nothing_and_keep_their_order(bool handlerFace)
    {
        using var world = new FloodedWorld(clients: 2, handlerFace, capacity: 4_096);
        foreach (FloodedWorld.Client client in world.Clients) client.AskOften(1_700);
        for (int step = 0; step < 1_000; step++)
        {
            world.ServeAll();
            foreach (FloodedWorld.Client client in world.Clients) client.Listen();
            world.Clock.NowMs++;
        }

        foreach (FloodedWorld.Client client in world.Clients) Assert.That(client.Answers, Is.EqualTo(client.Questions));

        Assert.That(world.Server.Statistics.Drops[DropReason.BeyondShare], Is.Zero);
    }

    [Test]
    public void H39_a_host_that_keeps_up_reads_in_the_order_of_arrival()
    {
        using var world = new FloodedWorld(clients: 3, handlerFace: true, capacity: 4_096);
        for (int step = 0; step < 50; step++)
        {
            world.Flood(400);
            world.Clients[step % 3].Ask();
            world.ServeAll();
            Assert.That(world.PlaceOfFirst(world.Clients[step % 3]), Is.EqualTo(400));
            world.ForgetOrder();
        }
    }

    private static long Held(ENetHost host) => host.Core.Stores.Ledger.Incoming.Held;

    private static long Idle(ENetHost host)
    {
        MemoryMeasure measure = default;
        host.Core.Stores.Measure(ref measure);
        return measure.IdleBytes;
    }

    // What is there, walked through, is what the ledger says.
    private static void AssertAccounted(ENetHost host)
    {
        MemoryMeasure measure = default;
        host.Core.Stores.Measure(ref measure);
        for (int slot = 0; host.Core.GetPeer(slot) is { } peer; slot++) peer.Measure(ref measure);
        Ledger ledger = host.Core.Stores.Ledger;
        Assert.That(ledger.Incoming.Held + ledger.Outgoing.Held, Is.EqualTo(measure.Held));
    }
}
