using System;
using System.Net;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Transports;

/// <summary>The network in memory.</summary>
public sealed class LoopbackTransportTests
{
    [Test]
    public void Datagrams_arrive_in_order_when_their_sender_flushes()
    {
        (LoopbackTransport first, LoopbackTransport second) = LoopbackTransport.CreatePair();
        for (int i = 0; i < 10; i++) Stage(first, second, Payload.Make(100 + i, i));
        Assert.That(second.Receive(), Is.Zero);
        Assert.That(second.Wait(TimeSpan.Zero), Is.False);

        Assert.That(first.Flush(), Is.EqualTo(10));
        Assert.That(second.Wait(TimeSpan.Zero), Is.True);
        Assert.That(second.Receive(), Is.EqualTo(10));
        for (int i = 0; i < 10; i++)
        {
            Assert.That(second.GetReceived(i, out DatagramPath path).ToArray(), Is.EqualTo(Payload.Make(100 + i, i)));
            Assert.That(path, Is.EqualTo(new DatagramPath(new ENetAddress(first.LocalEndPoint), new ENetAddress(second.LocalEndPoint))));
        }

        Assert.That(second.Wait(TimeSpan.Zero), Is.False);
        Assert.That(second.Receive(), Is.Zero);
    }

    [Test]
    public void A_batch_stays_as_it_is_while_more_arrives()
    {
        (LoopbackTransport first, LoopbackTransport second) = LoopbackTransport.CreatePair();
        Send(first, second, 1);
        Assert.That(second.Receive(), Is.EqualTo(1));
        for (int i = 0; i < 200; i++) Send(first, second, (byte)i);
        Assert.That(second.GetReceived(0, out _)[0], Is.EqualTo(1));

        int next = 0;
        for (int count = second.Receive(); count > 0; count = second.Receive())
        {
            for (int i = 0; i < count; i++) Assert.That(second.GetReceived(i, out _)[0], Is.EqualTo(next++));
        }

        Assert.That(next, Is.EqualTo(200));
    }

    [Test]
    public void A_full_queue_drops_what_comes_and_counts_it()
    {
        var hub = new LoopbackHub();
        LoopbackTransport first = hub.Open();
        LoopbackTransport second = hub.Open(capacity: 3);
        for (byte i = 0; i < 5; i++) Send(first, second, i);
        Assert.That(second.Statistics.Overflow, Is.EqualTo(2));
        Assert.That(second.Receive(), Is.EqualTo(3));
        Assert.That(second.GetReceived(2, out _)[0], Is.EqualTo(2));
    }

    [Test]
    public void An_address_where_nobody_is_counts_as_refused_and_empty_datagrams_are_skipped()
    {
        (LoopbackTransport first, LoopbackTransport second) = LoopbackTransport.CreatePair();
        Stage(first, second, []);
        Assert.That(first.Flush(), Is.EqualTo(1));
        Assert.That(second.Receive(), Is.Zero);
        Assert.That(second.Statistics.Empty, Is.EqualTo(1));

        second.Dispose();
        Stage(first, second, [1]);
        Assert.That(first.Flush(), Is.Zero);
        Assert.That(first.Statistics.SendErrors, Is.EqualTo(1));
    }

    [Test]
    public void An_end_point_can_be_chosen_and_is_free_again_after_dispose()
    {
        var hub = new LoopbackHub();
        var at = new IPEndPoint(IPAddress.IPv6Loopback, 7777);
        LoopbackTransport first = hub.Open(at);
        Assert.That(first.LocalEndPoint, Is.EqualTo(at));
        Assert.Throws<InvalidOperationException>(() => hub.Open(at));
        first.Dispose();
        Assert.That(hub.Open(at).LocalEndPoint, Is.EqualTo(at));
        Assert.That(hub.Open(new IPEndPoint(IPAddress.IPv6Loopback, 0)).LocalEndPoint.Address, Is.EqualTo(IPAddress.IPv6Loopback));
        Assert.Throws<ArgumentOutOfRangeException>(() => hub.Open(capacity: 0));
    }

    [Test]
    public void After_dispose_every_use_is_an_exception()
    {
        LoopbackTransport transport = new LoopbackHub().Open();
        transport.Dispose();
        transport.Dispose();
        Assert.Throws<ObjectDisposedException>(() => transport.Flush());
        Assert.Throws<ObjectDisposedException>(() => transport.Receive());
        Assert.Throws<ObjectDisposedException>(() => transport.Wait(TimeSpan.Zero));
    }

    private static void Send(LoopbackTransport from, LoopbackTransport to, byte mark)
    {
        Stage(from, to, [mark]);
        from.Flush();
    }

    private static void Stage(LoopbackTransport from, LoopbackTransport to, byte[] datagram)
    {
        Assert.That(from.TryGetSendSlot(out Span<byte> slot), Is.True);
        datagram.CopyTo(slot);
        from.CommitSend(new DatagramPath(new ENetAddress(to.LocalEndPoint)), datagram.Length, default);
    }
}
