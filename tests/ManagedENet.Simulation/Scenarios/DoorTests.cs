using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;
using ManagedENet.Transports;

namespace ManagedENet.Simulation.Scenarios;

/// <summary>Crowds before the door, and what the application says of them.</summary>
internal sealed class DoorTests
{
    [Test]
    [Property("Requirement", "ADM-005, ADM-006, ADM-002, ADM-023, LIM-048")]
    public void H14_H40_clients_get_in_while_a_hundred_thousand_strangers_ask_each_second([Values] bool twice)
    {
        const int perMs = 100;
        using var world = new VirtualWorld { };
        world.Network.KeepsLog = false;
        VirtualHost host = world.AddHost("host", new HostOptions { PeerLimit = 200 });
        host.SocketLimit = 100_000;
        host.KeepsEvents = false;
        long replyBytes = 0;
        long idle = HeldMemory.Of(host.Core);
        var clients = new List<VirtualHost>();
        for (int i = 0; i < 40; i++) clients.Add(world.AddHost($"client {i}"));
        var addresses = clients.ToDictionary(client => client.Address);
        world.Network.Lets = sent =>
        {
            if (sent.From != host.Address || addresses.ContainsKey(sent.To)) return true;
            replyBytes += sent.Bytes.Length;
            return false;
        };
        for (int i = 0; i < clients.Count; i++)
        {
            VirtualHost client = clients[i];
            world.Network.Change(client, host, link => link with { DelayMs = i * 100 / 40 });
        }

        byte[] question = WireDatagram.ToStranger(1).Connect(new WireProposal()).Bytes;
        long floodBytes = 0;
        long most = 0;
        var connected = new List<long>();
        var asked = new Dictionary<VirtualHost, (Connection Peer, long AtMs)>();
        var repeated = new Queue<(ENetAddress From, uint ConnectId)>();
        for (int ms = 0; ms < 6_000; ms++)
        {
            for (int i = 0; i < perMs; i++)
            {
                bool again = twice && repeated.Count > 50_000;
                (ENetAddress from, uint connectId) = again ? repeated.Dequeue() : (ENetAddress.FromIPv4(0x2000_0000 + (uint)world.Random.Below(0x2000_0000), (ushort)world.Random.Between(1, 60_000)), world.Random.NextUInt32());
                if (twice && !again) repeated.Enqueue((from, connectId));
                BitConverter.TryWriteBytes(question.AsSpan(44), connectId);
                host.Arrive(from, question);
                floodBytes += question.Length;
            }

            if (ms >= 1_000 && ms % 25 == 0 && asked.Count < clients.Count)
            {
                VirtualHost client = clients[asked.Count];
                asked.Add(client, (client.Core.Connect(world.NowUs, host.Address, 1, 0)!, world.NowMs));
            }

            // In a millisecond in which answers are short it matters who comes first.
            host.IsPaused = true;
            world.Run(1);
            host.MixSocket();
            host.IsPaused = false;
            world.Settle();
            foreach (VirtualHost client in asked.Keys.ToArray())
            {
                (Connection peer, long atMs) = asked[client];
                if (atMs < 0 || peer.State != ENetPeerState.Connected) continue;
                connected.Add(world.NowMs - atMs);
                asked[client] = (peer, -1);
            }

            if (ms % 200 != 0) continue;
            long held = HeldMemory.Of(host.Core) - idle;
            most = Math.Max(most, held);
            LedgerOracle.AssertAccounted(host.Core);
            Assert.That(host.Core.Stores.Ledger.Strangers, Is.EqualTo(held).Within(10).Percent.Or.EqualTo(held).Within(200_000), "counted as held");
        }

        connected.Sort();
        TestContext.Out.WriteLine($"{connected.Count} of {clients.Count} in {string.Join(' ', connected)} ms, replies {100.0 * replyBytes / floodBytes:F2} %, {most >> 10} KiB");
        Assert.That(connected, Has.Count.EqualTo(clients.Count));
        // Where strangers ask twice, clients are told when they ask the third time.
        Assert.That(connected[connected.Count / 2], Is.LessThanOrEqualTo(twice ? 1_700 : 700));
        Assert.That(replyBytes, Is.LessThanOrEqualTo(0.02 * floodBytes));
        Assert.That(most, Is.LessThanOrEqualTo(8 << 20));
        world.Run(25_000);
        Assert.That(HeldMemory.Of(host.Core) - idle, Is.LessThan(100_000), "and all of it is given back");
        Assert.That(host.Core.Stores.Ledger.Strangers, Is.Zero);
        Assert.That(host.Core.ConnectedPeers, Is.EqualTo(clients.Count));
    }

    [Test]
    [Property("Requirement", "ADM-006, HSK-047")]
    public void H40_refusals_are_limited_as_well_and_who_asks_again_is_told_again_without_asking_the_application()
    {
        var approver = new Door { Accepts = false };
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host", new HostOptions { Approver = approver, GreylistFrom = 0, ReplyLimit = 500 });
        host.SocketLimit = 100_000;
        int replies = 0;
        world.Network.Lets = _ =>
        {
            replies++;
            return false;
        };
        byte[] question = WireDatagram.ToStranger(1).Connect(new WireProposal()).Bytes;
        for (int i = 0; i < 20_000; i++) host.Arrive(ENetAddress.FromIPv4(0x2000_0000 + (uint)i, 7), question);
        world.Run(1_000);
        Assert.That(replies, Is.LessThanOrEqualTo(1_000));
        world.Run(20_000);
        int asked = approver.Asked;
        ENetAddress one = ENetAddress.FromIPv4(0x2100_0000, 7);
        replies = 0;
        for (int i = 0; i < 10; i++)
        {
            host.Arrive(one, question);
            world.Run(300);
        }

        Assert.That((approver.Asked - asked, replies), Is.EqualTo((1, 10)));
    }

    [Test]
    [Property("Requirement", "ADM-012")]
    public void Who_is_banned_or_not_among_the_allowed_hears_nothing_and_everybody_else_comes_in()
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host");
        var random = new Random(3);
        var banned = new List<ENetAddressRange>();
        for (int i = 0; i < 500; i++)
        {
            ENetAddress address = i % 2 == 0 ? ENetAddress.FromIPv4((uint)random.NextInt64(), 1) : new ENetAddress((ulong)random.NextInt64(), (ulong)random.NextInt64(), 1);
            banned.Add(new ENetAddressRange(address, random.Next(8, address.IsIPv4 ? 33 : 129)));
            Assert.That(host.Core.Door.Banned.Add(banned[^1]), Is.EqualTo(banned.Take(i).All(other => other != banned[^1])));
        }

        for (int i = 0; i < 20_000; i++)
        {
            ENetAddress address = random.Next(3) switch
            {
                0 => ENetAddress.FromIPv4((uint)random.NextInt64(), 7),
                1 => new ENetAddress((ulong)random.NextInt64(), (ulong)random.NextInt64(), 7),
                _ => Near(banned[random.Next(banned.Count)]),
            };
            Assert.That(host.Core.Door.Admits(address), Is.EqualTo(!banned.Exists(range => range.Contains(address))), $"{address}");
        }

        foreach (ENetAddressRange range in banned.Distinct()) Assert.That(host.Core.Door.Banned.Remove(range), Is.True);
        ENetAddressRange one = ENetAddressRange.Parse("10.0.0.0/24");
        host.Core.Door.Banned.Add(one);
        WirePeer stranger = world.AddWirePeer(host);
        stranger.Send(WireDatagram.ToStranger(1).Connect(new WireProposal()));
        Assert.That((stranger.Received.Count, host.Core.Counters[DropReason.Banned]), Is.EqualTo((0, 1L)));
        host.Core.Door.Banned.Remove(one);
        host.Core.Door.Allowed.Add(ENetAddressRange.Parse("192.0.2.7"));
        stranger.Send(WireDatagram.ToStranger(1).Connect(new WireProposal()));
        Assert.That((stranger.Received.Count, host.Core.Counters[DropReason.Banned]), Is.EqualTo((0, 2L)));
        host.Core.Door.Allowed.Add(ENetAddressRange.Parse("10.0.0.0/8"));
        stranger.Connect();

        ENetAddress Near(ENetAddressRange range)
        {
            string[] parts = range.ToString().Split('/');
            var address = new ENetAddress(System.Net.IPAddress.Parse(parts[0]), 7);
            int bits = int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture);
            int bit = Math.Min(bits + random.Next(-1, 3), (address.IsIPv4 ? 32 : 128) - 1);
            if (address.IsIPv4) return ENetAddress.FromIPv4(address.IPv4 ^ (1u << (31 - Math.Max(bit, 0))), 7);
            return bit < 64 ? new ENetAddress(address.High ^ (1UL << (63 - Math.Max(bit, 0))), address.Low, 7) : new ENetAddress(address.High, address.Low ^ (1UL << (127 - bit)), 7);
        }
    }

    [Test]
    [Property("Requirement", "ADM-013, ADM-007")]
    public void A_host_may_close_its_door_and_open_it_while_it_runs()
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host", new HostOptions { PeerLimit = 3 });
        VirtualHost client = world.AddHost("client");
        world.Connect(client, host);
        foreach (Action close in new Action[] { () => host.Core.Door.IsOpen = false, () => (host.Core.Door.IsOpen, host.Core.Door.PeerLimit) = (true, 1) })
        {
            close();
            client.ClearEvents();
            client.Core.Connect(world.NowUs, host.Address, 1, 0);
            world.Run(100);
            Assert.That(client.Events.Single().Reason, Is.EqualTo(ENetDisconnectReason.HostFull));
            Assert.That(host.Core.ConnectedPeers, Is.EqualTo(1));
        }

        host.Core.Door.PeerLimit = 2;
        world.Connect(client, host);
    }

    [Test]
    [Property("Requirement", "ADM-002, ADM-007, LIM-034")]
    public void A_full_host_that_only_refuses_gives_back_what_that_took()
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host", new HostOptions { PeerLimit = 1 });
        world.Connect(world.AddHost("client"), host);
        VirtualHost stranger = world.AddHost("stranger");
        world.Run(60_000);
        long idle = HeldMemory.Of(host.Core);
        for (int i = 0; i < 20; i++)
        {
            stranger.Core.Connect(world.NowUs, host.Address, 1, 0);
            world.Run(100);
        }

        Assert.That(host.Core.Counters[DropReason.HostFull], Is.EqualTo(20));
        Assert.That(HeldMemory.Of(host.Core), Is.GreaterThan(idle + 10_000));
        world.Run(30_000);
        Assert.That(HeldMemory.Of(host.Core), Is.LessThanOrEqualTo(idle + 500));
    }

    [Test]
    [Property("Requirement", "ADM-007, HSK-047, DIS-040")]
    public void A_client_tells_a_full_host_from_one_that_refuses_and_one_that_is_not_there()
    {
        using var world = new VirtualWorld();
        var approver = new Door();
        VirtualHost host = world.AddHost("host", new HostOptions { PeerLimit = 1, Approver = approver });
        VirtualHost client = world.AddHost("client", new HostOptions { ConnectTimeoutMs = 2_000 });
        world.Connect(client, host);
        approver.Accepts = false;
        SeenEvent refused = Fail(host.Address, 5_000);
        approver.Accepts = true;
        SeenEvent full = Fail(host.Address, 100);
        SeenEvent absent = Fail(VirtualWorld.AddressOf(99), 5_000);
        Assert.That((refused.Reason, refused.Data), Is.EqualTo((ENetDisconnectReason.Rejected, 403u)));
        Assert.That((full.Reason, full.Data), Is.EqualTo((ENetDisconnectReason.HostFull, 0x4675_6C6Cu)), "told at once");
        Assert.That((absent.Reason, absent.Data), Is.EqualTo((ENetDisconnectReason.Timeout, 0u)));

        SeenEvent Fail(ENetAddress to, int withinMs)
        {
            client.ClearEvents();
            client.Core.Connect(world.NowUs, to, 1, 0);
            Assert.That(world.RunUntil(() => client.Of(ENetEventType.Disconnect).Any(), withinMs), Is.True);
            return client.Of(ENetEventType.Disconnect).Single();
        }
    }

    [Test]
    [Property("Requirement", "ADM-014")]
    public void An_application_that_is_asked_again_after_the_proof_may_still_say_no()
    {
        using var world = new VirtualWorld();
        var approver = new SecondDoor();
        VirtualHost host = world.AddHost("host", new HostOptions { Approver = approver });
        VirtualHost client = world.AddHost("client");
        client.Core.Connect(world.NowUs, host.Address, 2, 7);
        world.Run(200);
        Assert.That(client.Events.Select(e => (e.Type, e.Data)), Is.EqualTo(new[] { (ENetEventType.Connect, 0u), (ENetEventType.Disconnect, 99u) }));
        Assert.That((host.Events.Count, host.Core.ConnectedPeers, host.Core.GetPeer(0)), Is.EqualTo((0, 0, (Connection?)null)));
        approver.Accepts = true;
        world.Connect(client, host);
        Assert.That(approver.Proved, Is.EqualTo(new[] { client.Address, client.Address }), "once for each");
        // One that connects from inside takes the slot that it needs.
        approver.OnProved = () => host.Core.Connect(world.NowUs, VirtualWorld.AddressOf(70), 1, 0);
        world.Connect(client, host);
        Assert.That(host.Core.ConnectedPeers, Is.EqualTo(2));
    }

    private sealed class SecondDoor : IProvedConnectionApprover
    {
        public bool Accepts { get; set; }

        public List<ENetAddress> Proved { get; } = [];

        public Action? OnProved { get; set; }

        public bool Approve(in ENetAddress from, int channelCount, uint data, out uint refusalData)
        {
            refusalData = 1;
            return true;
        }

        public bool ApproveProved(in ENetAddress from, int channelCount, uint data, out uint refusalData)
        {
            Proved.Add(from);
            OnProved?.Invoke();
            refusalData = 99;
            return Accepts;
        }
    }

    private sealed class Door : IConnectionApprover
    {
        public bool Accepts { get; set; } = true;

        public int Asked { get; private set; }

        public bool Approve(in ENetAddress from, int channelCount, uint data, out uint refusalData)
        {
            Asked++;
            refusalData = 403;
            return Accepts;
        }
    }
}
