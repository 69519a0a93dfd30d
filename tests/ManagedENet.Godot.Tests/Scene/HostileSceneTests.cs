using System;
using System.Linq;
using ManagedENet.Godot.Scene;
using ManagedENet.Godot.Tests.Support;
using ManagedENet.Godot.Variants;

namespace ManagedENet.Godot.Tests.Scene;

/// <summary>Both layers against peers that send anything.</summary>
[TestFixture(GodotWireVersion.Godot4)]
[TestFixture(GodotWireVersion.Godot3)]
public sealed class HostileSceneTests(GodotWireVersion version)
{
    private static readonly string[] Seeds =
    [
        "200900008001010205" + "4d61696e00", "0007000201" + "04000000" + "01000000" + "61000000", "8007000102",
        "0107000000" + "4d61696e00", "01" + "6434316438636439386630306232303465393830303939386563663834323765" + "00" + "07000000" + "4d61696e00",
        "02" + "01" + "01000000", "03" + "abcd", "04" + "02" + "03000000" + "11000000" + "01000000" + "07000000" + "12000000" + "506c6179657200" + "0205" + "81",
        "05" + "11000000", "06" + "0201" + "12000000" + "03000000" + "0205" + "01", "16" + "12000000" + "0500000000000000" + "03000000" + "0205" + "81",
        "07" + "03" + "00000000" + "03ab", "07" + "01" + "08000000", "07" + "00",
        "00" + "10000080" + "6600" + "01" + "02000000" + "07000000" + "4d61696e00", "02" + "05000000" + "4d61696e00", "03" + "4d61696e00", "01" + "05000000" + "6600" + "0100000001000000",
    ];

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void No_packet_makes_a_poll_throw(int seed)
    {
        using var network = new GodotNetwork();
        MultiplayerLayer? layer = null;
        int calls = 0;
        network.AddPeer(network.Options(version), peer =>
        {
            layer = version == GodotWireVersion.Godot4 ? new SceneMultiplayer(peer) : new MultiplayerApi(peer);
            return layer.Poll;
        });
        layer!.AddNode("Main").AddAnyPeer("f", _ => calls++).AddAnyPeer("g", _ => calls++, VariantType.String).AddProperty(new RpcMethod("f", _ => calls++) { Mode = RpcMode.AnyPeer });
        layer.Peer.CreateServer(GodotNetwork.ServerEndPoint.Port);
        GodotMultiplayerPeer[] clients = [network.AddClient(version, 7), network.AddClient(version, 8)];
        var random = new Random(seed);
        const int Packets = 6000;
        for (int i = 0; i < Packets; i++)
        {
            byte[] packet = Make(random);
            clients[i % 2].Send(1, packet, (GodotTransferMode)random.Next(3));
            if (i % 20 == 0) network.Step();
        }

        network.Steps(100);
        Assert.That(layer.Drops.Total, Is.GreaterThan(Packets / 4));
        Assert.That(calls, Is.Positive, "some of them were good by chance: the test reaches the handlers");
        Assert.That(layer.Peers, Is.EquivalentTo(new[] { 7, 8 }));
    }

    // Channels 0 and, in Godot 3, the messages about peers included; what is passed on from peers that are there and not there as well.
    [TestCase(1)]
    [TestCase(2)]
    public void No_server_makes_a_clients_poll_throw(int seed)
    {
        using var network = new GodotNetwork();
        int calls = 0;
        MultiplayerLayer? layer = null;
        network.AddPeer(network.Options(version, 4), peer =>
        {
            layer = version == GodotWireVersion.Godot4 ? new SceneMultiplayer(peer) : new MultiplayerApi(peer);
            return layer.Poll;
        });
        layer!.AddNode("Main").AddAnyPeer("f", _ => calls++).AddAnyPeer("g", _ => calls++, VariantType.String);
        ENetHost host = network.AddHost(GodotNetwork.ServerEndPoint.Port);
        layer.Peer.CreateClient(GodotNetwork.ServerEndPoint);
        ENetPeer atServer = network.Expect(host, ENetEventType.Connect).Peer;
        network.Run(host);
        network.Until(() => layer.Peers.Count == 1, "the connection");
        var random = new Random(seed);
        byte[] add = version == GodotWireVersion.Godot4 ? [7, 1, 8, 0, 0, 0] : [0, 0, 0, 0, 8, 0, 0, 0];
        atServer.Send(0, add, ENetPacketFlags.Reliable);
        for (int i = 0; i < 6000; i++)
        {
            byte[] packet = Make(random);
            byte[] source = [(byte)(random.Next(8) == 0 ? 99 : random.Next(2) == 0 ? 8 : 1), 0, 0, 0];
            packet = version == GodotWireVersion.Godot3 ? [.. source, 4, 0, 0, 0, .. packet] : random.Next(2) == 0 ? [7, 3, .. source, .. packet] : packet;
            int channel = version == GodotWireVersion.Godot3 ? 1 + random.Next(2) : random.Next(2);
            atServer.Send((byte)channel, packet, random.Next(2) == 0 ? ENetPacketFlags.Reliable : ENetPacketFlags.None);
            if (i % 20 == 0) network.Step();
        }

        network.Steps(100);
        Assert.That(layer.Drops.Total, Is.GreaterThan(1500));
        Assert.That(calls, Is.Positive);
        Assert.That(layer.Peers, Does.Contain(1));
    }

    private static byte[] Make(Random random)
    {
        byte[] packet = Convert.FromHexString(Seeds[random.Next(Seeds.Length)]);
        switch (random.Next(4))
        {
            case 0:
                packet = new byte[random.Next(40)];
                random.NextBytes(packet);
                break;
            case 1:
                packet = packet.Take(random.Next(packet.Length)).ToArray();
                break;
            case 2:
                packet[random.Next(packet.Length)] = (byte)random.Next(256);
                break;
        }

        return packet;
    }
}
