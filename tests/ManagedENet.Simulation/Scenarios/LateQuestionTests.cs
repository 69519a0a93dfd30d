using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Codecs;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Shared;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Scenarios;

/// <summary>Questions and proofs that come late, from far away, or when something else stands in their place by then.</summary>
internal sealed class LateQuestionTests
{
    [TestCase(true)]
    [TestCase(false)]
    [Property("Requirement", "ADM-026")]
    public void H18_a_question_that_comes_late_and_is_refused_does_not_end_the_connection_that_has_followed(bool isFull) => Seeds.Each(usually: 30, seed =>
    {
        var door = new Door();
        using var world = new VirtualWorld(seed);
        VirtualHost server = world.AddHost("server", new HostOptions { PeerLimit = isFull ? 1 : 8, Approver = door });
        VirtualHost client = world.AddHost("client");
        var questions = new List<byte[]>();
        world.Network.Lets = sent =>
        {
            if (sent.From == client.Address && sent.Seen.Kinds.Contains(WireKind.Connect)) questions.Add(sent.Bytes.ToArray());
            return true;
        };
        for (int i = 0; i < 3; i++)
        {
            Connection peer = world.Connect(client, server).ClientPeer;
            world.Run(100);
            door.Accepts = false;
            // The network has kept a copy of each question that was asked so far.
            foreach (byte[] question in questions) server.Arrive(client.Address, question);
            world.Run(1_000);
            Assert.That((peer.State, server.Core.ConnectedPeers), Is.EqualTo((ENetPeerState.Connected, 1)));
            door.Accepts = true;
            peer.Disconnect(0);
            // Nobody is asked again about a question that it has refused just now.
            world.Run(20_000);
        }
    });

    [Test]
    [Property("Requirement", "ADM-026")]
    public void H18_questions_in_the_name_of_a_player_do_not_make_a_full_host_end_its_connection() => Seeds.Each(usually: 10, seed =>
    {
        using var world = new VirtualWorld(seed);
        VirtualHost server = world.AddHost("server", new HostOptions { PeerLimit = 1 });
        VirtualHost client = world.AddHost("client");
        Connection peer = world.Connect(client, server).ClientPeer;
        int refused = 0;
        world.Network.Lets = sent =>
        {
            if (sent.From == server.Address && sent.Seen.Kinds.Contains(WireKind.Disconnect)) refused++;
            return true;
        };
        for (int session = 0; session <= 3; session++)
        {
            var proposal = new WireProposal { PeerId = peer.Name, IncomingSession = session, ConnectId = (uint)session };
            server.Arrive(client.Address, WireDatagram.ToStranger(world.WireTime).Connect(proposal).Bytes);
            world.Run(500);
            Assert.That((peer.State, server.Core.ConnectedPeers), Is.EqualTo((ENetPeerState.Connected, 1)), $"session {session}");
        }

        Assert.That(refused, Is.EqualTo(4), "all were told");
    });

    [TestCase(1_000, 0.3)]
    [TestCase(2_000, 0.4)]
    [TestCase(2_500, 0.3)]
    [TestCase(4_000, 0.2)]
    [Property("Requirement", "ADM-003, ADM-004")]
    public void A_client_that_is_far_away_and_talks_on_although_its_proof_is_lost_comes_in(int roundTripMs, double loss) => Seeds.Each(usually: 60, seed =>
    {
        using var world = new VirtualWorld(seed);
        world.Network.DefaultLink = new() { DelayMs = roundTripMs / 2, LossRate = loss };
        VirtualHost server = world.AddHost("server");
        VirtualHost client = world.AddHost("client");
        Connection peer = client.Core.Connect(world.NowUs, server.Address, 1, 0)!;
        peer.SetTimeout(0, 100_000, 100_000);
        for (int i = 0; i < 1_000; i++)
        {
            world.Run(20);
            // Each of these may be answered, and each of those answers is proved a round trip later.
            peer.Send(0, [1, 2, 3], ENetPacketFlags.None);
        }

        Assert.That((peer.State, server.Core.ConnectedPeers), Is.EqualTo((ENetPeerState.Connected, 1)));
    });

    [Test]
    [Property("Requirement", "ADM-001")]
    public void Whoever_is_about_to_prove_its_address_is_not_taken_for_somebody_whom_the_host_asks()
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host", new HostOptions { PeerLimit = 4_000, GreylistFrom = 0 });
        var strangers = new List<(WirePeer Remote, SeenCommand Verify)>();
        for (uint i = 0; i < 100; i++)
        {
            WirePeer remote = world.AddWirePeer(host);
            strangers.Add((remote, remote.Ask(new WireProposal { ConnectId = i })));
        }

        // Half of all names are given to attempts of our own, whose answers may come from anywhere.
        Connection[] asking = [.. Enumerable.Range(0, 2_000).Select(i => host.Core.Connect(world.NowUs, ENetAddress.FromIPv4(0x0C00_0000u + (uint)i, 9), 1, 0)!)];
        world.Run(10);
        foreach ((WirePeer remote, SeenCommand verify) in strangers) remote.Prove(verify);
        Assert.That(host.Core.ConnectedPeers, Is.EqualTo(100));
        Assert.That(asking.Select(peer => peer.Name).Distinct().Count(), Is.EqualTo(2_000));
        Assert.That(asking.Count(peer => peer.Name == peer.Slot), Is.GreaterThan(1_800), "they are called by their slots where they can be");
    }

    [Test]
    [Property("Requirement", "ADM-009, DIS-016")]
    public void Whom_the_application_has_just_left_it_is_told_nothing_of_when_its_place_is_taken_over()
    {
        using var scene = Scene.Served();
        SeenCommand verify = scene.Remote.Ask(new WireProposal { ConnectId = 99 });
        ushort time = scene.Remote.Received[^1].SentTime ?? 0;
        scene.Peer.DisconnectNow(0);
        // Before the goodbye has left, which it cannot do while the network takes nothing.
        scene.Host.Core.HandleDatagram(scene.World.NowUs, scene.Remote.Address, scene.Remote.Datagram().Acknowledge(WireDatagram.Control, verify.Sequence, time).Bytes);
        scene.World.Run(100);
        Assert.That(scene.Host.Events.Select(e => e.Type), Is.EqualTo(new[] { ENetEventType.Connect }));
        Assert.That(scene.Host.Core.ConnectedPeers, Is.EqualTo(1));
    }

    [Test]
    [Property("Requirement", "ADM-003")]
    public void H15_a_compressor_that_makes_little_of_a_question_makes_no_more_of_its_answers_than_three_times_that()
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host", new HostOptions { Compressor = new KnowsQuestions() });
        ENetAddress one = VirtualWorld.AddressOf(99);
        byte[] question = [0xCF, 0xFF, 0, 1, 7];
        long asked = 0, answered = 0, answers = 0;
        world.Network.Lets = sent =>
        {
            answers++;
            answered += sent.Bytes.Length;
            return false;
        };
        for (int i = 0; i < 20; i++)
        {
            host.Arrive(one, question);
            asked += question.Length;
            world.Run(500);
            Assert.That(answered, Is.LessThanOrEqualTo(3 * asked), $"after {i + 1}");
        }

        Assert.That(answers, Is.Positive, "who goes on asking is answered");
    }

    // One byte stands for a whole question, which is as much as any compressor can make of it.
    private sealed class KnowsQuestions : IDatagramCompressor
    {
        private readonly byte[] _question = WireDatagram.ToStranger(1).Connect(new WireProposal()).Bytes;

        public int Compress(ReadOnlySpan<byte> source, Span<byte> destination) => 0;

        public int Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
        {
            _question.AsSpan(4).CopyTo(destination);
            return _question.Length - 4;
        }
    }

    private sealed class Door : IConnectionApprover
    {
        public bool Accepts { get; set; } = true;

        public bool Approve(in ENetAddress from, int channelCount, uint data, out uint refusal)
        {
            refusal = 5;
            return Accepts;
        }
    }
}
