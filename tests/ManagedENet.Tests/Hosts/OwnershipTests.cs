using System;
using System.Collections.Generic;
using System.Net;
using System.Threading;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Hosts;

/// <summary>One thread at a time, and nothing after the end.</summary>
public sealed class OwnershipTests
{
    [Test]
    [Property("Requirement", "LIM-032")]
    public void A_call_from_another_thread_is_an_exception_that_says_what_to_do()
    {
        using HostPair pair = HostPair.OverLoopback();
        (ENetPeer peer, _) = pair.Connect();
        foreach ((string name, Action call) in PublicCalls(pair.Client, peer))
        {
            Exception? thrown = RunOnOtherThread(call);
            Assert.That(thrown, Is.TypeOf<InvalidOperationException>(), name);
            Assert.That(thrown!.Message, Does.Contain("AttachToCurrentThread"), name);
        }

        Assert.That(peer.State, Is.EqualTo(ENetPeerState.Connected), "the refused calls have done nothing");
    }

    [Test]
    public void A_host_can_be_handed_to_another_thread()
    {
        using HostPair pair = HostPair.OverLoopback();
        pair.Connect();
        ENetHost host = pair.Client;
        Exception? thrown = RunOnOtherThread(() =>
        {
            host.AttachToCurrentThread();
            host.Service(TimeSpan.Zero, out _);
        });
        Assert.That(thrown, Is.Null);
        Assert.Throws<InvalidOperationException>(() => host.Flush());
        host.AttachToCurrentThread();
        host.Flush();
    }

    [Test]
    public void After_dispose_every_call_is_an_exception_and_a_second_dispose_is_not()
    {
        using HostPair pair = HostPair.OverLoopback();
        (ENetPeer peer, _) = pair.Connect();
        pair.Client.Dispose();
        pair.Client.Dispose();
        foreach ((string name, Action call) in PublicCalls(pair.Client, peer))
        {
            Assert.Throws<ObjectDisposedException>(call.Invoke, name);
        }

        Assert.Throws<ObjectDisposedException>(() => pair.Client.AttachToCurrentThread());
        Assert.That(RunOnOtherThread(pair.Client.Dispose), Is.Null);
    }

    [Test]
    public void Dispose_closes_the_transport_and_tells_nobody()
    {
        var hub = new LoopbackHub();
        LoopbackTransport transport = hub.Open();
        var clock = new ManualClock();
        using var server = new ENetHost(hub.Open(), options: null, clock);
        var client = new ENetHost(transport, options: null, clock);
        client.Connect(server.LocalEndPoint);
        client.Flush();
        long sent = transport.Statistics.SentDatagrams;
        client.Dispose();
        Assert.That(transport.Statistics.SentDatagrams, Is.EqualTo(sent));
        Assert.Throws<ObjectDisposedException>(() => transport.Flush());
    }

    [Test]
    public void Missing_arguments_are_exceptions()
    {
        Assert.Throws<ArgumentNullException>(() => _ = new ENetHost(null!));
        Assert.Throws<ArgumentNullException>(() => ENetHost.Bind(null!));
        using var host = new ENetHost(new LoopbackHub().Open());
        Assert.Throws<ArgumentNullException>(() => host.Connect((IPEndPoint)null!));
    }

    private static IEnumerable<(string Name, Action Call)> PublicCalls(ENetHost host, ENetPeer peer)
    {
        var to = new IPEndPoint(IPAddress.Loopback, 9);
        yield return ("Service, poll", () => host.Service(TimeSpan.Zero, out _));
        yield return ("Service, handler", () =>
        {
            SilentHandler handler = default;
            host.Service(TimeSpan.Zero, ref handler);
        }
        );
        yield return (nameof(ENetHost.CheckEvents), () => host.CheckEvents(out _));
        yield return (nameof(ENetHost.Flush), host.Flush);
        yield return (nameof(ENetHost.Connect), () => host.Connect(to));
        yield return (nameof(ENetHost.TryConnect), () => host.TryConnect(new ENetAddress(to), 1, 0, out _));
        yield return (nameof(ENetHost.CreatePacket), () => host.CreatePacket(1, ENetPacketFlags.None));
        yield return (nameof(ENetHost.CreatePacket), () => host.CreatePacket([1], ENetPacketFlags.None));
        yield return (nameof(ENetHost.Broadcast), () => host.Broadcast(0, [1], ENetPacketFlags.None));
        yield return (nameof(ENetHost.BandwidthLimit), () => host.BandwidthLimit(0, 0));
        yield return (nameof(ENetHost.ChannelLimit), () => host.ChannelLimit(1));
        yield return (nameof(ENetHost.LocalEndPoint), () => _ = host.LocalEndPoint);
        yield return (nameof(ENetHost.Peers), () => _ = host.Peers);
        yield return (nameof(ENetHost.ConnectedPeerCount), () => _ = host.ConnectedPeerCount);
        yield return (nameof(ENetPeer.Send), () => peer.Send(0, [1]));
        yield return (nameof(ENetPeer.TryReceive), () => peer.TryReceive(out _, out _));
        yield return (nameof(ENetPeer.Disconnect), () => peer.Disconnect());
        yield return (nameof(ENetPeer.DisconnectNow), () => peer.DisconnectNow());
        yield return (nameof(ENetPeer.DisconnectLater), () => peer.DisconnectLater());
        yield return (nameof(ENetPeer.Reset), peer.Reset);
        yield return (nameof(ENetPeer.Ping), peer.Ping);
        yield return (nameof(ENetPeer.PingInterval), () => peer.PingInterval = TimeSpan.FromSeconds(1));
        yield return (nameof(ENetPeer.Timeout), () => peer.Timeout(0, TimeSpan.Zero, TimeSpan.Zero));
        yield return (nameof(ENetPeer.ThrottleConfigure), () => peer.ThrottleConfigure(TimeSpan.FromSeconds(5), 2, 2));
        yield return (nameof(ENetPeer.State), () => _ = peer.State);
        yield return (nameof(ENetPeer.RoundTripTime), () => _ = peer.RoundTripTime);
    }

    private static Exception? RunOnOtherThread(Action action)
    {
        Exception? thrown = null;
        var thread = new Thread(() =>
        {
            try
            {
                action();
            }
            catch (Exception e)
            {
                thrown = e;
            }
        });
        thread.Start();
        thread.Join();
        return thrown;
    }

    private struct SilentHandler : IENetHandler
    {
        public void OnConnect(ENetPeer peer, uint data)
        {
        }

        public void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data)
        {
        }

        public void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
        {
        }
    }
}
