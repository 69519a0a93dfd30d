using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Recovery;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Scenarios;

/// <summary>Hostile and unusual ways to connect.</summary>
[TestFixture]
internal sealed class HandshakeScenarios
{
    [Test]
    [Property("Requirement", "HSK-020, HSK-027")]
    public void H17_the_same_connect_again_takes_no_second_slot_and_raises_no_second_event()
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host", Doors.AsNative);
        WirePeer remote = world.AddWirePeer(host);
        remote.Ask();
        SeenDatagram verify = remote.Received.Single();
        for (int i = 0; i < 5; i++) remote.Send(WireDatagram.ToStranger().Connect(new WireProposal()));
        Assert.That(remote.Got(WireKind.Verify).Count(), Is.EqualTo(1), "a repeated CONNECT draws no answer of its own");
        Assert.That(host.Core.Counters[DropReason.DuplicateConnect], Is.EqualTo(5));
        remote.Send(remote.Datagram().Acknowledge(WireDatagram.Control, 1, verify.SentTime ?? 0));
        remote.Send(WireDatagram.ToStranger().Connect(new WireProposal()));
        Assert.That(host.Events.Select(e => e.Type), Is.EqualTo(new[] { ENetEventType.Connect }));
        Assert.That(host.Core.GetPeer(1), Is.Null);

        remote.Send(WireDatagram.ToStranger().Connect(new WireProposal { ConnectId = 2 }));
        Assert.That(host.Core.GetPeer(1)!.State, Is.EqualTo(ENetPeerState.AcknowledgingConnect), "another attempt of the same address is another connection, as in native");
    }

    [TestCase(0u)]
    [TestCase(256u)]
    [TestCase(uint.MaxValue)]
    [Property("Requirement", "HSK-020, LIM-020")]
    public void H19_a_channel_count_of_none_or_too_many_is_refused(uint channels)
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host");
        WirePeer remote = world.AddWirePeer(host);
        remote.Send(WireDatagram.ToStranger().Connect(new WireProposal { Channels = channels }));
        Assert.That((host.Core.Counters[DropReason.InvalidChannelCount], remote.Received.Count, host.Core.GetPeer(0)), Is.EqualTo((1L, 0, (Connection?)null)));

        Connection peer = remote.BeAsked();
        remote.Accept(remote.Answer() with { Channels = channels });
        Assert.That(host.Events.Single().Reason, Is.EqualTo(ENetDisconnectReason.ProtocolError));
        Assert.That(peer.State, Is.EqualTo(ENetPeerState.Disconnected));
    }

    [TestCase(0u, 576)]
    [TestCase(575u, 576)]
    [TestCase(576u, 576)]
    [TestCase(1_200u, 1_200)]
    [TestCase(1_392u, 1_392)]
    [TestCase(4_097u, 1_392)]
    [TestCase(uint.MaxValue, 1_392)]
    [Property("Requirement", "HSK-024, HSK-044, LIM-020")]
    public void H19_an_mtu_is_clamped_and_the_smaller_one_counts(uint proposed, int agreed)
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host", Doors.AsNative);
        WirePeer remote = world.AddWirePeer(host);
        Assert.That(WireProposal.Of(remote.Ask(new WireProposal { Mtu = proposed })).Mtu, Is.EqualTo(agreed));
        Assert.That(host.Peer().MtuBytes, Is.EqualTo(agreed));

        VirtualHost asking = world.AddHost("asking", Doors.AsNative);
        WirePeer asked = world.AddWirePeer(asking);
        Connection peer = asked.BeAsked();
        asked.Accept(asked.Answer() with { Mtu = proposed });
        Assert.That(peer.MtuBytes, Is.EqualTo(agreed));
    }

    [TestCase(0u, 4_096u)]
    [TestCase(4_097u, 4_097u)]
    [TestCase(65_537u, 65_536u)]
    [TestCase(uint.MaxValue, 65_536u)]
    [Property("Requirement", "HSK-026, HSK-044, LIM-020")]
    public void H19_a_window_is_clamped(uint proposed, uint agreed)
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host");
        WirePeer remote = world.AddWirePeer(host);
        Assert.That(WireProposal.Of(remote.Ask(new WireProposal { Window = proposed })).Window, Is.EqualTo(agreed));

        VirtualHost asking = world.AddHost("asking");
        WirePeer asked = world.AddWirePeer(asking);
        Connection peer = asked.BeAsked();
        asked.Accept(asked.Answer() with { Window = proposed });
        Assert.That(peer.WindowBytes, Is.EqualTo(agreed));
    }

    [TestCase(8_192u, 8_192u)]
    [TestCase(65_536u, 20_480u)]
    [TestCase(uint.MaxValue, 20_480u)]
    [Property("Requirement", "HSK-044")]
    public void H19_nobody_is_granted_more_than_it_has_asked_for(uint granted, uint agreed)
    {
        using var world = new VirtualWorld();
        // What it can send is five times 64 KiB a second, so it asks for a window of five times 4 KiB.
        VirtualHost asking = world.AddHost("asking", new HostOptions { OutgoingBandwidth = 5 * 65_536 });
        WirePeer asked = world.AddWirePeer(asking);
        Connection peer = asked.BeAsked();
        WireProposal answer = asked.Answer();
        Assert.That(answer.Window, Is.EqualTo(20_480));
        asked.Accept(answer with { Window = granted });
        Assert.That((peer.State, peer.WindowBytes), Is.EqualTo((ENetPeerState.Connected, agreed)));
    }

    [TestCase(0u)]
    [TestCase(uint.MaxValue)]
    [Property("Requirement", "LIM-020, LIM-023, FLW-021")]
    public void H19_any_throttle_and_bandwidth_values_are_taken_and_harm_only_the_one_who_sent_them(uint value)
    {
        using var scene = Scene.Served(null, new WireProposal
        {
            ThrottleInterval = value,
            Acceleration = value,
            Deceleration = value,
            IncomingBandwidth = value,
            OutgoingBandwidth = value,
            ConnectId = value,
            Data = value,
        });
        for (int ms = 0; ms < 3_000; ms += 10)
        {
            scene.Send(50, ENetPacketFlags.Reliable);
            scene.Send(50, ENetPacketFlags.Unsequenced);
            scene.World.Run(10);
            Assert.That(scene.Peer.PacketThrottle, Is.LessThanOrEqualTo(scene.Peer.PacketThrottleLimit));
            Assert.That(scene.Peer.PacketThrottleLimit, Is.InRange(1, 32));
        }

        Assert.That(scene.Remote.Got(WireKind.Reliable).Count(), Is.EqualTo(300));
    }

    [TestCase(0x0FFE, false)]
    [TestCase(0x0FFF, true)]
    [TestCase(0x1000, true)]
    [TestCase(0xFFFF, true)]
    [Property("Requirement", "LIM-020, DEV-073")]
    public void H19_a_peer_id_that_no_host_has_is_refused(int peerId, bool isRefused)
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host");
        WirePeer remote = world.AddWirePeer(host);
        remote.Send(WireDatagram.ToStranger().Connect(new WireProposal { PeerId = peerId }));
        Assert.That(remote.Received.Count, Is.EqualTo(isRefused ? 0 : 1));
        Assert.That(host.Core.Counters[DropReason.InvalidPeerId], Is.EqualTo(isRefused ? 1 : 0));

        VirtualHost asking = world.AddHost("asking");
        WirePeer asked = world.AddWirePeer(asking);
        asked.BeAsked();
        asked.Accept(asked.Answer() with { PeerId = peerId });
        SeenEvent e = asking.Events.Single();
        Assert.That((e.Type, e.Reason), Is.EqualTo(isRefused ? (ENetEventType.Disconnect, ENetDisconnectReason.ProtocolError) : (ENetEventType.Connect, ENetDisconnectReason.None)), "an answer that names no slot is none");
    }

    [TestCase("goodbye")]
    [TestCase("goodbye without an answer")]
    [TestCase("acknowledgement")]
    [TestCase("data")]
    [Property("Requirement", "HSK-029, HSK-030, DGM-022")]
    public void H20_connect_and_more_in_one_datagram_tells_the_application_nothing_and_leaves_nothing(string more)
    {
        using var world = new VirtualWorld();
        world.Network.KeepsLog = false;
        VirtualHost host = world.AddHost("host", new HostOptions { PeerLimit = 8 });
        ENetAddress from = VirtualWorld.AddressOf(9);
        for (uint i = 0; i < 20_000; i++)
        {
            WireDatagram datagram = WireDatagram.ToStranger().Connect(new WireProposal { ConnectId = i });
            switch (more)
            {
                case "goodbye":
                    datagram.Disconnect(2, 0);
                    break;
                case "goodbye without an answer":
                    datagram.DisconnectNow(2, 0);
                    break;
                case "acknowledgement":
                    datagram.Acknowledge(WireDatagram.Control, 1, world.WireTime);
                    break;
                default:
                    datagram.Reliable(0, 1, 1);
                    break;
            }

            host.Arrive(from, datagram.Bytes);
            if (i % 64 == 63) world.Settle();
        }

        Assert.That(host.Events, Is.Empty);
        Assert.That(host.Core.RentedBlocks, Is.LessThanOrEqualTo(8), "one VERIFY_CONNECT for each slot");
        world.Run(60_000);
        Assert.That(host.Events, Is.Empty);
        VirtualWorld.AssertNothingIsHeld(host);
        Assert.That(VirtualWorld.PeersOf(host).All(peer => peer.State == ENetPeerState.Disconnected), Is.True);
    }

    [Test]
    [Property("Requirement", "LIM-021")]
    public void H21_a_source_that_cannot_be_answered_gets_no_slot()
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host");
        ENetAddress[] sources =
        [
            ENetAddress.FromIPv4(0x0A00_0009, 0), // port 0
            ENetAddress.FromIPv4(0, 1_000), // unspecified
            ENetAddress.FromIPv4(0xFFFF_FFFF, 1_000), // broadcast
            ENetAddress.FromIPv4(0xE000_0001, 1_000), // multicast
            new ENetAddress(0, 0, 1_000), // unspecified, IPv6
            new ENetAddress(0xFF02_0000_0000_0000, 1, 1_000), // multicast, IPv6
        ];
        foreach (ENetAddress source in sources)
        {
            host.Arrive(source, WireDatagram.ToStranger().Connect(new WireProposal()).Bytes);
            world.Settle();
        }

        Assert.That((host.Core.Counters[DropReason.InvalidSource], host.Core.Counters.SentDatagrams, host.Core.GetPeer(0)), Is.EqualTo(((long)sources.Length, 0L, (Connection?)null)));
    }

    [Test]
    [Property("Requirement", "HSK-020, LIM-013")]
    public void H22_one_machine_counts_once_however_its_address_is_written()
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host", new HostOptions { Quirks = NativeQuirks.AdmitsUnproved, DuplicatePeerLimit = 2 });
        uint id = 0;
        bool Knocks(ENetAddress from)
        {
            long refused = host.Core.Counters[DropReason.TooManyFromAddress];
            host.Arrive(from, WireDatagram.ToStranger().Connect(new WireProposal { ConnectId = ++id }).Bytes);
            world.Settle();
            return host.Core.Counters[DropReason.TooManyFromAddress] == refused;
        }

        var plain = ENetAddress.FromIPv4(0x0A00_0009, 1);
        Assert.That(Knocks(plain), Is.True);
        Assert.That(Knocks(new ENetAddress(0, 0x0000_FFFF_0A00_0009, 2)), Is.True, "the mapped form is another connection of the same machine");
        Assert.That(Knocks(ENetAddress.FromIPv4(0x0A00_0009, 3)), Is.False, "whatever the port");
        Assert.That(Knocks(ENetAddress.FromIPv4(0x0A00_000A, 3)), Is.True, "another machine");
        Assert.That(Knocks(new ENetAddress(0x2001_0DB8_0000_0001, 1, 1)) && Knocks(new ENetAddress(0x2001_0DB8_0000_0001, 2, 1)), Is.True);
        Assert.That(Knocks(new ENetAddress(0x2001_0DB8_0000_0001, 3, 1)), Is.False, "a network of 64 bits is one machine");
        Assert.That(Knocks(new ENetAddress(0x2001_0DB8_0000_0002, 3, 1)), Is.True);
        world.Run(60_000);
        Assert.That(Knocks(plain), Is.True, "connections that have ended do not count");
    }

    [Test]
    [Property("Requirement", "HSK-041, DEV-068, LIM-002")]
    public void H23_guesses_at_the_connect_id_do_not_end_an_attempt()
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host", Doors.AsNative);
        WirePeer remote = world.AddWirePeer(host);
        Connection peer = remote.BeAsked();
        for (uint guess = 1; guess <= 1_000; guess++)
        {
            remote.Send(new WireDatagram(0, (int)(guess % 4), world.WireTime).Verify(remote.Answer() with { ConnectId = peer.ConnectId + guess }));
        }

        Assert.That(host.Core.Counters[DropReason.ForeignVerify], Is.EqualTo(1_000));
        Assert.That(peer.State, Is.EqualTo(ENetPeerState.Connecting));
        remote.Accept();
        Assert.That(peer.State, Is.EqualTo(ENetPeerState.Connected));
    }

    [Test]
    [Property("Requirement", "HSK-001, HSK-002, HSK-010, HSK-020")]
    public void A_host_has_1_to_4095_slots_and_a_full_one_refuses_in_both_directions()
    {
        foreach (int slots in new[] { 0, -1, 4_096 })
        {
            Assert.That(() => new Host(new HostOptions { Quirks = NativeQuirks.AdmitsUnproved, PeerLimit = slots }, new SimulationRandom(1), 0), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("4,095"));
        }

        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host", new HostOptions { Quirks = NativeQuirks.AdmitsUnproved, PeerLimit = 2 });
        WirePeer first = world.AddWirePeer(host);
        WirePeer second = world.AddWirePeer(host);
        Assert.That((first.Connect().Slot, host.Core.Connect(world.NowUs, second.Address, 0, 0)!.Slot), Is.EqualTo((0, 1)));
        Assert.That(host.Peer(1).ChannelCount, Is.EqualTo(1), "0 channels are 1");
        Assert.That(host.Core.Connect(world.NowUs, second.Address, 1, 0), Is.Null);
        WirePeer third = world.AddWirePeer(host);
        third.Send(WireDatagram.ToStranger().Connect(new WireProposal()));
        Assert.That((host.Core.Counters[DropReason.HostFull], third.Received.Count), Is.EqualTo((1L, 0)));
        host.Peer(0).Reset();
        Assert.That(third.Connect().Slot, Is.Zero, "the lowest slot that is free");
    }

    [Test]
    [Property("Requirement", "HSK-012, HSK-022, HSK-027, HSK-044, CMD-004, CMD-020, CMD-030")]
    public void Both_sides_take_over_what_the_other_one_says()
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host", new HostOptions { Quirks = NativeQuirks.AdmitsUnproved, IncomingBandwidth = 300_000, OutgoingBandwidth = 500_000, MtuBytes = 1_100, ChannelLimit = 7 });
        WirePeer remote = world.AddWirePeer(host);
        var proposal = new WireProposal { PeerId = 0x0ABC, Channels = 9, IncomingBandwidth = 200_000, OutgoingBandwidth = 100_000, ThrottleInterval = 9, Acceleration = 8, Deceleration = 7, ConnectId = 0x0102_0304, Data = 55 };
        SeenCommand verify = remote.Ask(proposal);
        Assert.That((verify.First, verify.Channel, verify.Sequence), Is.EqualTo(((byte)0x83, (byte)0xFF, (ushort)1)));
        Assert.That(WireProposal.Of(verify), Is.EqualTo(proposal with
        {
            PeerId = 0,
            IncomingSession = 0,
            OutgoingSession = 0,
            Channels = 7,
            Mtu = 1_100,
            Window = 16_384,
            IncomingBandwidth = 300_000,
            OutgoingBandwidth = 500_000,
            Data = 0,
        }));
        Connection peer = host.Peer();
        Assert.That((peer.OutgoingPeerId, peer.ConnectId, peer.IncomingBandwidth, peer.OutgoingBandwidth, peer.WindowBytes), Is.EqualTo((0x0ABC, 0x0102_0304u, 200_000u, 100_000u, 12_288u)));
        Assert.That(remote.Received.Single().PeerId, Is.EqualTo(0x0ABC));

        WirePeer asked = world.AddWirePeer(host);
        Connection caller = asked.BeAsked(channels: 4, data: 77);
        SeenCommand connect = asked.Got(WireKind.Connect).Single();
        Assert.That((connect.First, connect.Channel, connect.Sequence), Is.EqualTo(((byte)0x82, (byte)0xFF, (ushort)1)));
        Assert.That(WireProposal.Of(connect), Is.EqualTo(new WireProposal
        {
            PeerId = 1,
            Mtu = 1_100,
            Window = 28_672,
            Channels = 4,
            IncomingBandwidth = 300_000,
            OutgoingBandwidth = 500_000,
            ConnectId = caller.ConnectId,
            Data = 77,
        }));
        asked.Accept(asked.Answer() with { PeerId = 9, IncomingSession = 2, OutgoingSession = 1, Channels = 3, Mtu = 900, Window = 20_000, IncomingBandwidth = 5, OutgoingBandwidth = 6 });
        Assert.That((caller.OutgoingPeerId, caller.IncomingSessionId, caller.OutgoingSessionId, caller.ChannelCount), Is.EqualTo((9, 2, 1, 3)));
        Assert.That((caller.MtuBytes, caller.WindowBytes, caller.IncomingBandwidth, caller.OutgoingBandwidth), Is.EqualTo((900, 20_000u, 5u, 6u)));
    }

    [Test]
    [Property("Requirement", "HSK-047")]
    public void An_application_that_does_not_approve_is_asked_once_and_the_other_side_hears_why()
    {
        using var world = new VirtualWorld();
        var door = new Door();
        VirtualHost server = world.AddHost("server", new HostOptions { Approver = door });
        VirtualHost client = world.AddHost("client");
        client.Core.Connect(world.NowUs, server.Address, 3, data: 13);
        world.Run(1_000);
        SeenEvent e = client.Events.Single();
        Assert.That((e.Type, e.Reason, e.Data), Is.EqualTo((ENetEventType.Disconnect, ENetDisconnectReason.Rejected, 403u)));
        Assert.That(server.Events, Is.Empty);
        Assert.That(server.Core.Counters[DropReason.NotApproved], Is.EqualTo(1));
        SeenCommand refusal = world.Network.From(server).Single().Commands.Single();
        Assert.That(refusal.First, Is.EqualTo(0x44));
        VirtualWorld.AssertNothingIsHeld(server);
        Assert.That(door.Asked, Is.EqualTo(new[] { (client.Address, 3, 13u) }));
        world.Connect(client, server, data: 14);
        Assert.That(door.Asked, Has.Count.EqualTo(2));
    }

    private sealed class Door : IConnectionApprover
    {
        public List<(ENetAddress From, int Channels, uint Data)> Asked { get; } = [];

        public bool Approve(in ENetAddress from, int channelCount, uint data, out uint refusalData)
        {
            Asked.Add((from, channelCount, data));
            refusalData = 403;
            return data != 13;
        }
    }
}
