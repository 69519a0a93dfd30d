using System;
using System.Linq;
using ManagedENet.Godot.Diagnostics;
using ManagedENet.Godot.Tests.Support;

namespace ManagedENet.Godot.Tests.Peers;

/// <summary>Packets between our own peers.</summary>
[TestFixture(GodotWireVersion.Godot4)]
[TestFixture(GodotWireVersion.Godot3)]
public sealed class PacketTests(GodotWireVersion version)
{
    [TestCase(GodotTransferMode.Unreliable)]
    [TestCase(GodotTransferMode.UnreliableOrdered)]
    [TestCase(GodotTransferMode.Reliable)]
    public void A_packet_keeps_its_sender_and_mode_in_both_directions(GodotTransferMode mode)
    {
        using var network = new GodotNetwork();
        GodotMultiplayerPeer server = network.AddServer(version);
        GodotMultiplayerPeer client = network.AddClient(version, 77);
        int channel = version == GodotWireVersion.Godot4 ? 0 : mode == GodotTransferMode.Reliable ? 1 : 2;
        client.TransferMode = mode;
        client.TargetPeer = GodotMultiplayerPeer.Server;
        Assert.That(client.PutPacket([1, 2]), Is.EqualTo(ENetSendResult.Queued));
        network.Until(() => server.AvailablePacketCount == 1, "the packet at the server");
        Assert.That((server.PacketPeer, server.PacketChannel, server.PacketMode), Is.EqualTo((77, channel, mode)));
        Assert.That(server.TakeAll(), Is.EqualTo(new[] { $"77/{channel}/{mode}: 0102" }));
        server.TransferMode = mode;
        server.TargetPeer = 77;
        server.PutPacket([3]);
        network.Until(() => client.AvailablePacketCount == 1, "the packet at the client");
        Assert.That(client.TakeAll(), Is.EqualTo(new[] { $"1/{channel}/{mode}: 03" }));
    }

    [Test]
    public void Transfer_channels_arrive_by_their_number()
    {
        using var network = new GodotNetwork();
        GodotMultiplayerPeer server = network.AddServer(version, maxChannels: 8);
        GodotMultiplayerPeer client = network.AddClient(version, 77, channels: 8);
        int first = version == GodotWireVersion.Godot4 ? 1 : 3;
        int last = version == GodotWireVersion.Godot4 ? 8 : 7;
        for (int channel = first; channel <= last; channel++)
        {
            client.TransferChannel = channel;
            Assert.That(client.PutPacket([(byte)channel]), Is.EqualTo(ENetSendResult.Queued));
        }

        client.TransferChannel = last + 1;
        Assert.That(client.PutPacket([0]), Is.EqualTo(ENetSendResult.InvalidChannel));
        network.Until(() => server.AvailablePacketCount > last - first, "all channels");
        string[] expected = Enumerable.Range(first, last - first + 1).Select(channel => $"77/{channel}/Reliable: {channel:x2}").ToArray();
        Assert.That(server.TakeAll(), Is.EquivalentTo(expected));
    }

    [TestCase(0, "7 8 9")]
    [TestCase(8, "8")]
    [TestCase(-8, "7 9")]
    [TestCase(-1, "7 8 9")]
    public void A_servers_target_says_who_gets_a_packet(int target, string expected)
    {
        using var network = new GodotNetwork();
        GodotMultiplayerPeer server = network.AddServer(version);
        GodotMultiplayerPeer[] clients = [network.AddClient(version, 7), network.AddClient(version, 8), network.AddClient(version, 9)];
        server.TargetPeer = target;
        ENetSendResult result = server.PutPacket([1]);
        network.Steps(20);
        bool isThere = target != -1;
        Assert.That(result, Is.EqualTo(isThere ? ENetSendResult.Queued : ENetSendResult.NotConnected));
        string got = string.Join(' ', clients.Where(client => client.TakePayloads().Length == 1).Select(client => client.UniqueId));
        Assert.That(got, Is.EqualTo(isThere ? expected : ""));
    }

    [Test]
    public void A_target_that_is_not_there_is_an_answer_and_no_exception()
    {
        using var network = new GodotNetwork();
        GodotMultiplayerPeer server = network.AddServer(version);
        network.AddClient(version, 7);
        foreach (int target in new[] { 8, -8, int.MinValue, int.MaxValue })
        {
            server.TargetPeer = target;
            Assert.That(server.PutPacket([1]), Is.EqualTo(ENetSendResult.NotConnected), $"target {target}");
        }
    }

    [Test]
    public void Long_packets_arrive_whole()
    {
        using var network = new GodotNetwork();
        GodotMultiplayerPeer server = network.AddServer(version);
        GodotMultiplayerPeer client = network.AddClient(version, 77);
        byte[] payload = Enumerable.Range(0, 300_000).Select(i => (byte)(i * 31)).ToArray();
        client.PutPacket(payload);
        network.Until(() => server.AvailablePacketCount == 1, "the packet");
        Assert.That(server.GetPacket().ToArray(), Is.EqualTo(payload));
    }

    [Test]
    public void Empty_packets_arrive()
    {
        using var network = new GodotNetwork();
        GodotMultiplayerPeer server = network.AddServer(version);
        GodotMultiplayerPeer client = network.AddClient(version, 77);
        client.PutPacket([]);
        network.Until(() => server.AvailablePacketCount == 1, "the packet");
        Assert.That(server.GetPacket().Length, Is.Zero);
    }

    [Test]
    public void Packets_that_wait_share_a_datagram_when_they_may()
    {
        using var network = new GodotNetwork();
        network.AddServer(version);
        GodotMultiplayerPeer client = network.AddPeer(network.Options(version, 77) with { FlushEachPacket = false });
        client.CreateClient(GodotNetwork.ServerEndPoint);
        network.Until(() => client.ConnectionStatus == GodotConnectionStatus.Connected, "the connection");
        network.Steps(1000);
        long before = client.Host!.Statistics.SentDatagrams;
        for (int i = 0; i < 10; i++) client.PutPacket([1, 2, 3]);
        Assert.That(client.Host.Statistics.SentDatagrams, Is.EqualTo(before));
        client.Flush();
        Assert.That(client.Host.Statistics.SentDatagrams, Is.EqualTo(before + 1));
    }

    [Test]
    public void An_unread_flood_of_unreliable_packets_is_dropped_at_the_limit()
    {
        using var network = new GodotNetwork();
        GodotMultiplayerPeer server = network.AddPeer(network.Options(version) with { MaximumQueuedBytes = 10_000 });
        server.CreateServer(GodotNetwork.ServerEndPoint.Port);
        GodotMultiplayerPeer client = network.AddClient(version, 77);
        for (int i = 0; i < 30; i++) client.Send(1, new byte[1000], GodotTransferMode.UnreliableOrdered);
        network.Steps(20);
        Assert.That(server.AvailablePacketCount, Is.EqualTo(9));
        Assert.That(server.Drops[GodotDropReason.QueueFull], Is.EqualTo(21));
        Assert.That(server.Peers, Does.Contain(77));
    }

    [Test]
    public void An_unread_flood_of_reliable_packets_ends_the_connection()
    {
        using var network = new GodotNetwork();
        GodotMultiplayerPeer server = network.AddPeer(network.Options(version) with { MaximumQueuedBytes = 10_000 });
        server.CreateServer(GodotNetwork.ServerEndPoint.Port);
        GodotMultiplayerPeer client = network.AddClient(version, 77);
        for (int i = 0; i < 30; i++) client.Send(1, new byte[1000]);
        network.Until(() => client.ConnectionStatus == GodotConnectionStatus.Disconnected, "the end");
        network.Steps(5);
        Assert.That(server.Peers, Is.Empty);
        Assert.That(server.Drops[GodotDropReason.QueueFull], Is.EqualTo(1));
    }
}
