using System;
using System.Collections.Generic;
using ManagedENet.Godot.Diagnostics;
using ManagedENet.Godot.Tests.Support;

namespace ManagedENet.Godot.Tests.Peers;

/// <summary>Both wire versions, as a server and as a client, against ENet hosts that send anything on any channel.</summary>
[TestFixture(GodotWireVersion.Godot4)]
[TestFixture(GodotWireVersion.Godot3)]
public sealed class HostilePeerTests(GodotWireVersion version)
{
    private const int Packets = 4000;
    private const int Channels = 6;

    // As u32 and i32: nobody, everybody, the server, those who are there and those who are not, everyone but one, and the ends of the range.
    private static readonly int[] Numbers = [0, 1, 4, 5, 6, -1, -4, -5, 777, int.MaxValue, int.MinValue, int.MinValue + 1, 0x0100_0000];

    [TestCase(1)]
    [TestCase(2)]
    public void Each_packet_for_a_server_is_delivered_passed_on_or_counted(int seed)
    {
        using var network = new GodotNetwork();
        GodotMultiplayerPeer server = network.AddServer(version, version == GodotWireVersion.Godot4 ? 0 : Channels);
        Log log = Log.Of(server);
        GodotMultiplayerPeer other = network.AddClient(version, 5, Channels);
        ENetHost host = network.AddHost();
        ENetPeer stranger = host.Connect(GodotNetwork.ServerEndPoint, Channels, 4);
        network.Expect(host, ENetEventType.Connect);
        network.Run(host);
        network.Until(() => log.Lines.Count == 2, "the stranger");
        var random = new Random(seed);
        int sent = 0;
        int taken = 0;
        for (int i = 0; i < Packets; i++)
        {
            if (stranger.Send((byte)random.Next(Channels), Make(random), ENetPacketFlags.Reliable) == ENetSendResult.Queued) sent++;
            if (i % 20 == 0) Step();
        }

        for (int i = 0; i < 200; i++) Step();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(sent, Is.EqualTo(Packets));
            Assert.That(log.ToString(), Is.EqualTo("+5 +4"));
            Assert.That(server.Drops.Total + taken, version == GodotWireVersion.Godot4 ? Is.EqualTo(sent) : Is.GreaterThanOrEqualTo(sent), server.Drops.ToString());
            Assert.That(taken, Is.GreaterThan(Packets / 50));
            if (version == GodotWireVersion.Godot3)
            {
                Assert.That(server.Drops[GodotDropReason.ForgedSource], Is.Positive);
                Assert.That(server.Drops[GodotDropReason.ShortFrame], Is.Positive);
                Assert.That(server.Drops[GodotDropReason.UnknownTarget], Is.Positive);
                Assert.That(server.Drops[GodotDropReason.InvalidSystemMessage], Is.Positive);
            }
        }

        void Step()
        {
            network.Step();
            while (server.TryGetPacket(out GodotPacket packet)) taken += packet.Peer == 4 ? 1 : 1_000_000;
            while (other.TryGetPacket(out GodotPacket packet)) taken += version == GodotWireVersion.Godot3 && packet.Peer == 4 ? 1 : 1_000_000;
        }
    }

    [TestCase(1)]
    [TestCase(2)]
    public void No_server_makes_a_client_throw(int seed)
    {
        using var network = new GodotNetwork();
        ENetHost host = network.AddHost(GodotNetwork.ServerEndPoint.Port);
        GodotMultiplayerPeer client = network.AddPeer(network.Options(version, 4));
        int events = 0;
        client.PeerConnected += _ => events++;
        client.PeerDisconnected += _ => events++;
        client.CreateClient(GodotNetwork.ServerEndPoint, Channels);
        ENetPeer atServer = network.Expect(host, ENetEventType.Connect).Peer;
        network.Run(host);
        network.Until(() => client.ConnectionStatus == GodotConnectionStatus.Connected, "the connection");
        events = 0;
        var random = new Random(seed);
        int taken = 0;
        for (int i = 0; i < Packets; i++)
        {
            Assert.That(atServer.Send((byte)random.Next(Channels), Make(random), ENetPacketFlags.Reliable), Is.EqualTo(ENetSendResult.Queued));
            if (i % 20 == 0) Step();
        }

        for (int i = 0; i < 200; i++) Step();
        Assert.That(client.Drops.Total + taken + events, Is.EqualTo(Packets), client.Drops.ToString());
        Assert.That(client.ConnectionStatus, Is.EqualTo(GodotConnectionStatus.Connected));
        Assert.That(client.Peers, Does.Contain(1).And.Not.Contain(4).And.Not.Contain(0));

        void Step()
        {
            network.Step();
            while (client.TryGetPacket(out _)) taken++;
        }
    }

    private static byte[] Make(Random random)
    {
        List<byte> packet = [];
        if (random.Next(4) > 0) packet.AddRange(BitConverter.GetBytes(random.Next(3) > 0 ? 4 : Pick(random)));
        if (random.Next(8) > 0) packet.AddRange(BitConverter.GetBytes(Pick(random)));
        var rest = new byte[random.Next(12)];
        random.NextBytes(rest);
        return random.Next(3) > 0 ? [.. packet, .. rest] : [.. packet];
    }

    private static int Pick(Random random) => Numbers[random.Next(Numbers.Length)];
}
