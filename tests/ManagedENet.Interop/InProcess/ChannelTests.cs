using System.Linq;
using ManagedENet.Interop.Live;

namespace ManagedENet.Interop.InProcess;

internal sealed class ChannelTests(Implementation server, Implementation client) : LiveFixture(server, client)
{
    [Test]
    public void All_255_channels_carry_packets_in_order([Values] End sender)
    {
        const int Channels = 255;
        const int PerChannel = 4;
        LivePair pair = Connect(channelCount: Channels);
        for (int i = 0; i < PerChannel; i++)
        {
            for (int channel = 0; channel < Channels; channel++)
            {
                Assert.That(pair[sender].Peer.Send((byte)channel, [(byte)channel, (byte)i], ENetPacketFlags.Reliable), Is.True);
            }
        }

        LiveEnd receiver = pair.Other(sender);
        pair.Await(() => receiver.Packets.Count() == Channels * PerChannel, "every packet");
        foreach (IGrouping<byte, LiveEvent> channel in receiver.Packets.GroupBy(packet => packet.ChannelId))
        {
            Assert.That(channel.Select(packet => packet.Payload[0]), Has.All.EqualTo(channel.Key));
            Assert.That(channel.Select(packet => packet.Payload[1]), Is.EqualTo(new byte[] { 0, 1, 2, 3 }));
        }
    }

    [Test]
    public void The_servers_limit_truncates_the_channels_of_both_ends()
    {
        LivePair pair = CreatePair(new LiveHostOptions { ChannelLimit = 3 }, new LiveHostOptions());
        pair.Connect(channelCount: 10);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(pair.Server.Peer.ChannelCount, Is.EqualTo(3));
            Assert.That(pair.Client.Peer.ChannelCount, Is.EqualTo(3));
            Assert.That(pair.Client.Peer.Send(2, [1], ENetPacketFlags.Reliable), Is.True);
            Assert.That(pair.Client.Peer.Send(3, [1], ENetPacketFlags.Reliable), Is.False);
            Assert.That(pair.Server.Peer.Send(3, [1], ENetPacketFlags.Reliable), Is.False);
        }

        pair.Await(() => pair.Server.Packets.Any(), "the packet on the highest channel");
        Assert.That(pair.Server.Packets.Single().ChannelId, Is.EqualTo(2));
    }

    [Test]
    public void Fewer_channels_than_the_server_allows_are_what_both_ends_have()
    {
        LivePair pair = CreatePair(new LiveHostOptions { ChannelLimit = 9 }, new LiveHostOptions());
        pair.Connect(channelCount: 4);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(pair.Server.Peer.ChannelCount, Is.EqualTo(4));
            Assert.That(pair.Client.Peer.ChannelCount, Is.EqualTo(4));
            Assert.That(pair.Server.Peer.Send(4, [1], ENetPacketFlags.None), Is.False);
        }
    }
}
