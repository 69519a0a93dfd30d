using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ManagedENet.Shared;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Impairment;

[TestFixture]
internal sealed class ImpairedTransportTests
{
    private static readonly NetworkImpairmentOptions Delay40 = new() { DelayMs = 40 };

    [Test]
    public void Without_options_everything_goes_straight_through()
    {
        var inner = new RecordingTransport();
        using var transport = Over(inner, outgoing: null, incoming: null);
        Send(transport, 1, 2, 3);
        Assert.That(transport.Flush(), Is.EqualTo(3));
        inner.Arriving.Enqueue((0, new byte[] { 9 }));
        Assert.That(transport.Receive(), Is.EqualTo(1));
        Assert.That(transport.GetReceived(0, out DatagramPath path)[0], Is.EqualTo(9));
        Assert.That(path, Is.EqualTo(RecordingTransport.FromOther));
        Assert.That(inner.Sent.Select(s => s.Hex), Is.EqualTo(new[] { "01", "02", "03" }));
    }

    [Test]
    public void Sent_datagrams_leave_after_the_delay_and_not_before()
    {
        var inner = new RecordingTransport();
        using var transport = Over(inner, Delay40);
        Send(transport, 1);
        Assert.That(transport.Flush(), Is.Zero);
        inner.NowMs = 39;
        Assert.That(transport.Flush(), Is.Zero);
        inner.NowMs = 40;
        Assert.That(transport.Flush(), Is.EqualTo(1));
        Assert.That(inner.Sent, Is.EqualTo(new[] { (40L, "01") }));
    }

    [Test]
    public void Receiving_sends_what_is_due_so_that_a_host_that_only_listens_still_delivers()
    {
        var inner = new RecordingTransport();
        using var transport = Over(inner, Delay40);
        Send(transport, 1);
        inner.NowMs = 40;
        transport.Receive();
        Assert.That(inner.Sent, Has.Count.EqualTo(1));
    }

    [Test]
    public void Waiting_sends_each_delayed_datagram_at_its_time_and_goes_on_waiting()
    {
        var inner = new RecordingTransport();
        using var transport = Over(inner, Delay40);
        Send(transport, 1);
        inner.NowMs = 10;
        Send(transport, 2);
        Assert.That(transport.Wait(TimeSpan.FromMilliseconds(100)), Is.False);
        Assert.That(inner.Sent, Is.EqualTo(new[] { (40L, "01"), (50L, "02") }));
        Assert.That(inner.NowMs, Is.EqualTo(110), "the whole time is waited");
    }

    [Test]
    public void Waiting_ends_when_a_delayed_received_datagram_is_due()
    {
        var inner = new RecordingTransport();
        using var transport = Over(inner, incoming: Delay40);
        inner.Arriving.Enqueue((5, new byte[] { 7 }));
        Assert.That(transport.Wait(TimeSpan.FromMilliseconds(100)), Is.True);
        Assert.That(transport.Receive(), Is.Zero, "it has arrived at the socket, and is delayed from now on");
        Assert.That(transport.Wait(TimeSpan.FromMilliseconds(100)), Is.True);
        Assert.That(inner.NowMs, Is.EqualTo(45));
        Assert.That(transport.Receive(), Is.EqualTo(1));
        Assert.That(transport.GetReceived(0, out _)[0], Is.EqualTo(7));
        Assert.That(transport.Receive(), Is.Zero);
    }

    [Test]
    public void A_wait_of_zero_does_not_wait()
    {
        var inner = new RecordingTransport();
        using var transport = Over(inner, Delay40, Delay40);
        Send(transport, 1);
        Assert.That(transport.Wait(TimeSpan.Zero), Is.False);
        Assert.That(inner.NowMs, Is.Zero);
    }

    [Test]
    public void A_wait_on_a_clock_that_stands_still_ends()
    {
        var inner = new RecordingTransport { DoesTimeStandStill = true };
        using var transport = Over(inner, Delay40);
        Send(transport, 1);
        Assert.That(transport.Wait(TimeSpan.FromMilliseconds(100)), Is.False);
        Assert.That(inner.Waits, Has.Count.EqualTo(1));
    }

    [Test]
    public void What_the_inner_transport_cannot_take_stays_in_order_and_leaves_later()
    {
        var inner = new RecordingTransport { FreeSlots = 1 };
        using var transport = Over(inner, Delay40);
        Send(transport, 1, 2, 3);
        inner.NowMs = 40;
        Assert.That(transport.Flush(), Is.EqualTo(1));
        Assert.That(transport.Wait(TimeSpan.FromMilliseconds(5)), Is.False);
        Assert.That(inner.Waits, Is.All.GreaterThanOrEqualTo(0), "a negative wait means forever to a socket");
        inner.FreeSlots = 10;
        Assert.That(transport.Flush(), Is.EqualTo(2));
        Assert.That(inner.Sent.Select(s => s.Hex), Is.EqualTo(new[] { "01", "02", "03" }));
    }

    [Test]
    public void More_than_a_batch_of_received_datagrams_comes_in_several()
    {
        var inner = new RecordingTransport();
        using var transport = Over(inner, incoming: Delay40);
        for (byte i = 0; i < 100; i++) inner.Arriving.Enqueue((0, new[] { i }));
        transport.Receive();
        inner.NowMs = 40;
        var received = new List<byte>();
        for (int count = transport.Receive(); count > 0; count = transport.Receive())
        {
            for (int i = 0; i < count; i++) received.Add(transport.GetReceived(i, out _)[0]);
        }

        Assert.That(received, Is.EqualTo(Enumerable.Range(0, 100)));
    }

    [Test]
    public void The_observer_hears_every_fate_of_both_directions()
    {
        var inner = new RecordingTransport();
        var heard = new List<string>();
        using var transport = new ImpairedTransport(inner, new ImpairedTransportOptions
        {
            Outgoing = new NetworkImpairmentOptions { LossRate = 1 },
            Incoming = new NetworkImpairmentOptions { DuplicationRate = 1 },
            Observer = (bool isOutgoing, in ENetAddress other, ReadOnlySpan<byte> datagram, ImpairmentFate fate) => heard.Add($"{isOutgoing} {other.Port} {datagram[0]} {fate}"),
        }, inner.Clock);
        Send(transport, 1);
        inner.Arriving.Enqueue((0, new byte[] { 2 }));
        Assert.That(transport.Receive(), Is.EqualTo(2));
        Assert.That(heard, Is.EqualTo(new[] { "True 99 1 Lost", "False 99 2 Duplicated" }));
        Assert.That(transport.Flush(), Is.Zero);
    }

    [Test]
    public void The_network_can_be_cut_and_healed_while_it_is_in_use()
    {
        var inner = new RecordingTransport();
        using var transport = Over(inner, new NetworkImpairmentOptions());
        transport.Outgoing!.Options = transport.Outgoing.Options with { IsCut = true };
        Send(transport, 1);
        transport.Flush();
        transport.Outgoing.Options = transport.Outgoing.Options with { IsCut = false };
        Send(transport, 2);
        transport.Flush();
        Assert.That(inner.Sent.Select(s => s.Hex), Is.EqualTo(new[] { "02" }));
        Assert.That(transport.Outgoing.Counters.LostInCut, Is.EqualTo(1));
    }

    [Test]
    public void Disposing_sends_what_is_still_under_way_and_disposes_the_inner_transport()
    {
        var inner = new RecordingTransport();
        var transport = Over(inner, Delay40);
        Send(transport, 1);
        transport.Dispose();
        transport.Dispose();
        Assert.That(inner.Sent, Has.Count.EqualTo(1));
        Assert.That(inner.IsDisposed, Is.True);
        Assert.Throws<ObjectDisposedException>(() => transport.Receive());
    }

    [Test]
    public void A_delayed_datagram_leaves_as_it_was_to_be_sent()
    {
        var inner = new RecordingTransport();
        using var transport = Over(inner, Delay40);
        var path = new DatagramPath(RecordingTransport.Other, ENetAddress.FromIPv4(0x7F000005, 7));
        var options = new DatagramSendOptions { Fragmentation = DatagramFragmentation.Forbidden };
        transport.CommitSend(path, 10, options);
        transport.CommitSend(new DatagramPath(RecordingTransport.Other), 10, default);
        inner.NowMs = 40;
        transport.Flush();
        Assert.That(inner.Committed, Is.EqualTo(new[] { (path, options), (new DatagramPath(RecordingTransport.Other), default) }));
    }

    [Test]
    public void On_a_narrow_path_only_what_may_be_cut_is_longer_than_it()
    {
        var inner = new RecordingTransport();
        using var transport = Over(inner, new NetworkImpairmentOptions { MtuBytes = 1_200 });
        foreach (DatagramFragmentation fragmentation in (DatagramFragmentation[])[DatagramFragmentation.SystemDefault, DatagramFragmentation.Forbidden, DatagramFragmentation.Allowed])
        {
            transport.CommitSend(new DatagramPath(RecordingTransport.Other), 1_201, new DatagramSendOptions { Fragmentation = fragmentation });
        }

        transport.Flush();
        Assert.That(inner.Committed.Select(c => c.Options.Fragmentation), Is.EqualTo(new[] { DatagramFragmentation.Allowed }));
        Assert.That(transport.Outgoing!.Counters.LostAsTooLong, Is.EqualTo(2));
    }

    [Test]
    public void A_delayed_received_datagram_keeps_the_way_it_came()
    {
        var inner = new RecordingTransport();
        using var transport = Over(inner, incoming: Delay40);
        inner.Arriving.Enqueue((0, new byte[] { 9 }));
        transport.Receive();
        inner.NowMs = 40;
        Assert.That(transport.Receive(), Is.EqualTo(1));
        transport.GetReceived(0, out DatagramPath path);
        Assert.That(path, Is.EqualTo(RecordingTransport.FromOther));
    }

    [Test]
    public void The_time_until_the_next_delayed_datagram_is_told()
    {
        var inner = new RecordingTransport();
        using var transport = Over(inner, Delay40, new NetworkImpairmentOptions { DelayMs = 25 });
        Assert.That(transport.TimeUntilDeadline, Is.EqualTo(Timeout.InfiniteTimeSpan));
        Send(transport, 1);
        Assert.That(transport.TimeUntilDeadline, Is.EqualTo(TimeSpan.FromMilliseconds(40)));
        inner.NowMs = 5;
        inner.Arriving.Enqueue((0, new byte[] { 9 }));
        transport.Receive();
        Assert.That(transport.TimeUntilDeadline, Is.EqualTo(TimeSpan.FromMilliseconds(25)));
        inner.NowMs = 30;
        Assert.That(transport.TimeUntilDeadline, Is.EqualTo(TimeSpan.Zero));
        transport.Receive();
        Assert.That(transport.TimeUntilDeadline, Is.EqualTo(TimeSpan.FromMilliseconds(10)));
        inner.NowMs = 40;
        transport.Flush();
        Assert.That(transport.TimeUntilDeadline, Is.EqualTo(Timeout.InfiniteTimeSpan));
    }

    [Test]
    public void What_the_inner_transport_cannot_take_is_due_again_after_a_pause()
    {
        var inner = new RecordingTransport { FreeSlots = 0 };
        using var transport = Over(inner, Delay40);
        Send(transport, 1);
        inner.NowMs = 50;
        Assert.That(transport.TimeUntilDeadline, Is.EqualTo(TimeSpan.Zero));
        transport.Flush();
        Assert.That(transport.TimeUntilDeadline, Is.EqualTo(TimeSpan.FromMilliseconds(1)));
        inner.FreeSlots = 1;
        transport.Flush();
        Assert.That(transport.TimeUntilDeadline, Is.EqualTo(Timeout.InfiniteTimeSpan));
    }

    [Test]
    public void A_wake_goes_to_the_inner_transport()
    {
        var inner = new RecordingTransport();
        using var transport = Over(inner, Delay40, Delay40);
        transport.Wake();
        Assert.That(inner.Wakes, Is.EqualTo(1));
    }

    [Test]
    public void Bad_options_are_refused_at_construction()
    {
        using var inner = new RecordingTransport();
        Assert.Throws<ArgumentOutOfRangeException>(() => Over(inner, new NetworkImpairmentOptions { LossRate = 2 }));
        Assert.Throws<ArgumentNullException>(() => _ = new ImpairedTransport(null!, new ImpairedTransportOptions()));
        Assert.Throws<ArgumentNullException>(() => _ = new ImpairedTransport(inner, null!));
    }

    [Test]
    public void Nothing_is_allocated_after_warm_up()
    {
        var bad = new NetworkImpairmentOptions { LossRate = 0.1, DuplicationRate = 0.1, ReorderRate = 0.1, DelayMs = 20, JitterMs = 10 };
        using var inner = new EndlessTransport();
        using var transport = new ImpairedTransport(inner, new ImpairedTransportOptions { Outgoing = bad, Incoming = bad with { Seed = 2 } }, inner.Clock);

        // More under way at once than the even flow afterwards ever has.
        for (int i = 0; i < 300; i++) Exchange(transport);
        Run(transport, 5_000);
        Assert.That(AllocatedBytes.OfEveryRound(() => Run(transport, 10_000)), Is.Zero);
        Assert.That(transport.Incoming!.Counters.Taken, Is.GreaterThan(10_000));
    }

    private static void Run(ImpairedTransport transport, int rounds)
    {
        for (int i = 0; i < rounds; i++)
        {
            Exchange(transport);
            transport.Wait(TimeSpan.FromMilliseconds(5));
        }
    }

    private static void Exchange(ImpairedTransport transport)
    {
        transport.TryGetSendSlot(out _);
        transport.CommitSend(new DatagramPath(RecordingTransport.Other), 1_000, default);
        transport.Flush();
        transport.Receive();
    }

    private static ImpairedTransport Over(RecordingTransport inner, NetworkImpairmentOptions? outgoing = null, NetworkImpairmentOptions? incoming = null)
        => new(inner, new ImpairedTransportOptions { Outgoing = outgoing, Incoming = incoming }, inner.Clock);

    private static void Send(ImpairedTransport transport, params byte[] datagrams)
    {
        foreach (byte content in datagrams)
        {
            Assert.That(transport.TryGetSendSlot(out Span<byte> slot), Is.True);
            Assert.That(slot.Length, Is.GreaterThanOrEqualTo(4_096));
            slot[0] = content;
            transport.CommitSend(new DatagramPath(RecordingTransport.Other), 1, default);
        }
    }
}
