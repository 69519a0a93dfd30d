using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Simulation.Harness;
using ManagedENet.Transports;

namespace ManagedENet.Simulation.Scenarios;

/// <summary>Long lists of those who are not let in, changed while strangers crowd and peers play.</summary>
internal sealed class BanTests
{
    [Test]
    [Property("Requirement", "ADM-012")]
    public void To_look_an_address_up_in_a_hundred_thousand_ranges_takes_what_it_takes_in_a_hundred()
    {
        var random = new Random(5);
        AddressRanges few = Make(100);
        long before = GC.GetAllocatedBytesForCurrentThread();
        AddressRanges many = Make(100_000);
        Assert.That((GC.GetAllocatedBytesForCurrentThread() - before) / 100_000, Is.LessThan(200), "bytes, growing included");
        ENetAddress[] strangers = [.. Enumerable.Range(0, 5_000).Select(_ => ENetAddress.FromIPv4((uint)random.NextInt64(), 7))];
        double fewTime = Enumerable.Range(0, 5).Min(_ => Look(few));
        double manyTime = Enumerable.Range(0, 5).Min(_ => Look(many));

        TestContext.Out.WriteLine($"{fewTime / 20:F2} and {manyTime / 20:F2} us");
        // A table of some megabytes is not in the nearest cache. Steps in its length would make it a thousand.
        Assert.That(manyTime / fewTime, Is.LessThan(50));

        AddressRanges Make(int count)
        {
            var ranges = new AddressRanges(new KeyedHash(new SimulationRandom(1)));
            for (int i = 0; i < count; i++) ranges.Add(new ENetAddressRange(ENetAddress.FromIPv4((uint)i << 8, 1), 24 + (i % 9)));
            return ranges;
        }

        double Look(AddressRanges ranges)
        {
            TimeSpan start = ProcessorTime.Now;
            int found = 0;
            for (int again = 0; again < 4; again++)
            {
                foreach (ENetAddress address in strangers) found += ranges.Contains(address) ? 1 : 0;
            }

            Assert.That(found, Is.LessThan(20_000));
            return Math.Max((ProcessorTime.Now - start).TotalMilliseconds, 1);
        }
    }

    [Test]
    [Property("Requirement", "ADM-012, LIM-040")]
    public void Ranges_that_a_plain_hash_would_put_into_one_place_are_spread()
    {
        // What is banned was chosen by those who are banned: all of these have one folded hash.
        ENetAddressRange[] chosen = [.. Enumerable.Range(0, 20_000).Select(i => new ENetAddressRange(new ENetAddress(0x2001_0DB8_0000_0000UL | (uint)i, ((ulong)(uint)i << 32) | (uint)i, 7), 128))];
        int[] rows = new int[2_048];
        var hash = new KeyedHash(new SimulationRandom(1));
        foreach (ENetAddressRange range in chosen) rows[AddressRanges.HashOf(range, hash) % 2_048]++;
        Assert.That(rows.Max(), Is.LessThan(40), "of ten in the mean");
    }

    [Test]
    [Property("Requirement", "ADM-012, ADM-021")]
    public void A_ban_in_the_middle_of_a_flood_ends_its_answers_and_those_who_were_about_to_come_in()
    {
        using var world = new VirtualWorld();
        world.Network.DefaultLink = new NetworkImpairmentOptions { DelayMs = 50 };
        VirtualHost host = world.AddHost("host", new HostOptions { GreylistFrom = 0 });
        VirtualHost player = world.AddHost("player");
        Connection played = world.Connect(player, host).ServerPeer;
        ENetAddressRange bad = ENetAddressRange.Parse("192.0.2.0/24");
        // One that has been answered, one that is connected, and many who ask.
        WirePeer asking = world.AddWirePeer(host, ENetAddress.FromIPv4(0xC000_0201, 7));
        WirePeer connected = world.AddWirePeer(host, ENetAddress.FromIPv4(0xC000_0202, 7));
        int answers = 0;
        world.Network.Lets = sent =>
        {
            answers += bad.Contains(sent.To) && sent.To != connected.Address ? 1 : 0;
            return true;
        };
        SeenCommand verify = asking.Ask();
        Connection there = connected.Connect();
        byte[] question = WireDatagram.ToStranger(1).Connect(new WireProposal()).Bytes;
        for (int ms = 0; ms < 400; ms++)
        {
            for (uint i = 0; i < 20; i++) host.Arrive(ENetAddress.FromIPv4(0xC000_0210 + i, (ushort)(1 + ms)), question);
            if (ms == 200)
            {
                Assert.That(answers, Is.GreaterThan(3_000));
                for (int i = 0; i < 1_000; i++) host.Core.Door.Banned.Add(new ENetAddressRange(ENetAddress.FromIPv4((uint)i << 12, 1), 24));
                host.Core.Door.Banned.Add(bad);
                answers = 0;
            }

            world.Run(1);
            if (ms > 200) Assert.That(answers, Is.Zero, "none of an old question either");
        }

        asking.Prove(verify);
        asking.Send(WireDatagram.ToStranger(1).Connect(new WireProposal()));
        asking.Send(asking.Datagram().Ping(3));
        world.Run(100);
        Assert.That((answers, host.Core.ConnectedPeers), Is.EqualTo((0, 2)), "who had its answer does not come in");
        Assert.That(host.Core.Counters[DropReason.Banned], Is.GreaterThan(3_900));
        Assert.That((there.State, played.State), Is.EqualTo((ENetPeerState.Connected, ENetPeerState.Connected)), "who is there stays");
        Assert.That((host.Core.DisconnectFrom(bad, 5), host.Core.DisconnectFrom(bad, 6)), Is.EqualTo((1, 0)));
        world.Run(10);
        Assert.That(connected.Got(WireKind.Disconnect).Select(command => command.U32(4)).Distinct(), Is.EqualTo(new[] { 5u }));
        Assert.That((there.State, played.State), Is.EqualTo((ENetPeerState.Disconnecting, ENetPeerState.Connected)));
        host.Core.Door.Banned.Remove(bad);
        asking.Connect(new WireProposal { ConnectId = 9 });
    }

    [Test]
    [Property("Requirement", "ADM-021")]
    public void Whoever_has_said_goodbye_or_leaves_later_or_is_asked_leaves_once()
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host");
        var peers = new List<VirtualPair>();
        for (int i = 0; i < 3; i++) peers.Add(world.Connect(world.AddHost($"client {i}"), host));
        Connection asked = host.Core.Connect(world.NowUs, VirtualWorld.AddressOf(60), 1, 0)!;
        peers[0].ServerPeer.Disconnect(1);
        peers[1].ServerPeer.Send(0, [1, 2, 3], ENetPacketFlags.Reliable);
        peers[1].ServerPeer.DisconnectLater(2);
        Assert.That(host.Core.DisconnectFrom(ENetAddressRange.Parse("0.0.0.0/0"), 3), Is.EqualTo(3), "all but the one that was leaving");
        world.Run(1_000);
        Assert.That(peers.Select(pair => pair.Client.Of(ENetEventType.Disconnect).Single().Data), Is.EqualTo(new[] { 1u, 3u, 3u }));
        Assert.That((host.Core.ConnectedPeers, asked.State), Is.EqualTo((0, ENetPeerState.Disconnected)));
        Assert.That(host.Of(ENetEventType.Disconnect).Count(), Is.EqualTo(3), "an attempt ends without an event");
    }
}
