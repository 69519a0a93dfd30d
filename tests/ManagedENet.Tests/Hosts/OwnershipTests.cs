using System;
using System.Net;
using ManagedENet.Tests.Calls;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Hosts;

/// <summary>One thread at a time, and nothing after the end. What every single member does then is in <see cref="EveryCallTests"/>.</summary>
public sealed class OwnershipTests
{
    [Test]
    public void A_host_can_be_handed_to_another_thread()
    {
        using HostPair pair = HostPair.OverLoopback();
        pair.Connect();
        ENetHost host = pair.Client;
        Exception? thrown = Outcome.OnOtherThread(() =>
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
    public void A_second_dispose_does_nothing_on_whatever_thread()
    {
        using HostPair pair = HostPair.OverLoopback();
        pair.Client.Dispose();
        pair.Client.Dispose();
        Assert.That(Outcome.OnOtherThread(pair.Client.Dispose), Is.Null);
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
}
