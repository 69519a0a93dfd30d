using System;
using System.Net;
using ManagedENet.Godot.Diagnostics;
using ManagedENet.Godot.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Godot.Tests.Peers;

/// <summary>Who gets in, who is told, and how it ends.</summary>
[TestFixture(GodotWireVersion.Godot4)]
[TestFixture(GodotWireVersion.Godot3)]
public sealed class ConnectionTests(GodotWireVersion version)
{
    [Test]
    public void A_client_and_its_server_tell_of_each_other()
    {
        using var network = new GodotNetwork();
        GodotMultiplayerPeer server = network.AddServer(version);
        Log atServer = Log.Of(server);
        GodotMultiplayerPeer client = network.AddPeer(network.Options(version, 77));
        Log atClient = Log.Of(client);
        client.CreateClient(GodotNetwork.ServerEndPoint);
        Assert.That(client.ConnectionStatus, Is.EqualTo(GodotConnectionStatus.Connecting));
        network.Until(() => client.ConnectionStatus == GodotConnectionStatus.Connected && atServer.Lines.Count > 0, "the connection");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(atServer.ToString(), Is.EqualTo("+77"));
            Assert.That(atClient.ToString(), Is.EqualTo("+1 succeeded"));
            Assert.That(server.UniqueId, Is.EqualTo(1));
            Assert.That(client.UniqueId, Is.EqualTo(77));
            Assert.That(server.Peers, Is.EqualTo(new[] { 77 }));
            Assert.That(client.Peers, Is.EqualTo(new[] { 1 }));
            Assert.That(server.GetPeer(77)!.State, Is.EqualTo(ENetPeerState.Connected));
            Assert.That(client.GetPeer(77), Is.Null);
            Assert.That(server.IsServer, Is.True);
            Assert.That(client.IsServer, Is.False);
            Assert.That(client.IsServerRelaySupported, Is.True);
        }
    }

    [TestCase(0u, GodotDropReason.InvalidPeerId)]
    [TestCase(1u, GodotDropReason.InvalidPeerId)]
    [TestCase(0x8000_0000u, GodotDropReason.InvalidPeerId)]
    [TestCase(uint.MaxValue, GodotDropReason.InvalidPeerId)]
    [TestCase(77u, GodotDropReason.TakenPeerId)]
    public void An_impossible_or_taken_id_is_refused_without_a_word(uint id, GodotDropReason reason)
    {
        using var network = new GodotNetwork();
        GodotMultiplayerPeer server = network.AddServer(version);
        Log atServer = Log.Of(server);
        network.AddClient(version, 77);
        ENetHost stranger = network.AddHost();
        ENetPeer peer = stranger.Connect(GodotNetwork.ServerEndPoint, 3, id);
        network.Expect(stranger, ENetEventType.Connect);
        peer.SetTimeout(4, TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(600));
        ENetEvent end = network.Expect(stranger, ENetEventType.Disconnect);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(end.DisconnectReason, Is.EqualTo(ENetDisconnectReason.Timeout));
            Assert.That(server.Drops[reason], Is.EqualTo(1));
            Assert.That(server.Drops.Total, Is.EqualTo(1));
            Assert.That(atServer.ToString(), Is.EqualTo("+77"));
        }
    }

    [Test]
    public void A_server_that_refuses_lets_the_client_run_into_its_time_out()
    {
        using var network = new GodotNetwork();
        GodotMultiplayerPeer server = network.AddServer(version);
        server.RefuseNewConnections = true;
        GodotPeerOptions options = network.Options(version) with
        {
            Host = new ENetHostOptions { TimeoutLimit = 4, TimeoutMinimum = TimeSpan.FromMilliseconds(300), TimeoutMaximum = TimeSpan.FromMilliseconds(600) },
        };
        GodotMultiplayerPeer client = network.AddPeer(options);
        Log atClient = Log.Of(client);
        client.CreateClient(GodotNetwork.ServerEndPoint);
        network.Until(() => atClient.ToString().Contains("lost", StringComparison.Ordinal), "the time-out");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(atClient.ToString(), Is.EqualTo("+1 succeeded -1 lost"));
            Assert.That(server.Drops[GodotDropReason.ConnectionRefused], Is.EqualTo(1));
            Assert.That(server.Peers, Is.Empty);
        }
    }

    [Test]
    public void A_client_without_a_server_fails()
    {
        using var network = new GodotNetwork();
        GodotMultiplayerPeer client = network.AddPeer(network.Options(version));
        Log atClient = Log.Of(client);
        client.CreateClient(GodotNetwork.ServerEndPoint);
        network.Until(() => client.ConnectionStatus == GodotConnectionStatus.Disconnected, "the time-out");
        Assert.That(atClient.ToString(), Is.EqualTo("failed"));
        Assert.That(client.UniqueId, Is.Zero);
    }

    [Test]
    public void A_closed_client_is_gone_for_the_server_and_can_start_again()
    {
        using var network = new GodotNetwork();
        GodotMultiplayerPeer server = network.AddServer(version);
        Log atServer = Log.Of(server);
        GodotMultiplayerPeer client = network.AddClient(version, 77);
        client.Close();
        network.Until(() => server.Peers.Count == 0, "the farewell");
        client.CreateClient(GodotNetwork.ServerEndPoint);
        network.Until(() => client.ConnectionStatus == GodotConnectionStatus.Connected, "the second connection");
        network.Until(() => server.Peers.Count == 1, "the second arrival");
        Assert.That(atServer.ToString(), Is.EqualTo("+77 -77 +77"));
    }

    [Test]
    public void A_closed_server_is_lost_for_its_clients()
    {
        using var network = new GodotNetwork();
        GodotMultiplayerPeer server = network.AddServer(version);
        GodotMultiplayerPeer client = network.AddClient(version, 77);
        Log atClient = Log.Of(client);
        server.Close();
        network.Until(() => client.ConnectionStatus == GodotConnectionStatus.Disconnected, "the farewell");
        Assert.That(atClient.ToString(), Is.EqualTo("-1 lost"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void A_peer_that_is_sent_away_is_gone_on_both_sides(bool force)
    {
        using var network = new GodotNetwork();
        GodotMultiplayerPeer server = network.AddServer(version);
        GodotMultiplayerPeer client = network.AddClient(version, 77);
        Log atServer = Log.Of(server);
        Log atClient = Log.Of(client);
        Assert.That(server.DisconnectPeer(77, force), Is.True);
        network.Until(() => client.ConnectionStatus == GodotConnectionStatus.Disconnected && server.Peers.Count == 0, "the end");
        bool isTold = !force || version == GodotWireVersion.Godot3;
        Assert.That(atClient.ToString(), Is.EqualTo("-1 lost"));
        Assert.That(atServer.ToString(), Is.EqualTo(isTold ? "-77" : ""));
        Assert.That(server.DisconnectPeer(77), Is.False);
    }

    [Test]
    public void What_a_peer_sent_before_it_left_can_be_read_before_it_is_gone()
    {
        using var network = new GodotNetwork();
        GodotMultiplayerPeer server = network.AddServer(version);
        GodotMultiplayerPeer client = network.AddClient(version, 77);
        Log atServer = Log.Of(server);
        client.PutPacket([1, 2, 3]);
        client.GetPeer(1)!.DisconnectLater();
        network.Until(() => server.AvailablePacketCount > 0 && server.GetPeer(77) is null, "both");
        Assert.That(atServer.ToString(), Is.Empty);
        Assert.That(server.TakePayloads(), Is.EqualTo(new[] { "010203" }));
        server.Poll();
        Assert.That(atServer.ToString(), Is.EqualTo("-77"));
    }

    [Test]
    public void The_last_words_of_a_server_can_be_read_by_its_client()
    {
        using var network = new GodotNetwork();
        GodotMultiplayerPeer server = network.AddServer(version);
        GodotMultiplayerPeer client = network.AddClient(version, 77);
        server.PutPacket([9]);
        server.GetPeer(77)!.DisconnectLater();
        network.Until(() => client.AvailablePacketCount > 0 && client.GetPeer(1) is null, "both");
        Assert.That(client.ConnectionStatus, Is.EqualTo(GodotConnectionStatus.Connected));
        Assert.That(client.TakePayloads(), Is.EqualTo(new[] { "09" }));
        client.Poll();
        Assert.That(client.ConnectionStatus, Is.EqualTo(GodotConnectionStatus.Disconnected));
    }

    [Test]
    public void A_peer_that_comes_back_with_its_id_need_not_wait_for_its_unread_packets()
    {
        using var network = new GodotNetwork();
        GodotMultiplayerPeer server = network.AddServer(version);
        GodotMultiplayerPeer client = network.AddClient(version, 77);
        Log atServer = Log.Of(server);
        client.PutPacket([1]);
        client.Close();
        client.CreateClient(GodotNetwork.ServerEndPoint);
        network.Until(() => atServer.Lines.Count == 2 && client.ConnectionStatus == GodotConnectionStatus.Connected, "the return");
        Assert.That(atServer.ToString(), Is.EqualTo("-77 +77"));
        Assert.That(server.Drops.Total, Is.Zero);
    }

    [Test]
    public void A_peer_that_the_application_resets_is_gone_at_the_next_poll()
    {
        using var network = new GodotNetwork();
        GodotMultiplayerPeer server = network.AddServer(version);
        network.AddClient(version, 77);
        Log atServer = Log.Of(server);
        server.GetPeer(77)!.Reset();
        server.Poll();
        Assert.That(atServer.ToString(), Is.EqualTo("-77"));
    }

    [Test]
    public void A_handler_may_close_the_peer_that_calls_it()
    {
        using var network = new GodotNetwork();
        GodotMultiplayerPeer server = network.AddServer(version);
        server.PeerConnected += _ => server.Close();
        GodotMultiplayerPeer client = network.AddPeer(network.Options(version));
        client.CreateClient(GodotNetwork.ServerEndPoint);
        network.Until(() => server.ConnectionStatus == GodotConnectionStatus.Disconnected, "the close");
        Assert.That(server.Peers, Is.Empty);
        server.Poll();
    }

    [Test]
    public void Misuse_is_answered_at_the_call()
    {
        using var network = new GodotNetwork();
        GodotMultiplayerPeer server = network.AddServer(version);
        var fresh = new GodotMultiplayerPeer(network.Options(version));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => server.CreateServer(1), Throws.InvalidOperationException);
            Assert.That(() => server.CreateClient("127.0.0.1", 7777), Throws.InvalidOperationException);
            Assert.That(() => server.CreateMesh(2), Throws.InvalidOperationException);
            Assert.That(() => fresh.CreateServer(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => fresh.CreateServer(7, maxClients: 4096), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => fresh.CreateServer(7, maxChannels: 256), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => fresh.CreateClient("127.0.0.1", 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => fresh.TransferChannel = 255, Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => fresh.TransferMode = (GodotTransferMode)3, Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => fresh.GetPacket().Length, Throws.InvalidOperationException);
            Assert.That(() => new GodotMultiplayerPeer(new GodotPeerOptions { UniqueId = 1 }), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => new GodotMultiplayerPeer(new GodotPeerOptions { Compression = (GodotCompression)9 }), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => fresh.AddMeshPeer(2, network.AddHost()), Throws.InvalidOperationException);
            Assert.That(fresh.PutPacket([1]), Is.EqualTo(ENetSendResult.NotConnected));
            Assert.That(fresh.Poll, Throws.Nothing);
        }
    }

    [Test]
    public void Ids_are_made_as_Godot_makes_them()
    {
        for (int i = 0; i < 1000; i++) Assert.That(GodotMultiplayerPeer.GenerateUniqueId(), Is.GreaterThanOrEqualTo(2));
    }

    [TestCase("127.0.0.1")]
    [TestCase("::1")]
    [TestCase("localhost")]
    public void A_server_works_over_real_sockets(string address)
    {
        if (address.Contains(':', StringComparison.Ordinal) && !System.Net.Sockets.Socket.OSSupportsIPv6) Assert.Ignore("This machine has no IPv6.");
        IPAddress local = address == "::1" ? IPAddress.IPv6Loopback : IPAddress.Loopback;
        var options = new GodotPeerOptions { WireVersion = version, BindAddress = local };
        using var server = new GodotMultiplayerPeer(options);
        using var client = new GodotMultiplayerPeer(options);
        server.CreateServer(0, maxClients: 2);
        client.CreateClient(address, server.Host!.LocalEndPoint.Port);
        long end = Environment.TickCount64 + 10_000;
        while (client.ConnectionStatus != GodotConnectionStatus.Connected && Environment.TickCount64 < end)
        {
            server.Poll(TimeSpan.FromMilliseconds(2));
            client.Poll(TimeSpan.FromMilliseconds(2));
        }

        Assert.That(client.ConnectionStatus, Is.EqualTo(GodotConnectionStatus.Connected));
    }
}
