using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;
using ManagedENet.Transports;

namespace ManagedENet.Simulation.Scenarios;

/// <summary>Who becomes a peer: whoever gets what is sent to its address, and nobody else.</summary>
internal sealed class AdmissionTests
{
    private const int UdpAndIp = 28;

    [Test]
    [Property("Requirement", "ADM-001, ADM-004, HSK-028")]
    public void H16_the_answer_says_what_nobody_can_guess_and_no_slot_is_taken_for_it()
    {
        var names = new HashSet<int>();
        var sessions = new HashSet<(int, int)>();
        var sequences = new HashSet<int>();
        var offsets = new HashSet<int>();
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host");
        for (int i = 0; i < 100; i++)
        {
            WirePeer remote = world.AddWirePeer(host);
            SeenCommand verify = remote.Ask(new WireProposal { ConnectId = (uint)i });
            names.Add(verify.U16(4));
            sessions.Add((verify.Bytes[6], verify.Bytes[7]));
            sequences.Add(verify.Sequence);
            offsets.Add((ushort)((remote.Received[^1].SentTime ?? 0) - world.WireTime));
        }

        Assert.That((names.Count, sequences.Count, offsets.Count, sessions.Count), Is.EqualTo((100, 100, 100, 16)).Using<(int, int, int, int), (int, int, int, int)>((seen, all) =>
            seen.Item1 > 95 && seen.Item2 > 95 && seen.Item3 > 95 && seen.Item4 == all.Item4));
        Assert.That(names.Max(), Is.InRange(3_500, 4_094), "of all twelve bits");
        Assert.That((host.Core.ConnectedPeers, host.Core.GetPeer(0)), Is.EqualTo((0, (Connection?)null)));
    }

    [Test]
    [Property("Requirement", "ADM-004, ADM-008")]
    public void H16_blind_answers_are_not_taken_and_three_of_them_end_the_attempt()
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host", new HostOptions { GreylistFrom = 0, ReplyLimit = 1_000_000 });
        WirePeer remote = world.AddWirePeer(host);
        for (uint i = 0; i < 20_000; i++)
        {
            SeenCommand verify = remote.Ask(new WireProposal { ConnectId = i });
            ushort time = remote.Received[^1].SentTime ?? 0;
            // All that is guessed is one bit away, or by luck.
            int bit = 1 << (int)(i % 16);
            remote.Send(remote.Datagram().Acknowledge(WireDatagram.Control, (ushort)(verify.Sequence ^ bit), time));
            remote.Send(remote.Datagram().Acknowledge(WireDatagram.Control, verify.Sequence, (ushort)(time ^ bit)));
            remote.Send(new WireDatagram(remote.RemoteId, remote.Session ^ (1 << (int)(i % 2)), world.WireTime).Acknowledge(WireDatagram.Control, verify.Sequence, time));
            remote.Send(remote.Datagram().Acknowledge(WireDatagram.Control, verify.Sequence, time));
            remote.Forget();
            if (i % 1_000 == 0) world.Run(1_000);
        }

        Assert.That((host.Events.Count, host.Core.ConnectedPeers), Is.EqualTo((0, 0)), "not even the right one that comes after three wrong ones");
        remote.Connect(new WireProposal { ConnectId = 1_000_000 });
        Assert.That(host.Core.ConnectedPeers, Is.EqualTo(1));
    }

    [Test]
    [Property("Requirement", "ADM-002, ADM-003, HSK-020")]
    public void H15_whoever_does_not_answer_gets_no_more_than_it_has_sent_and_is_forgotten()
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host", new HostOptions { PeerLimit = 1 });
        WirePeer silent = world.AddWirePeer(host);
        long sent = 0;
        for (int i = 0; i < 60; i++)
        {
            WireDatagram question = WireDatagram.ToStranger(world.WireTime).Connect(new WireProposal());
            sent += question.Length + UdpAndIp;
            silent.Send(question);
            world.Run(i < 40 ? 10 : 500);
            Assert.That(silent.ReceivedBytes.Sum(bytes => bytes.Length + UdpAndIp), Is.LessThanOrEqualTo(sent));
            if (i == 39) Assert.That(silent.Received, Has.Count.EqualTo(2), "five in a second at most");
        }

        int answers = silent.Received.Count;
        world.Run(60_000);
        Assert.That(silent.Received.Count, Is.EqualTo(answers), "nothing leaves by itself");
        WirePeer other = world.AddWirePeer(host);
        other.Connect();
        Assert.That((host.Core.ConnectedPeers, host.Events.Count), Is.EqualTo((1, 1)), "the only slot was free all the while");
    }

    [Test]
    [Property("Requirement", "ADM-003, ADM-004")]
    public void H17_each_answer_that_was_sent_may_be_repeated_and_all_of_them_make_one_connection([Range(0, 7)] int which)
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host");
        WirePeer remote = world.AddWirePeer(host);
        for (int i = 0; i < 8; i++)
        {
            remote.Ask();
            world.Run(250);
        }

        SeenDatagram[] answers = [.. remote.Received];
        Assert.That(answers, Has.Length.EqualTo(8));
        Assert.That(answers.Select(answer => (answer.Commands[0].U16(4), answer.Commands[0].Sequence)).Distinct().Count(), Is.EqualTo(1), "one name, one number");
        remote.Send(remote.Datagram().Acknowledge(WireDatagram.Control, answers[which].Commands[0].Sequence, answers[which].SentTime ?? 0).Reliable(0, 1, 7));
        remote.Send(remote.Datagram().Acknowledge(WireDatagram.Control, answers[0].Commands[0].Sequence, answers[0].SentTime ?? 0));
        remote.Send(WireDatagram.ToStranger(world.WireTime).Connect(new WireProposal()));
        Assert.That(host.Events.Select(e => e.Type), Is.EqualTo(new[] { ENetEventType.Connect, ENetEventType.Receive }), "what stood behind the proof is taken");
        Assert.That(host.Peer().RoundTripTimeMs, Is.EqualTo(((8 - which) * 250) - 250 + 250).Within(1), "the proof tells the round trip");
        Assert.That(host.Core.GetPeer(1), Is.Null);
    }

    [TestCase(0.3)]
    [TestCase(0.5)]
    [Property("Requirement", "ADM-003")]
    public void A_client_whose_proof_is_lost_is_answered_until_it_is_there(double loss)
    {
        for (uint seed = 1; seed <= 20; seed++)
        {
            using var world = new VirtualWorld(seed);
            world.Network.DefaultLink = new NetworkImpairmentOptions { DelayMs = 40, LossRate = loss };
            VirtualHost server = world.AddHost("server");
            VirtualHost client = world.AddHost("client");
            VirtualPair pair = world.Connect(client, server, limitMs: 60_000);
            pair.ClientPeer.Send(0, [1, 2, 3], ENetPacketFlags.Reliable);
            Assert.That(world.RunUntil(() => server.Payloads.Any(), 60_000), Is.True);
            Assert.That(server.Of(ENetEventType.Connect).Count(), Is.EqualTo(1));
        }
    }

    [Test]
    [Property("Requirement", "ADM-005, ADM-006, ADM-002")]
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

            world.Run(1);
            foreach (VirtualHost client in asked.Keys.ToArray())
            {
                (Connection peer, long atMs) = asked[client];
                if (atMs < 0 || peer.State != ENetPeerState.Connected) continue;
                connected.Add(world.NowMs - atMs);
                asked[client] = (peer, -1);
            }

            if (ms % 200 == 0) most = Math.Max(most, HeldMemory.Of(host.Core));
        }

        connected.Sort();
        TestContext.Out.WriteLine($"{connected.Count} of {clients.Count} in {string.Join(' ', connected)} ms, replies {100.0 * replyBytes / floodBytes:F2} %, {(most - idle) >> 10} KiB");
        Assert.That(connected, Has.Count.EqualTo(clients.Count));
        Assert.That(connected[connected.Count / 2], Is.LessThanOrEqualTo(700));
        Assert.That(replyBytes, Is.LessThanOrEqualTo(twice ? 5_000 * 6 * 52 * 1.2 : 0.02 * floodBytes));
        Assert.That(most - idle, Is.LessThanOrEqualTo(8 << 20));
        world.Run(25_000);
        Assert.That(HeldMemory.Of(host.Core) - idle, Is.LessThan(100_000), "and all of it is given back");
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
    [Property("Requirement", "ADM-010, HSK-043")]
    public void H43_a_forged_acknowledgement_of_the_question_does_not_end_the_asking()
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host", new HostOptions { ConnectTimeoutMs = 5_000 });
        WirePeer remote = world.AddWirePeer(host);
        Connection peer = remote.BeAsked();
        ushort time = remote.Received[^1].SentTime ?? 0;
        remote.Send(remote.Datagram().Acknowledge(WireDatagram.Control, 1, time));
        world.Run(3_000);
        Assert.That(peer.State, Is.EqualTo(ENetPeerState.Connecting));
        Assert.That(remote.Got(WireKind.Connect).Count(), Is.GreaterThan(2), "it asks on");
        remote.Accept();
        Assert.That(peer.State, Is.EqualTo(ENetPeerState.Connected));

        Connection other = world.AddWirePeer(host).BeAsked();
        world.Run(6_000);
        Assert.That(other.State, Is.EqualTo(ENetPeerState.Disconnected), "and ends by its own time");
    }

    [TestCase(1)]
    [TestCase(5)]
    [Property("Requirement", "ADM-009, DEV-084")]
    public void F16_F21_a_client_that_was_restarted_on_its_port_ends_its_old_connection_when_it_is_proved(int deaths)
    {
        using var world = new VirtualWorld();
        VirtualHost server = world.AddHost("server");
        VirtualHost client = world.AddHost("client");
        Connection served = world.Connect(client, server).ServerPeer;
        for (int death = 0; death < deaths; death++)
        {
            for (int i = 0; i < 50; i++) served.Send(0, Encoding.ASCII.GetBytes($"old {death} {i}"), ENetPacketFlags.Reliable);
            server.ClearEvents();
            ENetAddress address = client.Address;
            client.IsPaused = true;
            client.Address = VirtualWorld.AddressOf(100 + death);
            world.Network.Move(client, address);
            client = world.AddHost($"client {death}", address: address);
            long startMs = world.NowMs;
            served = world.Connect(client, server).ServerPeer;
            Assert.That(world.NowMs - startMs, Is.LessThan(2_000));
            Assert.That(server.Events.Select(e => (e.Type, e.Reason)), Is.EqualTo(new[] { (ENetEventType.Disconnect, ENetDisconnectReason.Replaced), (ENetEventType.Connect, ENetDisconnectReason.None) }));
        }

        for (int i = 0; i < 3; i++) served.Send(0, Encoding.ASCII.GetBytes($"new {i}"), ENetPacketFlags.Reliable);
        world.Run(5_000);
        Assert.That(client.Payloads.Select(Encoding.ASCII.GetString), Is.EqualTo(new[] { "new 0", "new 1", "new 2" }), "its own data only");
        Assert.That(server.Core.ConnectedPeers, Is.EqualTo(1));
    }

    [Test]
    [Property("Requirement", "ADM-009")]
    public void H18_a_question_in_the_name_of_a_live_client_does_not_touch_its_connection()
    {
        using var scene = Scene.Served();
        for (uint i = 0; i < 100; i++)
        {
            scene.Remote.Send(WireDatagram.ToStranger(scene.World.WireTime).Connect(new WireProposal { ConnectId = i }));
            scene.World.Run(20);
        }

        Assert.That((scene.Peer.State, scene.Host.Events.Count, scene.Host.Core.ConnectedPeers), Is.EqualTo((ENetPeerState.Connected, 0, 1)));
        Assert.That(scene.Host.Core.Counters[DropReason.WrongSession], Is.Zero);
    }

    [Test]
    [Property("Requirement", "HSK-031, ADM-002")]
    public void Whoever_leaves_before_it_is_proved_is_answered_and_nobody_hears_of_it()
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host");
        WirePeer remote = world.AddWirePeer(host);
        SeenCommand verify = remote.Ask();
        ushort time = remote.Received[^1].SentTime ?? 0;
        remote.Forget();
        for (int i = 0; i < 3; i++) remote.Send(remote.Datagram().Disconnect(2, 7));
        Assert.That(remote.Got(WireKind.Acknowledge).Select(command => command.U16(4)), Is.EqualTo(new ushort[] { 2, 2, 2 }));
        remote.Send(remote.Datagram().Acknowledge(WireDatagram.Control, verify.Sequence, time));
        world.Run(10_000);
        Assert.That((host.Events.Count, host.Core.ConnectedPeers, host.Core.GetPeer(0)), Is.EqualTo((0, 0, (Connection?)null)));
    }

    [Test]
    [Property("Requirement", "ADM-001")]
    public void Names_are_no_slots_and_connections_from_two_addresses_may_share_one()
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host", new HostOptions { PeerLimit = 4_000, GreylistFrom = 0 });
        host.KeepsEvents = false;
        var peers = new List<(WirePeer Remote, Connection Peer)>();
        for (uint i = 0; i < 2_000; i++)
        {
            WirePeer remote = world.AddWirePeer(host);
            peers.Add((remote, remote.Connect(new WireProposal { ConnectId = i })));
        }

        Assert.That(peers.Select(peer => peer.Peer.Name).Distinct().Count(), Is.EqualTo(2_000), "as long as there are enough");
        int taken = 0;
        host.OnEvent = e => taken += e.Type == ENetEventType.Receive ? 1 : 0;
        foreach ((WirePeer remote, _) in peers) remote.Send(remote.Datagram().Reliable(0, 1, 9));
        Assert.That(taken, Is.EqualTo(2_000));
        foreach ((WirePeer remote, Connection peer) in peers.Take(1_000)) peer.Reset();
        foreach ((WirePeer remote, _) in peers) remote.Send(remote.Datagram().Reliable(0, 2, 9));
        Assert.That(taken, Is.EqualTo(3_000));
    }

    [Test]
    [Property("Requirement", "LIM-040")]
    public void H44_addresses_that_one_host_puts_into_one_place_are_spread_by_another()
    {
        // The folded hash of the platform is one for all of these.
        ENetAddress[] chosen = [.. Enumerable.Range(0, 20_000).Select(i => new ENetAddress(0x2001_0DB8_0000_0000UL | (uint)i, ((ulong)(uint)i << 32) | (uint)i, 7))];
        foreach (ulong seed in new ulong[] { 1, 2, 3 })
        {
            var hash = new Protocol.Numbers.KeyedHash(new SimulationRandom(seed));
            int[] rows = new int[2_048];
            foreach (ENetAddress address in chosen) rows[hash.Of(address, 1) % 2_048]++;
            Assert.That(rows.Max(), Is.LessThan(40), "of ten in the mean");
        }

        var one = new Protocol.Numbers.KeyedHash(new SimulationRandom(1));
        var other = new Protocol.Numbers.KeyedHash(new SimulationRandom(2));
        Assert.That(chosen.Count(address => one.Of(address) % 64 == other.Of(address) % 64), Is.LessThan(500));
    }

    [Test]
    [Property("Requirement", "ADM-011, DEV-085, HSK-015")]
    public void H45_only_the_answer_fixes_the_address_of_who_asks_by_broadcast()
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host");
        WirePeer somebody = world.AddWirePeer(host);
        WirePeer right = world.AddWirePeer(host);
        Connection peer = host.Core.Connect(world.NowUs, ENetAddress.FromIPv4(0xFFFF_FFFF, (ushort)right.Address.Port), 2, 0)!;
        world.Settle();
        WireProposal answer = WireProposal.Of(right.Got(WireKind.Connect).Last()) with { PeerId = 3, IncomingSession = 0, OutgoingSession = 0 };
        WireDatagram[] junk =
        [
            new WireDatagram(peer.Name, 0, 1).Ping(1),
            new WireDatagram(peer.Name, 1).DisconnectNow(1, 9),
            new WireDatagram(peer.Name, 0, 1).Acknowledge(WireDatagram.Control, 1, world.WireTime),
            new WireDatagram(peer.Name, 0, 1).Verify(answer with { ConnectId = answer.ConnectId + 1 }),
            new WireDatagram(peer.Name, 0, 1).Ping(1).Verify(answer),
        ];
        foreach (WireDatagram datagram in junk)
        {
            somebody.Send(datagram);
            Assert.That((peer.State, peer.Address.IsIPv4Broadcast), Is.EqualTo((ENetPeerState.Connecting, true)));
        }

        right.Send(new WireDatagram(peer.Name, 0, 1).Verify(answer));
        Assert.That((peer.State, peer.Address), Is.EqualTo((ENetPeerState.Connected, right.Address)));
        somebody.Send(new WireDatagram(peer.Name, 0, 1).Verify(answer));
        Assert.That(peer.Address, Is.EqualTo(right.Address), "and nothing changes it any more");
    }

    [Test]
    [Property("Requirement", "ADM-011, DEV-085")]
    public void F20_a_server_that_answers_from_another_of_its_addresses_is_reached()
    {
        using var world = new VirtualWorld();
        VirtualHost server = world.AddHost("server");
        VirtualHost client = world.AddHost("client");
        // It is asked at an address of its own that its system does not answer from.
        ENetAddress asked = VirtualWorld.AddressOf(50);
        world.Network.Add(new OtherAddress(server, asked));
        Connection peer = client.Core.Connect(world.NowUs, asked, 1, 5)!;
        Assert.That(world.RunUntil(() => peer.State == ENetPeerState.Connected && server.Of(ENetEventType.Connect).Any(), 2_000), Is.True);
        Assert.That(peer.Address, Is.EqualTo(server.Address));
        peer.Send(0, [1, 2], ENetPacketFlags.Reliable);
        world.Run(200);
        Assert.That((server.Payloads.Count(), peer.Retransmissions), Is.EqualTo((1, 0L)));
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

    private sealed class OtherAddress(VirtualHost host, ENetAddress address) : IEndPoint
    {
        public ENetAddress Address => address;

        public long NextWakeMs => long.MaxValue;

        public void Arrive(in ENetAddress from, ReadOnlySpan<byte> datagram) => host.Arrive(from, datagram);

        public void Service()
        {
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
