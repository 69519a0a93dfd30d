using System;
using System.Net;
using ManagedENet.Tests.Support;

namespace ManagedENet.Tests.Hosts;

/// <summary>Who is let in may be changed while a host runs.</summary>
public sealed class DoorTests
{
    [TestCase("192.0.2.1", "192.0.2.1", "192.0.2.2", "192.0.2.1/32")]
    [TestCase("10.1.2.3/8", "10.255.0.1", "11.0.0.1", "10.0.0.0/8")]
    [TestCase("0.0.0.0/0", "203.0.113.9", "2001:db8::1", "0.0.0.0/0")]
    [TestCase("2001:db8:1:2:3::/56", "2001:db8:1:ff::9", "2001:db8:1:100::9", "2001:db8:1::/56")]
    [TestCase("2001:db8::1", "2001:db8::1", "2001:db8::2", "2001:db8::1/128")]
    [TestCase("::/0", "10.0.0.1", null, "::/0")]
    [TestCase("::ffff:10.0.0.0", "10.0.0.0", "10.0.0.1", "10.0.0.0/32")]
    [TestCase("::ffff:10.0.0.0/120", "10.0.0.255", "10.0.1.0", "10.0.0.0/24")]
    [TestCase("10.0.0.0/24", "::ffff:10.0.0.255", "::10.0.0.1", "10.0.0.0/24")]
    [TestCase("::ffff:0:0/96", "203.0.113.9", "2001:db8::1", "0.0.0.0/0")]
    public void A_range_is_read_written_and_holds_what_begins_like_it(string text, string inside, string? outside, string written)
    {
        ENetAddressRange range = ENetAddressRange.Parse(text);
        Assert.That(range.Contains(new ENetAddress(IPAddress.Parse(inside), 7)), Is.True);
        if (outside is not null) Assert.That(range.Contains(new ENetAddress(IPAddress.Parse(outside), 7)), Is.False);
        Assert.That(range.ToString(), Is.EqualTo(written));
        Assert.That(ENetAddressRange.Parse(written), Is.EqualTo(range));
    }

    [TestCase("")]
    [TestCase("localhost")]
    [TestCase("10.0.0.0/33")]
    [TestCase("10.0.0.0/-1")]
    [TestCase("10.0.0.0/")]
    [TestCase("2001:db8::/129")]
    [TestCase("::ffff:10.0.0.0/24")]
    [TestCase("::ffff:10.0.0.0/129")]
    public void What_is_no_range_is_told_with_what_to_write(string text) =>
        Assert.That(() => ENetAddressRange.Parse(text), Throws.TypeOf<FormatException>().With.Message.Contains("192.0.2.0/24"));

    [Test]
    public void A_ban_an_allowance_a_limit_and_a_closed_door_hold_from_the_next_question_on()
    {
        using HostPair pair = HostPair.OverLoopback();
        pair.Connect();
        ENetAddressRange here = ENetAddressRange.Parse("127.0.0.0/8");
        Assert.That((pair.Server.PeerLimit, pair.Server.AcceptsConnections), Is.EqualTo((64, true)));
        Assert.That((pair.Server.Ban(here), pair.Server.Ban(here)), Is.EqualTo((true, false)));
        Assert.That(Asks(pair), Is.EqualTo(ENetPeerState.Connecting), "no answer");
        Assert.That((pair.Server.Unban(here), pair.Server.Unban(here)), Is.EqualTo((true, false)));
        pair.Server.Allow(ENetAddressRange.Parse("192.0.2.0/24"));
        Assert.That(Asks(pair), Is.EqualTo(ENetPeerState.Connecting));
        pair.Server.Allow(here);
        Assert.That(Asks(pair), Is.EqualTo(ENetPeerState.Connected));
        Assert.That(pair.Server.Disallow(here), Is.True);
        pair.Server.Disallow(ENetAddressRange.Parse("192.0.2.0/24"));
        pair.Server.AcceptsConnections = false;
        Assert.That(Asks(pair), Is.EqualTo(ENetPeerState.Disconnected), "told so");
        pair.Server.AcceptsConnections = true;
        pair.Server.PeerLimit = pair.Server.ConnectedPeerCount;
        Assert.That(Asks(pair), Is.EqualTo(ENetPeerState.Disconnected));
        pair.Server.PeerLimit++;
        Assert.That(Asks(pair), Is.EqualTo(ENetPeerState.Connected));
        Assert.That(() => pair.Server.PeerLimit = 65, Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("64"));
    }

    [Test]
    [Property("Requirement", "LIM-041")]
    public void The_limit_of_packets_is_set_while_the_host_runs()
    {
        using HostPair pair = HostPair.OverLoopback();
        (ENetPeer atClient, _) = pair.Connect();
        Assert.That(pair.Server.PeerMessageRate, Is.Zero);
        pair.Server.PeerMessageRate = 1;
        Assert.That((pair.Server.PeerMessageRate, Taken()), Is.EqualTo((1, 1)), "the least");
        pair.Server.PeerMessageRate = 1_000_000;
        Assert.That(Taken(), Is.EqualTo(100));
        pair.Server.PeerMessageRate = 0;
        Assert.That(Taken(), Is.EqualTo(100));
        Assert.That(() => pair.Server.PeerMessageRate = -1, Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("0 and 1000000"));
        Assert.That(pair.Server.Statistics.Drops[DropReason.TooManyMessages], Is.EqualTo(99));

        int Taken()
        {
            for (int i = 0; i < 100; i++) atClient.Send(0, [1], ENetPacketFlags.Unsequenced);
            int taken = 0;
            for (int i = 0; i < 150; i++)
            {
                pair.Client.Service(TimeSpan.Zero, out _);
                if (!pair.Server.Service(TimeSpan.Zero, out ENetEvent e)) continue;
                e.Packet.Dispose();
                taken++;
            }

            return taken;
        }
    }

    [Test]
    [Property("Requirement", "ADM-021")]
    public void Who_is_banned_stays_until_it_is_disconnected_and_does_not_come_back()
    {
        using HostPair pair = HostPair.OverLoopback();
        (ENetPeer first, ENetPeer served) = pair.Connect();
        ENetAddressRange here = ENetAddressRange.Parse("127.0.0.0/8");
        pair.Server.Ban(here);
        first.Send(0, [1, 2, 3], ENetPacketFlags.Reliable);
        pair.ExpectPacket(pair.Server, 0);
        Assert.That(pair.Server.Disconnect(ENetAddressRange.Parse("10.0.0.0/8")), Is.Zero);
        Assert.That((pair.Server.Disconnect(here, 77), pair.Server.Disconnect(here, 78)), Is.EqualTo((1, 0)), "those who leave already do not count");
        ENetEvent left = pair.Expect(pair.Client, ENetEventType.Disconnect);
        Assert.That((left.Peer, left.DisconnectReason, left.Data), Is.EqualTo((first, ENetDisconnectReason.Remote, 77u)));
        left = pair.Expect(pair.Server, ENetEventType.Disconnect);
        Assert.That((left.Peer, left.DisconnectReason), Is.EqualTo((served, ENetDisconnectReason.Local)));
        Assert.That(Asks(pair), Is.EqualTo(ENetPeerState.Connecting));
    }

    // A client of its own, whose questions of other times do not come in later.
    private static ENetPeerState Asks(HostPair pair)
    {
        ENetPeer peer = pair.Client.Connect(pair.ServerEndPoint);
        for (int ms = 0; ms < 100; ms++) pair.Step();
        ENetPeerState state = peer.State;
        if (state == ENetPeerState.Connecting) peer.Reset();
        return state;
    }
}
