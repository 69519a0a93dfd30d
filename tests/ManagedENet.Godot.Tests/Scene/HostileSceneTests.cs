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
        "00" + "0a000080" + "6600" + "01" + "02000000" + "07000000" + "4d61696e00", "02" + "05000000" + "4d61696e00", "03" + "4d61696e00", "01" + "05000000" + "6600" + "0100000001000000",
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
