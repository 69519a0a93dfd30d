using System;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;
using ManagedENet.Transports;

namespace ManagedENet.Simulation.Scenarios;

/// <summary>A host with several addresses, whose socket says which of them a datagram came to: whatever answers it leaves from there.</summary>
internal sealed class ReachTests
{
    private static readonly ENetAddress First = Own(1);
    private static readonly ENetAddress Second = Own(2);

    public enum Refusal
    {
        Full,
        NotApproved,
        FullWhenProved,
    }

    [Test]
    [Property("Requirement", "ADM-015, DEV-086")]
    public void F20_question_answer_and_connection_stay_at_the_address_that_was_asked()
    {
        using VirtualWorld world = Straight();
        VirtualHost host = world.AddHost("host");
        ENetAddress[] addresses = [First, Second, new(0xFD00_0000_0000_0000, 1, 5), new(0xFE80_0000_0000_0000, 1, 5, scope: 2), new(0xFE80_0000_0000_0000, 1, 5, scope: 3)];
        WirePeer[] remotes = [.. addresses.Select(address =>
        {
            WirePeer remote = world.AddWirePeer(host);
            remote.WritesTo = address;
            return remote;
        })];

        // All at once, so that none is helped by having been the last.
        SeenCommand[] answers = [.. remotes.Select(remote => remote.Ask())];
        for (int i = 0; i < remotes.Length; i++) remotes[i].Prove(answers[i]);
        foreach (Connection peer in VirtualWorld.PeersOf(host)) peer.Send(0, new byte[5_000], ENetPacketFlags.Reliable);
        world.Run(2_000);
        for (int i = 0; i < remotes.Length; i++) remotes[i].Send(remotes[i].Datagram().Disconnect(2, 0));
        for (int i = 0; i < remotes.Length; i++)
        {
            Assert.That(remotes[i].Got(WireKind.Fragment).Count(), Is.GreaterThan(3));
            Assert.That(remotes[i].ReceivedFrom, Is.All.EqualTo(addresses[i]));
        }
    }

    [Test]
    [Property("Requirement", "ADM-015, ADM-007, ADM-013, HSK-047")]
    public void F20_who_is_not_let_in_is_told_so_from_the_address_that_was_asked([Values] Refusal refusal)
    {
        using VirtualWorld world = Straight();
        var door = new Door { IsOpen = refusal != Refusal.NotApproved };
        VirtualHost host = world.AddHost("host", new HostOptions { PeerLimit = 1, Approver = door });
        WirePeer other = world.AddWirePeer(host);
        WirePeer remote = world.AddWirePeer(host);
        remote.WritesTo = Second;
        if (refusal == Refusal.FullWhenProved)
        {
            SeenCommand answer = remote.Ask();
            other.Connect();
            remote.Prove(answer);
        }
        else
        {
            if (refusal == Refusal.Full) other.Connect();
            remote.Send(WireDatagram.ToStranger(world.WireTime).Connect(new WireProposal()));
        }

        Assert.That(remote.Got(WireKind.Disconnect).Count(), Is.EqualTo(1));
        Assert.That(remote.ReceivedFrom, Is.All.EqualTo(Second));
        if (refusal != Refusal.NotApproved) Assert.That(other.ReceivedFrom, Is.All.EqualTo(host.Address), "to whom the system chooses, as its socket says nothing");
    }

    [Test]
    [Property("Requirement", "ADM-015")]
    public void A_question_that_is_repeated_at_another_address_is_answered_from_there()
    {
        using VirtualWorld world = Straight();
        VirtualHost host = world.AddHost("host");
        WirePeer remote = world.AddWirePeer(host);
        remote.WritesTo = First;
        remote.Ask();
        world.Run(300);
        remote.WritesTo = Second;
        SeenCommand answer = remote.Ask();
        Assert.That(remote.ReceivedFrom, Is.EqualTo(new[] { First, Second }));
        remote.Prove(answer);
        world.Run(1_000);
        Assert.That(remote.ReceivedFrom.Skip(1), Is.All.EqualTo(Second));
        Assert.That(host.Core.ConnectedPeers, Is.EqualTo(1));
    }

    [Test]
    [Property("Requirement", "ADM-016")]
    public void F20_a_connection_goes_where_its_datagrams_come_when_they_are_taken()
    {
        using VirtualWorld world = Straight();
        VirtualHost host = world.AddHost("host");
        WirePeer remote = world.AddWirePeer(host);
        remote.WritesTo = First;
        Connection peer = remote.Connect();
        Assert.That(AnswersFrom(2, First, remote.Datagram()), Is.EqualTo(First));

        // Whoever does not know the session, or says nothing that can be understood, moves nothing.
        remote.WritesTo = Second;
        remote.Send(new WireDatagram(remote.RemoteId, remote.Session ^ 1, world.WireTime).Ping(3));
        remote.Send([.. remote.Datagram().Bytes, 0x8F, 0, 0, 9]);
        remote.Forget();
        peer.Send(0, [1], ENetPacketFlags.Reliable);
        world.Settle();
        Assert.That((remote.Got(WireKind.Reliable).Count(), remote.ReceivedFrom.Distinct().Single()), Is.EqualTo((1, First)));
        Assert.That(AnswersFrom(4, Second, remote.Datagram()), Is.EqualTo(Second), "and what is taken does");
        Assert.That(AnswersFrom(5, default, remote.Datagram()), Is.EqualTo(Second), "a socket that does not say where something came changes nothing");
        Assert.That(AnswersFrom(6, First, remote.Datagram()), Is.EqualTo(First));

        // The address that the acknowledgement of a ping to this address left from.
        ENetAddress AnswersFrom(ushort number, ENetAddress local, WireDatagram datagram)
        {
            remote.WritesTo = local;
            remote.Forget();
            remote.Send(datagram.Ping(number));
            Assert.That(remote.Got(WireKind.Acknowledge).Count(), Is.EqualTo(1));
            return remote.ReceivedFrom.Single();
        }
    }

    [Test]
    [Property("Requirement", "ADM-016")]
    public void With_another_socket_everything_leaves_from_where_the_system_says_until_something_comes()
    {
        using VirtualWorld world = Straight();
        VirtualHost host = world.AddHost("host");
        WirePeer[] remotes = [.. Enumerable.Range(0, 3).Select(_ => world.AddWirePeer(host))];
        foreach (WirePeer remote in remotes) remote.WritesTo = First;
        foreach (WirePeer remote in remotes.Take(2)) remote.Connect();
        remotes[2].Ask();
        foreach (WirePeer remote in remotes) remote.Forget();
        host.Core.ForgetLocals();
        foreach (Connection peer in VirtualWorld.PeersOf(host)) peer.Send(0, [1], ENetPacketFlags.Reliable);
        world.Settle();
        Assert.That(remotes.Take(2).SelectMany(remote => remote.ReceivedFrom), Is.EqualTo(new[] { host.Address, host.Address }));

        // A number that was somebody's is not taken for another address's.
        remotes[0].WritesTo = Second;
        remotes[0].Send(remotes[0].Datagram().Ping(2));
        foreach (WirePeer remote in remotes) remote.Forget();
        foreach (Connection peer in VirtualWorld.PeersOf(host)) peer.Send(0, [2], ENetPacketFlags.Reliable);
        world.Run(1_000);
        Assert.That(remotes[0].ReceivedFrom, Is.Not.Empty.And.All.EqualTo(Second));
        Assert.That(remotes[1].ReceivedFrom, Is.Not.Empty.And.All.EqualTo(host.Address));
        remotes[2].WritesTo = Second;
        remotes[2].Ask();
        Assert.That(remotes[2].ReceivedFrom.Single(), Is.EqualTo(Second));
    }

    [Test]
    [Property("Requirement", "ADM-015")]
    public void Who_asks_leaves_it_to_the_system_until_the_answer_has_come()
    {
        using VirtualWorld world = Straight();
        VirtualHost host = world.AddHost("host");
        WirePeer remote = world.AddWirePeer(host);
        Connection peer = remote.BeAsked();
        world.Run(2_000);
        Assert.That(remote.ReceivedFrom.Distinct(), Is.EqualTo(new[] { host.Address }));
        WireProposal answer = remote.Answer();
        remote.Forget();
        remote.WritesTo = Second;
        remote.Accept(answer);
        peer.Send(0, [1], ENetPacketFlags.Reliable);
        world.Run(1_000);
        Assert.That(peer.State, Is.EqualTo(ENetPeerState.Connected));
        Assert.That(remote.ReceivedFrom, Is.Not.Empty.And.All.EqualTo(Second));

        // The next connection of the slot begins anew.
        peer.Reset();
        remote.Forget();
        remote.BeAsked();
        Assert.That(remote.ReceivedFrom, Is.EqualTo(new[] { host.Address }));
    }

    [Test]
    [Property("Requirement", "ADM-015, DEV-086")]
    public void F20_two_hosts_with_several_addresses_each_meet_at_the_one_that_was_asked()
    {
        using VirtualWorld world = Straight();
        VirtualHost server = world.AddHost("server");
        VirtualHost client = world.AddHost("client");
        world.Network.Add(new OneOfItsAddresses(server, Second));
        Connection peer = client.Core.Connect(world.NowUs, Second, 1, 5)!;
        Assert.That(world.RunUntil(() => server.Of(ENetEventType.Connect).Any(), 2_000), Is.True);
        peer.Send(0, new byte[50_000], ENetPacketFlags.Reliable);
        server.Peer().Send(0, new byte[50_000], ENetPacketFlags.Reliable);
        world.Run(2_000);
        Assert.That((peer.Address, server.Payloads.Count(), client.Payloads.Count(), peer.Retransmissions), Is.EqualTo((Second, 1, 1, 0L)));
        Assert.That(world.Network.Log.Where(sent => sent.To == client.Address).Select(sent => sent.From).Distinct(), Is.EqualTo(new[] { Second }));
    }

    [Test]
    [Property("Requirement", "ADM-018")]
    public void The_first_255_addresses_have_a_number_and_the_others_are_left_to_the_system()
    {
        var locals = new LocalAddresses();
        for (int round = 0; round < 2; round++)
        {
            Assert.That(locals.NumberOf(default), Is.Zero);
            for (int i = 1; i <= 300; i++) Assert.That(locals.NumberOf(Own(i)), Is.EqualTo(i <= LocalAddresses.Most ? i : 0));
        }

        for (int i = 1; i <= LocalAddresses.Most; i++) Assert.That(locals[(byte)i], Is.EqualTo(Own(i)));
        Assert.That((locals.Count, locals[0].IsEmpty), Is.EqualTo((LocalAddresses.Most, true)));
    }

    [Test]
    [Property("Requirement", "ADM-018")]
    public void Beyond_255_addresses_everybody_is_served_all_the_same()
    {
        using VirtualWorld world = Straight();
        VirtualHost host = world.AddHost("host", new HostOptions { PeerLimit = 400, GreylistFrom = 0 });
        for (int i = 1; i <= 300; i++)
        {
            WirePeer remote = world.AddWirePeer(host);
            remote.WritesTo = Own(i);
            remote.Connect();
            Assert.That(remote.ReceivedFrom, Is.All.EqualTo(i <= LocalAddresses.Most ? Own(i) : host.Address));
        }
    }

    // No way takes time: what is asked is answered before the call returns, whichever address it was asked at.
    private static VirtualWorld Straight()
    {
        var world = new VirtualWorld();
        world.Network.DefaultLink = new NetworkImpairmentOptions();
        return world;
    }

    private static ENetAddress Own(int number) => ENetAddress.FromIPv4(0x0B00_0000u + (uint)number, 9_999);

    private sealed class Door : IConnectionApprover
    {
        public bool IsOpen { get; init; }

        public bool Approve(in ENetAddress from, int channelCount, uint data, out uint refusalData)
        {
            refusalData = 1;
            return IsOpen;
        }
    }

    private sealed class OneOfItsAddresses(VirtualHost host, ENetAddress address) : IEndPoint
    {
        public ENetAddress Address => address;

        public long NextWakeMs => long.MaxValue;

        public void Arrive(in ENetAddress from, ReadOnlySpan<byte> datagram) => host.Arrive(new DatagramPath(from, address), datagram);

        public void Service()
        {
        }
    }
}
