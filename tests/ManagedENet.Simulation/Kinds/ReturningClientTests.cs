using System.Collections.Generic;
using System.Linq;
using System.Text;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Wire;
using ManagedENet.Shared;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Kinds;

/// <summary>Whoever comes back to the port it had before the other side has noticed: nothing of the dead connection reaches the new one.</summary>
[TestFixture]
internal sealed class ReturningClientTests
{
    internal enum Throwing
    {
        Plain,
        Now,
        Later,
        TimingOut,
    }

    [Test]
    [Property("Requirement", "HSK-023, DEV-077")]
    public void A_client_that_comes_back_to_its_port_gets_its_own_data_and_nothing_of_its_dead_connections([Values(1, 2, 3)] int deaths)
    {
        using var world = new VirtualWorld();
        VirtualHost server = world.AddHost("server");
        VirtualHost client = world.AddHost("client 0");
        Connection served = world.Connect(client, server).ServerPeer;
        for (int death = 0; death < deaths; death++)
        {
            for (int i = 0; i < 3; i++) served.Send(0, Encoding.ASCII.GetBytes($"old {death} {i}"), ENetPacketFlags.Reliable);
            client = Replace(world, client);
            served = world.Connect(client, server).ServerPeer;
        }

        world.Run(2_000);
        for (int i = 0; i < 3; i++) served.Send(0, Encoding.ASCII.GetBytes($"new {i}"), ENetPacketFlags.Reliable);
        world.Run(20_000);
        Assert.That(client.Payloads.Select(Encoding.ASCII.GetString), Is.EqualTo(new[] { "new 0", "new 1", "new 2" }));
        Assert.That(client.Of(ENetEventType.Disconnect), Is.Empty);
        Assert.That(served.Retransmissions, Is.Zero, "and every one was acknowledged by whom it was meant for");
    }

    [Test]
    [Property("Requirement", "HSK-023, DEV-077")]
    public void With_the_quirk_of_native_the_newcomer_gets_what_was_meant_for_the_dead()
    {
        using var world = new VirtualWorld();
        VirtualHost server = world.AddHost("server", new HostOptions { Quirks = NativeQuirks.AdmitsUnproved | NativeQuirks.SessionsOfSlotOnly });
        VirtualHost client = world.AddHost("client", Doors.AsNative);
        world.Connect(client, server).ServerPeer.Send(0, Encoding.ASCII.GetBytes("old"), ENetPacketFlags.Reliable);
        client = Replace(world, client, Doors.AsNative);
        world.Connect(client, server);
        world.Run(20_000);
        Assert.That(client.Payloads.Select(Encoding.ASCII.GetString), Is.EqualTo(new[] { "old" }));
    }

    [Test]
    [Property("Requirement", "HSK-023, DEV-077")]
    public void However_the_dead_connection_is_thrown_out_the_new_one_lives([Values] Throwing way)
    {
        using var world = new VirtualWorld();
        VirtualHost server = world.AddHost("server");
        VirtualHost client = world.AddHost("client");
        Connection dead = world.Connect(client, server).ServerPeer;
        client = Replace(world, client);
        VirtualPair alive = world.Connect(client, server);
        dead.Send(0, [1], ENetPacketFlags.Reliable);
        switch (way)
        {
            case Throwing.Plain:
                dead.Disconnect(99);
                break;
            case Throwing.Now:
                server.DisconnectNow(dead, 99);
                break;
            case Throwing.Later:
                dead.DisconnectLater(99);
                break;
        }

        world.Run(60_000);
        Assert.That(dead.State, Is.EqualTo(ENetPeerState.Disconnected));
        Assert.That((alive.ClientPeer.State, alive.ServerPeer.State), Is.EqualTo((ENetPeerState.Connected, ENetPeerState.Connected)));
        Assert.That(client.Events.Select(e => e.Type), Is.EqualTo(new[] { ENetEventType.Connect }), "nothing of the other one's end");
    }

    [Test]
    [Property("Requirement", "HSK-012, HSK-023, DEV-077")]
    public void A_server_that_comes_back_to_its_port_gets_nothing_of_what_was_meant_for_the_one_before([Values(1, 2, 3)] int deaths)
    {
        using var world = new VirtualWorld();
        VirtualHost server = world.AddHost("server");
        VirtualHost client = world.AddHost("client");
        Connection mine = world.Connect(client, server).ClientPeer;
        for (int death = 0; death < deaths; death++)
        {
            mine.Send(0, Encoding.ASCII.GetBytes($"old {death}"), ENetPacketFlags.Reliable);
            server = Replace(world, server);
            mine = world.Connect(client, server).ClientPeer;
            Assert.That(server.Of(ENetEventType.Connect).Single().Slot, Is.Zero, "in the very slot");
        }

        world.Run(2_000);
        mine.Send(0, Encoding.ASCII.GetBytes("new"), ENetPacketFlags.Reliable);
        world.Run(60_000);
        Assert.That(server.Payloads.Select(Encoding.ASCII.GetString), Is.EqualTo(new[] { "new" }));
        Assert.That((mine.State, server.Of(ENetEventType.Disconnect).Count()), Is.EqualTo((ENetPeerState.Connected, 0)));
    }

    [Test]
    [Property("Requirement", "HSK-023, DEV-077")]
    public void Connections_with_one_remote_end_have_sessions_of_their_own_as_far_as_there_are_four_and_others_have_native_s() => Seeds.Each(usually: 20, seed =>
    {
        var random = new SimulationRandom(seed);
        using var world = new VirtualWorld(seed);
        VirtualHost host = world.AddHost("host", new HostOptions { Quirks = NativeQuirks.AdmitsUnproved, PeerLimit = 40 });
        WirePeer[] remotes = [.. Enumerable.Range(0, 4).Select(_ => world.AddWirePeer(host))];
        var alive = new List<(int Remote, int RemoteSlot, Connection Peer)>();
        for (uint i = 1; i <= 150; i++)
        {
            if (alive.Count > 20 || (alive.Count > 0 && random.Happens(40)))
            {
                int leaving = random.Below(alive.Count);
                alive[leaving].Peer.Reset();
                alive.RemoveAt(leaving);
                continue;
            }

            int remote = random.Below(remotes.Length), remoteSlot = random.Below(2);
            var proposal = new WireProposal { ConnectId = i, PeerId = remoteSlot, IncomingSession = Any(random), OutgoingSession = Any(random) };
            int slot = Enumerable.Range(0, 40).First(free => host.Core.GetPeer(free) is not { State: not ENetPeerState.Disconnected });
            Connection? before = host.Core.GetPeer(slot);
            Connection peer = random.Happens(50) ? remotes[remote].Connect(proposal) : Half(host, remotes[remote], proposal);
            Assert.That(peer.Slot, Is.EqualTo(slot));
            Connection[] others = [.. alive.Where(other => (other.Remote, other.RemoteSlot) == (remote, remoteSlot)).Select(other => other.Peer)];
            (int, int) sessions = (peer.IncomingSessionId, peer.OutgoingSessionId);
            if (others.Length == 0)
            {
                Assert.That(sessions, Is.EqualTo((Native(proposal.OutgoingSession, before?.IncomingSessionId), Native(proposal.IncomingSession, before?.OutgoingSessionId))));
            }
            else
            {
                Apart(others.Select(other => other.IncomingSessionId), peer.IncomingSessionId);
                Apart(others.Select(other => other.OutgoingSessionId), peer.OutgoingSessionId);
            }

            alive.Add((remote, remoteSlot, peer));
        }
    });

    [Test]
    [Property("Requirement", "HSK-023, DEV-077")]
    public void However_many_ask_in_one_name_the_newest_four_have_sessions_of_their_own()
    {
        using var world = new VirtualWorld();
        VirtualHost host = world.AddHost("host", new HostOptions { Quirks = NativeQuirks.AdmitsUnproved, PeerLimit = ProtocolConstants.MaximumPeerId });
        WirePeer remote = world.AddWirePeer(host);
        for (uint i = 1; i <= 1_000; i++) Half(host, remote, new WireProposal { ConnectId = i });
        Assert.That(Enumerable.Range(996, 4).Select(slot => host.Peer(slot).OutgoingSessionId), Is.EquivalentTo(new[] { 0, 1, 2, 3 }));
    }

    private static int Any(SimulationRandom random) => random.Happens(40) ? 0xFF : random.Below(4);

    private static Connection Half(VirtualHost host, WirePeer remote, WireProposal proposal)
    {
        remote.Ask(proposal);
        return host.Peer(remote.RemoteId);
    }

    // Native's rule, written down once more.
    private static int Native(int proposed, int? last)
    {
        int own = last ?? 0xFF;
        int session = ((proposed == 0xFF ? own : proposed) + 1) & 3;
        return session == own ? (session + 1) & 3 : session;
    }

    private static void Apart(IEnumerable<int> others, int session)
    {
        int[] used = [.. others.Distinct()];
        if (used.Length < 4) Assert.That(used, Does.Not.Contain(session));
    }

    /// <summary>The process behind an address dies without a word, and another one takes its port.</summary>
    private static VirtualHost Replace(VirtualWorld world, VirtualHost dead, HostOptions? options = null)
    {
        ENetAddress address = dead.Address;
        dead.IsPaused = true;
        dead.Address = VirtualWorld.AddressOf(100 + world.Hosts.Count);
        world.Network.Move(dead, address);
        return world.AddHost($"{dead.Name}'", options, address);
    }
}
