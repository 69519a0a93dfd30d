using System;
using System.Linq;
using ManagedENet.Interop.Live;

namespace ManagedENet.Interop.InProcess;

/// <summary>The four ways to leave, from both ends, with the data they carry.</summary>
internal sealed class LeavingTests(Implementation server, Implementation client) : LiveFixture(server, client)
{
    private const uint Data = 0xDEADBEEF;

    [Test]
    public void Disconnect_tells_the_other_end_the_data_and_the_own_end_zero([Values] End leaver)
    {
        LivePair pair = Connect();
        pair[leaver].Peer.Disconnect(Data);
        pair.Await(() => pair.Server.Disconnects.Any() && pair.Client.Disconnects.Any(), "both ends to see the disconnect");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(pair.Other(leaver).Disconnects.Single().Data, Is.EqualTo(Data));
            Assert.That(pair[leaver].Disconnects.Single().Data, Is.Zero);
            Assert.That(pair[leaver].Peer.State, Is.EqualTo(ENetPeerState.Disconnected));
            Assert.That(pair.Other(leaver).Peer.State, Is.EqualTo(ENetPeerState.Disconnected));
        }
    }

    [Test]
    public void Disconnect_drops_what_was_queued([Values] End leaver)
    {
        LivePair pair = Connect();
        for (int i = 0; i < 20; i++) Assert.That(pair[leaver].Peer.Send(0, [1], ENetPacketFlags.Reliable), Is.True);
        pair[leaver].Peer.Disconnect(Data);
        Assert.That(pair[leaver].Peer.Send(0, [1], ENetPacketFlags.Reliable), Is.False);
        pair.Await(() => pair.Server.Disconnects.Any() && pair.Client.Disconnects.Any(), "both ends to see the disconnect");
        Assert.That(pair.Other(leaver).Packets, Is.Empty);
    }

    [Test]
    public void Disconnect_now_tells_the_other_end_and_raises_nothing_here([Values] End leaver)
    {
        LivePair pair = Connect();
        pair[leaver].Peer.DisconnectNow(Data);
        Assert.That(pair[leaver].Peer.State, Is.EqualTo(ENetPeerState.Disconnected));
        pair.Await(() => pair.Other(leaver).Disconnects.Any(), "the other end to see the disconnect");
        pair.PumpFor(TimeSpan.FromMilliseconds(50));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(pair.Other(leaver).Disconnects.Single().Data, Is.EqualTo(Data));
            Assert.That(pair[leaver].Disconnects, Is.Empty);
        }
    }

    [Test]
    public void Disconnect_later_delivers_everything_queued_first([Values] End leaver)
    {
        LivePair pair = Connect(channelCount: 2);
        const int Count = 200;
        for (int i = 0; i < Count; i++) Assert.That(pair[leaver].Peer.Send((byte)(i % 2), TestPayload.Create(700, i), ENetPacketFlags.Reliable), Is.True);
        pair[leaver].Peer.DisconnectLater(Data);
        Assert.That(pair[leaver].Peer.Send(0, [1], ENetPacketFlags.Reliable), Is.False);
        pair.Await(() => pair.Server.Disconnects.Any() && pair.Client.Disconnects.Any(), "both ends to see the disconnect");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(pair.Other(leaver).Packets.Count(), Is.EqualTo(Count));
            Assert.That(pair.Other(leaver).Events[^1].Type, Is.EqualTo(ENetEventType.Disconnect));
            Assert.That(pair.Other(leaver).Disconnects.Single().Data, Is.EqualTo(Data));
            Assert.That(pair[leaver].Disconnects.Single().Data, Is.Zero);
        }
    }

    [Test]
    public void Disconnect_later_with_nothing_queued_leaves_at_once([Values] End leaver)
    {
        LivePair pair = Connect();
        pair.PumpFor(TimeSpan.FromMilliseconds(50));
        pair[leaver].Peer.DisconnectLater(Data);
        pair.Await(() => pair.Server.Disconnects.Any() && pair.Client.Disconnects.Any(), "both ends to see the disconnect");
        Assert.That(pair.Other(leaver).Disconnects.Single().Data, Is.EqualTo(Data));
    }

    [Test]
    public void Reset_is_silent_and_the_other_end_times_out_with_data_zero([Values] End leaver)
    {
        LivePair pair = Connect();
        LiveEnd other = pair.Other(leaver);
        other.Peer.Timeout(limit: 2, minimumMs: 100, maximumMs: 400);
        pair[leaver].Peer.Reset();
        Assert.That(pair[leaver].Peer.State, Is.EqualTo(ENetPeerState.Disconnected));
        // Only what is reliable and unacknowledged shows a dead peer.
        Assert.That(other.Peer.Send(0, [1], ENetPacketFlags.Reliable), Is.True);
        pair.Await(() => other.Disconnects.Any(), "the other end to time out");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(other.Disconnects.Single().Data, Is.Zero);
            Assert.That(pair[leaver].Disconnects, Is.Empty);
        }
    }

    [Test]
    public void Both_ends_may_leave_at_the_same_moment()
    {
        LivePair pair = Connect();
        pair.Server.Peer.Timeout(limit: 2, minimumMs: 200, maximumMs: 1000);
        pair.Client.Peer.Timeout(limit: 2, minimumMs: 200, maximumMs: 1000);
        pair.Server.Peer.Disconnect(1);
        pair.Client.Peer.Disconnect(2);
        pair.Await(() => pair.Server.Disconnects.Any() && pair.Client.Disconnects.Any(), "both ends to see a disconnect");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(pair.Server.Peer.State, Is.EqualTo(ENetPeerState.Disconnected));
            Assert.That(pair.Client.Peer.State, Is.EqualTo(ENetPeerState.Disconnected));
        }
    }

    [Test]
    public void A_left_slot_takes_a_new_connection([Values] End leaver)
    {
        LivePair pair = Connect();
        pair[leaver].Peer.DisconnectNow(1);
        pair.Await(() => pair.Other(leaver).Disconnects.Any(), "the other end to see the disconnect");
        pair.Connect(channelCount: 2, data: 9);
        Assert.That(pair.Client.Peer.Send(1, [5], ENetPacketFlags.Reliable), Is.True);
        pair.Await(() => pair.Server.Packets.Any(), "a packet over the new connection");
        Assert.That(pair.Server.Packets.Single().Payload, Is.EqualTo(new byte[] { 5 }));
    }
}
