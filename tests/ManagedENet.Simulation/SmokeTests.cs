using System.Linq;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation;

[TestFixture]
internal sealed class SmokeTests
{
    [Test]
    public void Two_hosts_connect_talk_and_leave()
    {
        using var world = new VirtualWorld();
        VirtualHost server = world.AddHost("server");
        VirtualHost client = world.AddHost("client");
        Connection connection = world.Connect(client, server, channels: 3, data: 0xCAFE);
        (Flow up, Flow down) = Flow.Between(connection);
        for (int i = 0; i < 100; i++)
        {
            up.Send((byte)(i % 3), StampKind.Reliable, 40 + (i * 50));
            down.Send((byte)(i % 3), (StampKind)(i % 4), 40 + i);
        }

        world.Run(2_000);
        Assert.That(up.IsComplete && down.IsComplete, Is.True);
        Assert.That(down.Delivered, Is.EqualTo(100));
        client.Core.Disconnect(connection.ClientPeer, 5);
        world.Run(100);
        Assert.That(server.Of(ENetEventType.Disconnect).Single().Data, Is.EqualTo(5));
        Assert.That(client.Of(ENetEventType.Disconnect).Single().Reason, Is.EqualTo(ENetDisconnectReason.Local));
        VirtualWorld.AssertNothingIsHeld(server);
        VirtualWorld.AssertNothingIsHeld(client);
    }
}
