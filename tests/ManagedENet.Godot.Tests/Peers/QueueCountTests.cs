using System.Linq;
using ManagedENet.Godot.Diagnostics;
using ManagedENet.Godot.Tests.Support;

namespace ManagedENet.Godot.Tests.Peers;

/// <summary>What waits to be read is counted, and what was read is not: seen by what fits behind it, and by how soon a peer that leaves is gone.</summary>
[TestFixture(GodotWireVersion.Godot4)]
[TestFixture(GodotWireVersion.Godot3)]
public sealed class QueueCountTests(GodotWireVersion version)
{
    private const int PacketBytes = 1_000;
    private const int PacketsAtOnce = 8;

    [Test]
    public void What_was_read_makes_room_for_as_much_again_however_long_it_goes_on(
        [Values(GodotTransferMode.Reliable, GodotTransferMode.UnreliableOrdered, GodotTransferMode.Unreliable)] GodotTransferMode mode, [Values] bool isPolled)
    {
        using var network = new GodotNetwork();
        GodotMultiplayerPeer server = network.AddPeer(network.Options(version) with { MaximumQueuedBytes = 10_000 });
        server.CreateServer(GodotNetwork.ServerEndPoint.Port);
        GodotMultiplayerPeer[] clients = [network.AddClient(version, 77), network.AddClient(version, 78)];
        for (int round = 0; round < 30; round++)
        {
            foreach (GodotMultiplayerPeer client in clients)
            {
                for (int i = 0; i < PacketsAtOnce; i++) client.Send(GodotMultiplayerPeer.Server, new byte[PacketBytes], mode);
            }

            network.Until(() => server.AvailablePacketCount == clients.Length * PacketsAtOnce, $"the packets of round {round}");
            for (int i = 0; i < clients.Length * PacketsAtOnce; i++)
            {
                if (isPolled) Assert.That(server.GetPacket().Length, Is.EqualTo(PacketBytes));
                else Assert.That(server.TryGetPacket(out GodotPacket packet) && packet.Payload.Length == PacketBytes, Is.True);
            }

            Assert.That(server.AvailablePacketCount, Is.Zero);
        }

        Assert.That(server.Drops[GodotDropReason.QueueFull], Is.Zero);
        Assert.That(server.Peers, Is.EquivalentTo(new[] { 77, 78 }));
    }

    [Test]
    public void Whoever_leaves_is_gone_as_soon_whether_or_not_it_had_sent_anything_that_was_read()
    {
        Assert.That(PollsUntilGone(packets: 5), Is.EqualTo(PollsUntilGone(packets: 0)));
    }

    private int PollsUntilGone(int packets)
    {
        using var network = new GodotNetwork();
        GodotMultiplayerPeer server = network.AddServer(version);
        GodotMultiplayerPeer client = network.AddClient(version, 77);
        for (int i = 0; i < packets; i++) client.Send(GodotMultiplayerPeer.Server, [1]);
        network.Steps(50);
        Assert.That(server.TakeAll(), Has.Length.EqualTo(packets));
        network.Steps(50);
        client.Close();
        int polls = 0;
        for (; server.Peers.Count > 0; polls++) network.Step();
        return polls;
    }
}
