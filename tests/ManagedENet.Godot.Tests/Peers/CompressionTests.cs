using System;
using System.Linq;
using ManagedENet.Godot.Compression;
using ManagedENet.Godot.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Godot.Tests.Peers;

/// <summary>Peers with each of Godot's compression modes, and what others make of them.</summary>
[TestFixture(GodotWireVersion.Godot4)]
[TestFixture(GodotWireVersion.Godot3)]
public sealed class CompressionTests(GodotWireVersion version)
{
    private static readonly byte[] Payload = [.. Enumerable.Range(0, 20_000).Select(i => (byte)(i % 40))];

    [Test]
    public void Packets_arrive_whole_and_shrink([Values] GodotCompression mode)
    {
        using var network = new GodotNetwork();
        GodotMultiplayerPeer server = AddServer(network, mode);
        GodotMultiplayerPeer client = AddClient(network, mode);
        network.Until(() => client.ConnectionStatus == GodotConnectionStatus.Connected && server.Peers.Count == 1, "the connection");
        long before = client.Host!.Statistics.SentBytes;
        foreach (GodotTransferMode transfer in Enum.GetValues<GodotTransferMode>())
        {
            client.Send(1, Payload.AsSpan(0, 1000), transfer);
            network.Until(() => server.AvailablePacketCount == 1, $"a packet at the server, {transfer}");
            Assert.That(server.GetPacket().ToArray(), Is.EqualTo(Payload[..1000]));
        }

        client.Send(1, Payload);
        network.Until(() => server.AvailablePacketCount == 1, "a long packet at the server");
        Assert.That(server.GetPacket().ToArray(), Is.EqualTo(Payload));
        Assert.That(client.Host.Statistics.SentBytes - before, mode == GodotCompression.None ? Is.GreaterThan(23_000) : Is.LessThan(12_000));
        server.Send(77, Payload);
        network.Until(() => client.AvailablePacketCount == 1, "a long packet at the client");
        Assert.That(client.GetPacket().ToArray(), Is.EqualTo(Payload));
    }

    // As with the engine: a Zstandard frame is not shorter than the first datagram, so that such a client gets in at first.
    [TestCase(GodotCompression.RangeCoder)]
    [TestCase(GodotCompression.FastLz)]
    [TestCase(GodotCompression.Zlib)]
    public void Another_mode_never_connects(GodotCompression mode)
    {
        using var network = new GodotNetwork();
        GodotMultiplayerPeer server = AddServer(network, GodotCompression.None);
        GodotMultiplayerPeer client = AddClient(network, mode);
        Log log = Log.Of(client);
        network.Until(() => client.ConnectionStatus == GodotConnectionStatus.Disconnected, "the time-out");
        Assert.That(log.ToString(), Is.EqualTo("failed"));
        Assert.That(server.Host!.Statistics.Drops[DropReason.CompressedWithoutCompressor], Is.Positive);
    }

    [Test]
    public void Hostile_datagrams_are_counted_and_nothing_else([Values] GodotCompression mode)
    {
        using var network = new GodotNetwork();
        GodotMultiplayerPeer server = AddServer(network, mode);
        GodotMultiplayerPeer client = AddClient(network, mode);
        network.Until(() => client.ConnectionStatus == GodotConnectionStatus.Connected && server.Peers.Count == 1, "the connection");
        using LoopbackTransport stranger = network.AddTransport();
        ENetAddress to = new ENetAddress(GodotNetwork.ServerEndPoint);
        var random = new Random(9);
        byte[] valid = Compress(mode);
        const int Datagrams = 3000;
        for (int i = 0; i < Datagrams; i++)
        {
            byte[] body = i % 2 == 0 ? new byte[random.Next(1, 1200)] : (byte[])valid.Clone();
            if (i % 2 == 0) random.NextBytes(body);
            else for (int k = random.Next(1, 4); k > 0; k--) body[random.Next(body.Length)] = (byte)random.Next(256);
            Assert.That(stranger.TryGetSendSlot(out Span<byte> slot), Is.True);

            // From nobody who is connected, without a time, compressed.
            slot[0] = 0x4F;
            slot[1] = 0xFF;
            body.CopyTo(slot.Slice(2));
            stranger.CommitSend(new DatagramPath(to), body.Length + 2, default);
            stranger.Flush();
            if (i % 20 == 0) network.Step();
        }

        network.Steps(10);
        Assert.That(server.Host!.Statistics.Drops.Total, Is.GreaterThanOrEqualTo(Datagrams), "each has its counter");
        Assert.That(server.Peers, Is.EqualTo(new[] { 77 }));
        Assert.That(client.Send(1, [5]), Is.EqualTo(ENetSendResult.Queued));
        network.Until(() => server.AvailablePacketCount == 1, "the honest packet");
    }

    private static byte[] Compress(GodotCompression mode)
    {
        if (mode == GodotCompression.None) return [.. Enumerable.Repeat((byte)7, 50)];
        var room = new byte[1000];
        int length = DatagramCompressors.Create(mode)!.Compress(Payload.AsSpan(0, 1000), room);
        return room[..length];
    }

    private GodotMultiplayerPeer AddServer(GodotNetwork network, GodotCompression mode)
    {
        GodotMultiplayerPeer server = network.AddPeer(network.Options(version) with { Compression = mode });
        server.CreateServer(GodotNetwork.ServerEndPoint.Port);
        return server;
    }

    private GodotMultiplayerPeer AddClient(GodotNetwork network, GodotCompression mode)
    {
        GodotMultiplayerPeer client = network.AddPeer(network.Options(version, 77) with { Compression = mode });
        client.CreateClient(GodotNetwork.ServerEndPoint);
        return client;
    }
}
