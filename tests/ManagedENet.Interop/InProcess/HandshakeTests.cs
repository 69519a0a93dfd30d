using System.Linq;
using ManagedENet.Interop.Live;

namespace ManagedENet.Interop.InProcess;

internal sealed class HandshakeTests(Implementation server, Implementation client) : LiveFixture(server, client)
{
    [Test]
    public void The_server_sees_the_connect_data_and_the_client_sees_none()
    {
        LivePair pair = Connect(channelCount: 3, data: 0xCAFEBABE);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(pair.Server.Events.Single().Data, Is.EqualTo(0xCAFEBABE));
            Assert.That(pair.Client.Events.Single().Data, Is.Zero);
        }
    }

    [Test]
    public void Both_ends_agree_on_channels_mtu_window_and_connect_id()
    {
        LivePair pair = Connect(channelCount: 3);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(pair.Server.Peer.ChannelCount, Is.EqualTo(3));
            Assert.That(pair.Client.Peer.ChannelCount, Is.EqualTo(3));
            Assert.That(pair.Server.Peer.MtuBytes, Is.EqualTo(pair.Client.Peer.MtuBytes));
            Assert.That(pair.Server.Peer.WindowBytes, Is.EqualTo(65536));
            Assert.That(pair.Client.Peer.WindowBytes, Is.EqualTo(65536));
            Assert.That(pair.Server.Peer.ConnectId, Is.EqualTo(pair.Client.Peer.ConnectId));
        }
    }

    [Test]
    public void The_smaller_mtu_of_the_client_is_taken_by_both([Values(576, 1000, 1200)] int mtuBytes)
    {
        LivePair pair = CreatePair(new LiveHostOptions { MtuBytes = 1392 }, new LiveHostOptions { MtuBytes = mtuBytes });
        pair.Connect();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(pair.Client.Peer.MtuBytes, Is.EqualTo(mtuBytes));
            Assert.That(pair.Server.Peer.MtuBytes, Is.EqualTo(mtuBytes));
        }
    }

    [Test]
    public void Each_end_announces_its_bandwidth_to_the_other()
    {
        LivePair pair = CreatePair(
            new LiveHostOptions { IncomingBandwidth = 1_000_000, OutgoingBandwidth = 2_000_000 },
            new LiveHostOptions { IncomingBandwidth = 3_000_000, OutgoingBandwidth = 4_000_000 });
        pair.Connect();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(pair.Server.Peer.IncomingBandwidth, Is.EqualTo(3_000_000));
            Assert.That(pair.Server.Peer.OutgoingBandwidth, Is.EqualTo(4_000_000));
            Assert.That(pair.Client.Peer.IncomingBandwidth, Is.EqualTo(1_000_000));
            Assert.That(pair.Client.Peer.OutgoingBandwidth, Is.EqualTo(2_000_000));
        }
    }

    [Test]
    public void Both_ends_agree_on_the_sessions_of_each_connection()
    {
        LivePair pair = Connect();
        for (int connection = 1; connection <= 5; connection++)
        {
            using (Assert.EnterMultipleScope())
            {
                Assert.That(pair.Server.Peer.IncomingSessionId, Is.EqualTo(pair.Client.Peer.OutgoingSessionId), $"connection {connection}");
                Assert.That(pair.Server.Peer.OutgoingSessionId, Is.EqualTo(pair.Client.Peer.IncomingSessionId), $"connection {connection}");
            }

            pair.Client.Peer.Disconnect(0);
            int awaited = connection;
            pair.Await(() => pair.Server.Disconnects.Count() == awaited && pair.Client.Disconnects.Count() == awaited, "both ends to see the disconnect");
            pair.Connect();
        }
    }

    [Test]
    public void Several_clients_of_one_server_are_kept_apart()
    {
        LivePair pair = Connect(channelCount: 1, data: 1);
        ILivePeer first = pair.Client.Peer;
        pair.Connect(channelCount: 2, data: 2);
        ILivePeer second = pair.Client.Peer;
        Assert.That(first.Send(0, [11], ENetPacketFlags.Reliable) && second.Send(1, [22], ENetPacketFlags.Reliable), Is.True);
        pair.Await(() => pair.Server.Packets.Count() == 2, "one packet from each");

        LiveEvent[] connects = [.. pair.Server.Events.Where(happened => happened.Type == ENetEventType.Connect)];
        LiveEvent ofFirst = pair.Server.Packets.Single(packet => packet.Peer == connects.Single(connect => connect.Data == 1).Peer);
        LiveEvent ofSecond = pair.Server.Packets.Single(packet => packet.Peer == connects.Single(connect => connect.Data == 2).Peer);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(ofFirst.Payload, Is.EqualTo(new byte[] { 11 }));
            Assert.That(ofSecond.Payload, Is.EqualTo(new byte[] { 22 }));
        }
    }
}
