using System;
using System.Net;
using System.Threading;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Hosts;

/// <summary>A host that is closed in order, within its time.</summary>
public sealed class CloseTests
{
    [Test]
    public void Everybody_gets_what_was_sent_and_hears_of_the_end()
    {
        using ENetHost server = ENetHost.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using ENetHost client = ENetHost.CreateClient();
        client.Connect(server.LocalEndPoint);
        ENetPeer? atServer = null;
        var deadline = new TestDeadline();
        bool isConnected = false;
        while (atServer is null || !isConnected)
        {
            deadline.ThrowIfPassed("the connection");
            if (server.Service(TimeSpan.FromMilliseconds(1), out ENetEvent e)) atServer = e.Peer;
            isConnected |= client.Service(TimeSpan.FromMilliseconds(1), out _);
        }

        for (int i = 0; i < 100; i++) atServer.Send(0, new byte[3_000], ENetPacketFlags.Reliable);
        int received = 0;
        uint? told = null;
        var reading = new Thread(() =>
        {
            client.AttachToCurrentThread();
            while (told is null)
            {
                deadline.ThrowIfPassed("the end");
                if (!client.Service(TimeSpan.FromMilliseconds(5), out ENetEvent e)) continue;
                if (e.Type == ENetEventType.Receive) received++;
                if (e.Type == ENetEventType.Disconnect) told = e.Data;
                e.Packet.Dispose();
            }
        });
        reading.Start();
        Assert.That(server.Close(TimeSpan.FromSeconds(60), data: 9), Is.True);
        reading.Join();
        client.AttachToCurrentThread();
        Assert.That((received, told), Is.EqualTo((100, 9u)));
        Assert.Throws<ObjectDisposedException>(() => server.Flush());
    }

    [Test]
    public void Who_has_crashed_and_who_comes_meanwhile_keep_nobody_longer_than_the_time()
    {
        using HostPair pair = HostPair.OverLoopback();
        (ENetPeer atClient, ENetPeer atServer) = pair.Connect();
        atClient.Reset();
        atServer.Send(0, new byte[10], ENetPacketFlags.Reliable);
        pair.Client.Connect(pair.ServerEndPoint);
        pair.Client.Flush();
        Assert.That(pair.Server.Close(TimeSpan.FromMilliseconds(30)), Is.False, "the time of the host stands still, and that of the machine does not");
        Assert.That(End(pair).DisconnectReason, Is.EqualTo(ENetDisconnectReason.HostFull));
    }

    [Test]
    public void Without_time_everybody_is_told_once()
    {
        using HostPair pair = HostPair.OverLoopback();
        pair.Connect();
        pair.Connect();
        Assert.That(pair.Server.Close(TimeSpan.Zero, 4), Is.False);
        for (int i = 0; i < 2; i++)
        {
            ENetEvent e = End(pair);
            Assert.That((e.DisconnectReason, e.Data), Is.EqualTo((ENetDisconnectReason.Remote, 4u)));
        }
    }

    // The server is not there any more.
    private static ENetEvent End(HostPair pair)
    {
        ENetEvent e = default;
        for (int i = 0; i < 1_000 && e.Type != ENetEventType.Disconnect; i++)
        {
            pair.Clock!.NowMs++;
            pair.Client.Service(TimeSpan.Zero, out e);
        }

        return e;
    }

    [Test]
    public void A_host_with_nobody_is_closed_at_once_and_a_wrong_time_is_refused()
    {
        using var host = new ENetHost(new LoopbackHub().Open());
        Assert.Throws<ArgumentOutOfRangeException>(() => host.Close(TimeSpan.FromTicks(-1)));
        Assert.That(host.Close(TimeSpan.FromDays(1)), Is.True);
    }
}
