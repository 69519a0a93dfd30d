using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Scenarios;

/// <summary>A server that looks away for seconds, as while it loads a level: what came meanwhile waits in its socket, and counts before anybody is judged.</summary>
internal sealed class PausedDoorTests
{
    private const uint Home = 0x0B00_0001;

    [TestCase(2_000, 0)]
    [TestCase(4_000, 1_000)]
    [TestCase(7_000, 0)]
    [TestCase(20_000, 1_000)]
    [Property("Requirement", "ADM-027, REL-019, REL-071")]
    public void F11_a_client_whose_proof_waited_through_a_pause_comes_in_and_it_is_no_round_trip(int pauseMs, int othersInFront)
    {
        using var world = new VirtualWorld();
        world.Network.DefaultLink = new() { DelayMs = 20 };
        VirtualHost server = world.AddHost("server");
        server.Polls = true;
        VirtualHost client = world.AddHost("client");
        Connection peer = client.Core.Connect(world.NowUs, server.Address, 1, 0)!;
        peer.SetTimeout(0, 100_000, 100_000);
        world.Run(25);
        server.IsPaused = true;
        for (int i = 0; i < othersInFront; i++) server.Arrive(VirtualWorld.AddressOf(1_000 + i), [1, 2, 3]);
        world.Run(pauseMs);
        Assert.That(peer.State, Is.EqualTo(ENetPeerState.Connected));
        server.IsPaused = false;
        world.Run(1_000);
        Assert.That(server.Core.ConnectedPeers, Is.EqualTo(1));
        Assert.That(server.Peer().RoundTripTimeMs, Is.InRange(40, 60));
    }

    [Test]
    [Property("Requirement", "ADM-027, ADM-002")]
    public void Who_did_not_answer_is_forgotten_once_the_socket_has_been_read_after_a_pause()
    {
        using var world = new VirtualWorld();
        VirtualHost server = world.AddHost("server");
        server.Polls = true;
        WirePeer remote = world.AddWirePeer(server);
        SeenCommand verify = remote.Ask();
        ushort time = remote.Received[^1].SentTime ?? 0;
        server.IsPaused = true;
        world.Run(7_000);
        server.IsPaused = false;
        world.Run(10);
        server.Service();
        server.Arrive(remote.Address, [1, 2, 3]);
        world.Run(10);
        remote.Send(remote.Datagram().Acknowledge(WireDatagram.Control, verify.Sequence, time));
        Assert.That(server.Core.ConnectedPeers, Is.Zero);
    }

    [TestCase(1_500, 0)]
    [TestCase(4_000, 0)]
    [TestCase(4_000, 1_000)]
    [Property("Requirement", "ADM-024, REL-071")]
    public void F11_players_whose_signs_of_life_wait_through_a_pause_are_not_replaced(int pauseMs, int othersInFront)
    {
        using var world = new VirtualWorld();
        VirtualHost server = world.AddHost("server", new HostOptions { ReplaceSilentAfterMs = 1_000, PeerLimit = 40 });
        server.Polls = true;
        for (int i = 0; i < 10; i++) world.Connect(world.AddHost($"player {i}", address: ENetAddress.FromIPv4(Home, (ushort)(50_000 + i))), server);
        world.Run(2_000);
        WirePeer forger = world.AddWirePeer(server, ENetAddress.FromIPv4(Home, 60_000));
        forger.Send(WireDatagram.ToStranger(1).Connect(new WireProposal { ConnectId = 7 }));
        server.IsPaused = true;
        for (int i = 0; i < othersInFront; i++) server.Arrive(VirtualWorld.AddressOf(1_000 + i), [1, 2, 3]);
        world.Run(pauseMs);
        server.IsPaused = false;
        world.Run(3_000);
        Assert.That(server.Of(ENetEventType.Disconnect).Select(e => e.Reason), Is.Empty);
        Assert.That(server.Core.ConnectedPeers, Is.EqualTo(10));
    }

    [TestCase(ENetCongestionControl.Native, 3_000)]
    [TestCase(ENetCongestionControl.Native, 40_000)]
    [TestCase(ENetCongestionControl.Cubic, 3_000)]
    [TestCase(ENetCongestionControl.Cubic, 40_000)]
    [Property("Requirement", "REL-071, REL-019")]
    public void F11_a_pause_is_one_although_the_host_was_woken_long_before_it_would_have_come_back(ENetCongestionControl rules, int pauseMs)
    {
        using var world = new VirtualWorld();
        world.Network.DefaultLink = new() { DelayMs = 20 };
        VirtualHost server = world.AddHost("server", new HostOptions { CongestionControl = rules });
        VirtualHost client = world.AddHost("client");
        // It waits for the first client, without an end; then it does not wait any more.
        server.Core.Round.RestsUntil(long.MaxValue);
        server.Polls = true;
        VirtualPair pair = world.Connect(client, server);
        pair.ClientPeer.SetTimeout(0, 100_000, 100_000);
        for (int i = 0; i < 20; i++) pair.ServerPeer.Send(0, [1, 2, 3], ENetPacketFlags.Reliable);
        server.Flush();
        server.IsPaused = true;
        world.Run(pauseMs);
        server.IsPaused = false;
        world.Run(1_000);
        Assert.That((pair.ServerPeer.State, pair.ServerPeer.Retransmissions), Is.EqualTo((ENetPeerState.Connected, 0L)));
        Assert.That(pair.ServerPeer.RoundTripTimeMs, Is.LessThan(100));
    }

    [TestCase(-5_000)]
    [TestCase(-1_000_000)]
    [Property("Requirement", "REL-071, REL-001")]
    public void Who_waits_without_an_end_is_not_late_although_its_clock_is_below_zero(long startMs)
    {
        using var world = new VirtualWorld(1, startMs);
        world.Network.DefaultLink = new() { DelayMs = 20 };
        VirtualHost server = world.AddHost("server");
        server.Polls = true;
        world.AddHost("client").Core.Connect(world.NowUs, server.Address, 1, 0);
        // It waits for the question, and then for the proof.
        server.Core.Round.RestsUntil(long.MaxValue);
        world.Run(25);
        server.Core.Round.RestsUntil(long.MaxValue);
        world.Run(40);
        Assert.That(server.Peer().RoundTripTimeMs, Is.EqualTo(40), "the proof has told it");
    }
}
