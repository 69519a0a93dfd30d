using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Shared;
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

        Assert.That((names.Count, sequences.Count, offsets.Count, sessions.Count), Is.EqualTo((100, 100, 100, 12)).Using<(int, int, int, int), (int, int, int, int)>((seen, all) =>
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
    [Property("Requirement", "ADM-003")]
    public void H15_who_knows_its_name_and_says_little_gets_three_times_that_at_most()
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host");
        WirePeer remote = world.AddWirePeer(host);
        remote.Ask();
        long sent = WireDatagram.ToStranger(1).Connect(new WireProposal()).Length;
        for (ushort i = 2; i < 200; i++)
        {
            WireDatagram ping = remote.Datagram().Ping(i);
            sent += ping.Length;
            remote.Send(ping);
            Assert.That(remote.ReceivedBytes.Sum(bytes => bytes.Length), Is.LessThanOrEqualTo(3 * sent));
            world.Run(250);
        }

        Assert.That(remote.Received.Count, Is.GreaterThan(45), "and is answered");
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
            world.Run(1_000);
        }

        SeenDatagram[] answers = [.. remote.Received];
        Assert.That(answers, Has.Length.EqualTo(8));
        Assert.That(answers.Select(answer => (answer.Commands[0].U16(4), answer.Commands[0].Sequence)).Distinct().Count(), Is.EqualTo(1), "one name, one number");
        remote.Send(remote.Datagram().Acknowledge(WireDatagram.Control, answers[which].Commands[0].Sequence, answers[which].SentTime ?? 0).Reliable(0, 1, 7));
        remote.Send(remote.Datagram().Acknowledge(WireDatagram.Control, answers[0].Commands[0].Sequence, answers[0].SentTime ?? 0));
        remote.Send(WireDatagram.ToStranger(world.WireTime).Connect(new WireProposal()));
        Assert.That(host.Events.Select(e => e.Type), Is.EqualTo(new[] { ENetEventType.Connect, ENetEventType.Receive }), "what stood behind the proof is taken");
        Assert.That(host.Peer().RoundTripTimeMs, Is.EqualTo((8 - which) * 1_000).Within(1), "the proof tells the round trip");
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

    [TestCase(ENetCongestionControl.Native)]
    [TestCase(ENetCongestionControl.Cubic)]
    [Property("Requirement", "ADM-025, ADM-004")]
    public void A_proof_that_comes_more_than_once_says_nothing_false_about_the_round_trip(ENetCongestionControl rules) => Seeds.Each(usually: 40, seed =>
    {
        const int roundTripMs = 300;
        using var world = new VirtualWorld(seed);
        world.Network.DefaultLink = new NetworkImpairmentOptions { DelayMs = roundTripMs / 2 };
        VirtualHost server = world.AddHost("server", new HostOptions { CongestionControl = rules });
        VirtualHost client = world.AddHost("client");
        bool isLost = false;
        world.Network.Lets = sent =>
        {
            // The first proof is lost; what the client says then draws answers, and each of them another proof.
            if (isLost || sent.From != client.Address || !sent.Seen.Kinds.Contains(WireKind.Acknowledge)) return true;
            isLost = true;
            return false;
        };
        Connection served = world.Connect(client, server).ServerPeer;
        for (int i = 0; i < 100; i++)
        {
            world.Run(100);
            Assert.That(served.RoundTripTimeMs, Is.InRange(roundTripMs, roundTripMs + 50), $"after {i} tenths of a second");
        }

        Assert.That(isLost, Is.True);
        Assert.That(server.Core.Counters[DropReason.ImpossibleSentTime], Is.Zero);
        Assert.That(served.Retransmissions, Is.Zero);
    });

    [Test]
    [Property("Requirement", "ADM-001, ADM-002")]
    public void H14_whoever_asks_more_often_than_there_are_names_is_asked_to_wait_and_comes_in_when_it_has_stopped()
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host", new HostOptions { PeerLimit = 100, GreylistFrom = 0, ReplyLimit = 1_000_000, PrefixReplyLimit = 0 });
        host.SocketLimit = 100_000;
        WirePeer remote = world.AddWirePeer(host);
        byte[] question = WireDatagram.ToStranger(1).Connect(new WireProposal()).Bytes;
        for (uint i = 1; i <= 12_000; i++)
        {
            BitConverter.TryWriteBytes(question.AsSpan(44), i + 1_000);
            host.Arrive(remote.Address, question);
            if (i % 200 == 0) world.Run(1);
        }

        Assert.That(host.Core.Counters[DropReason.Crowded], Is.GreaterThan(6_000));
        world.Run(6_000);
        Connection served = remote.Connect(new WireProposal { ConnectId = 7 });
        Assert.That((served.State, served.ConnectId), Is.EqualTo((ENetPeerState.Connected, 7u)));
        Assert.That(served.Name, Is.GreaterThanOrEqualTo(100), "the numbers of slots are for those whom we ask");
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

    private sealed class OtherAddress(VirtualHost host, ENetAddress address) : IEndPoint
    {
        public ENetAddress Address => address;

        public long NextWakeMs => long.MaxValue;

        public void Arrive(in ENetAddress from, ReadOnlySpan<byte> datagram) => host.Arrive(from, datagram);

        public void Service()
        {
        }
    }
}
