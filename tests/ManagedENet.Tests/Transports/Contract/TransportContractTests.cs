using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Sockets;
using System.Threading;
using ManagedENet.Shared;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Transports.Contract;

/// <summary>What <see cref="IDatagramTransport"/> promises for sending and receiving, with every transport there is.</summary>
[TestFixtureSource(typeof(TransportKinds))]
internal sealed class TransportContractTests
{
    private readonly TransportKind _kind;
    private TransportRig _rig = null!;

    public TransportContractTests(TransportKind kind) => _kind = kind;

    private IDatagramTransport First => _rig.First;

    private IDatagramTransport Second => _rig.Second;

    [SetUp]
    public void SetUp() => _rig = new TransportRig(_kind);

    [TearDown]
    public void TearDown() => _rig?.Dispose();

    [Test]
    public void What_was_committed_leaves_at_the_flush_whole_and_in_order()
    {
        int[] lengths = [1, 100, 100, 1372, 1372, 4096 - First.OverheadBytes, 7];
        for (int i = 0; i < lengths.Length; i++) _rig.Stage(First, _rig.AddressOf(Second), Payload.Make(lengths[i], seed: i));
        Assert.That(Second.Receive(), Is.Zero, "nothing leaves before the flush");

        Assert.That(First.Flush(), Is.EqualTo(lengths.Length));
        List<(byte[] Datagram, DatagramPath Path)> received = _rig.Receive(Second, lengths.Length);
        for (int i = 0; i < lengths.Length; i++)
        {
            Assert.That(received[i].Datagram, Is.EqualTo(Payload.Make(lengths[i], seed: i)), $"datagram {i}");
            Assert.That(received[i].Path.Remote, Is.EqualTo(_rig.AddressOf(First)), $"datagram {i}");
        }
    }

    [Test]
    public void The_path_that_a_datagram_came_over_carries_the_answer_back_from_the_address_that_was_written_to()
    {
        _rig.Send(First, _rig.AddressOf(Second), [1]);
        DatagramPath path = _rig.Receive(Second, 1).Single().Path;
        Assert.That(path.Local.IsEmpty || path.Local == _rig.AddressOf(Second), Is.True, $"{path} names the address that was written to, or none");

        Second.TryGetSendSlot(out Span<byte> slot);
        slot[0] = 2;
        Second.CommitSend(path, 1, default);
        Second.Flush();
        (byte[] answer, DatagramPath back) = _rig.Receive(First, 1).Single();
        Assert.That(answer, Is.EqualTo(new byte[] { 2 }));
        Assert.That(back.Remote, Is.EqualTo(_rig.AddressOf(Second)));
    }

    [Test]
    public void A_slot_holds_the_longest_datagram_less_the_overhead_and_costs_nothing_until_it_is_committed()
    {
        for (int i = 0; i < 1000; i++)
        {
            Assert.That(First.TryGetSendSlot(out Span<byte> slot), Is.True);
            Assert.That(slot.Length, Is.GreaterThanOrEqualTo(4096 - First.OverheadBytes));
        }

        Assert.That(First.Flush(), Is.Zero);
    }

    [Test]
    public void An_impossible_length_is_an_exception()
    {
        var path = new DatagramPath(_rig.AddressOf(Second));
        First.TryGetSendSlot(out _);
        Assert.Throws<ArgumentOutOfRangeException>(() => First.CommitSend(path, -1, default));
        Assert.Throws<ArgumentOutOfRangeException>(() => First.CommitSend(path, 4097 - First.OverheadBytes, default));
    }

    [Test]
    public void However_much_is_staged_it_leaves_in_order_and_there_is_room_again()
    {
        const int Count = 200;
        for (int i = 0; i < Count; i++)
        {
            if (!First.TryGetSendSlot(out _)) First.Flush();
            _rig.Stage(First, _rig.AddressOf(Second), [(byte)i]);
        }

        First.Flush();
        Assert.That(First.TryGetSendSlot(out _), Is.True);
        Assert.That(_rig.Receive(Second, Count).Select(r => (int)r.Datagram[0]), Is.EqualTo(Enumerable.Range(0, Count)));
    }

    [Test]
    public void A_batch_has_no_more_datagrams_than_it_says()
    {
        _rig.Send(First, _rig.AddressOf(Second), [1]);
        var deadline = new TestDeadline();
        int count;
        while ((count = Second.Receive()) == 0) deadline.ThrowIfPassed("a datagram");
        Assert.Throws<ArgumentOutOfRangeException>(() => Second.GetReceived(count, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => Second.GetReceived(-1, out _));
    }

    [Test]
    public void A_received_datagram_may_be_written_to()
    {
        _rig.Send(First, _rig.AddressOf(Second), [1, 2, 3]);
        var deadline = new TestDeadline();
        while (Second.Receive() == 0) deadline.ThrowIfPassed("a datagram");
        Second.GetReceived(0, out _).Fill(9);
        Assert.That(Second.GetReceived(0, out _).ToArray(), Is.EqualTo(new byte[] { 9, 9, 9 }));
    }

    [Test]
    public void A_transport_that_says_it_is_drained_has_left_nothing_behind()
    {
        const int Count = 100;
        for (int i = 0; i < Count; i++)
        {
            if (!First.TryGetSendSlot(out _)) First.Flush();
            _rig.Stage(First, _rig.AddressOf(Second), [(byte)i]);
        }

        First.Flush();

        // The last of them is there when all are, because a network within a machine keeps their order.
        var deadline = new TestDeadline();
        int received = 0;
        bool wasDrained = false;
        while (received < Count)
        {
            deadline.ThrowIfPassed($"{Count} datagrams");
            int count = Second.Receive();
            received += count;
            if (!_rig.CanWait) Assert.That(wasDrained, Is.False, "drained, and yet there was more");
            wasDrained = Second.IsDrained;
        }

        if (wasDrained) Assert.That(Second.Receive(), Is.Zero);
    }

    [Test]
    public void A_refused_destination_is_reported_with_its_datagram_and_stops_nobody_else()
    {
        _rig.Stage(First, _rig.Refusing, new byte[321]);
        _rig.Stage(First, _rig.AddressOf(Second), [4]);
        Assert.That(First.Flush(), Is.EqualTo(1));
        Assert.That(_rig.Receive(Second, 1).Single().Datagram, Is.EqualTo(new byte[] { 4 }));

        Assert.That(First.TryTakeRefusal(out DatagramRefusal refusal), Is.True);
        Assert.That(refusal.Path, Is.EqualTo(new DatagramPath(_rig.Refusing)));
        Assert.That(refusal.LengthBytes, Is.EqualTo(321 + First.OverheadBytes).Or.EqualTo(321));
        Assert.That(refusal.Error, Is.Not.EqualTo(SocketError.Success));
        Assert.That(refusal.Error, Is.EqualTo(First.Statistics.LastError));
        Assert.That(refusal.IsTooLong, Is.False);
        Assert.That(First.TryTakeRefusal(out _), Is.False);
        Assert.That(First.Statistics.SendErrors, Is.EqualTo(1));
    }

    [Test]
    public void Refusals_that_nobody_takes_are_bounded_and_the_latest_stay()
    {
        const int Count = 1000;
        for (int i = 0; i < Count; i++) _rig.Send(First, _rig.Refusing, new byte[1 + i]);

        var lengths = new List<int>();
        while (First.TryTakeRefusal(out DatagramRefusal refusal)) lengths.Add(refusal.LengthBytes);
        Assert.That(lengths, Has.Count.InRange(16, 100));
        int last = lengths[^1];
        Assert.That(last, Is.EqualTo(Count).Or.EqualTo(Count + First.OverheadBytes));
        Assert.That(lengths, Is.EqualTo(Enumerable.Range(last - lengths.Count + 1, lengths.Count)), "the oldest of them first");
        Assert.That(First.Statistics.SendErrors, Is.EqualTo(Count));
    }

    [Test]
    public void Whether_a_datagram_may_be_cut_changes_neither_its_bytes_nor_the_order()
    {
        DatagramFragmentation[] wishes = [DatagramFragmentation.SystemDefault, DatagramFragmentation.Forbidden, DatagramFragmentation.Allowed];
        for (int i = 0; i < 30; i++)
        {
            _rig.Stage(First, _rig.AddressOf(Second), Payload.Make(100, seed: i), new DatagramSendOptions { Fragmentation = wishes[(i / 2) % 3] });
        }

        Assert.That(First.Flush(), Is.EqualTo(30));
        List<(byte[] Datagram, DatagramPath Path)> received = _rig.Receive(Second, 30);
        for (int i = 0; i < 30; i++) Assert.That(received[i].Datagram, Is.EqualTo(Payload.Make(100, seed: i)), $"datagram {i}");
    }

    [Test]
    public void An_empty_datagram_is_skipped_and_counted()
    {
        if (First.OverheadBytes > 0) Assert.Ignore("With bytes added no datagram is empty.");
        _rig.Send(First, _rig.AddressOf(Second), []);
        _rig.Send(First, _rig.AddressOf(Second), [1]);
        Assert.That(_rig.Receive(Second, 1).Single().Datagram, Is.EqualTo(new byte[] { 1 }));
        Assert.That(Second.Statistics.Empty, Is.EqualTo(1));
    }

    [Test]
    public void It_says_what_can_be_reached_and_refuses_the_rest()
    {
        Assert.That(First.CanReach(_rig.AddressOf(Second)), Is.True);
        var other = new ENetAddress(System.Net.IPAddress.IPv6Loopback, 9);
        if (First.CanReach(other)) return;
        _rig.Send(First, other, [1]);
        Assert.That(First.TryTakeRefusal(out DatagramRefusal refusal), Is.True);
        Assert.That((refusal.Path.Remote, refusal.Error), Is.EqualTo((other, SocketError.AddressFamilyNotSupported)));
    }

    [Test]
    public void Nothing_is_due_where_nothing_is_on_its_way() => Assert.That(First.TimeUntilDeadline, Is.EqualTo(Timeout.InfiniteTimeSpan));

    [Test]
    public void The_counters_count_datagrams_and_bytes_on_the_network()
    {
        for (int i = 0; i < 5; i++) _rig.Stage(First, _rig.AddressOf(Second), Payload.Make(100 + i));
        First.Flush();
        _rig.Receive(Second, 5);
        int bytes = 510 + (5 * First.OverheadBytes);
        TransportStatistics sent = First.Statistics;
        TransportStatistics received = Second.Statistics;
        Assert.That((sent.SentDatagrams, sent.SentBytes), Is.EqualTo((5, bytes)));
        Assert.That((received.ReceivedDatagrams, received.ReceivedBytes), Is.EqualTo((5, bytes)));
        Assert.That(sent.SendCalls, Is.InRange(1, 5));
        Assert.That(received.ReceiveCalls, Is.InRange(1, 5));
        Assert.That((sent.SendErrors, sent.WouldBlock, received.ReceiveErrors, received.Truncated, received.Empty, received.Overflow), Is.EqualTo((0, 0, 0, 0, 0, 0)));
    }

    [Test]
    public void After_the_end_moving_datagrams_is_an_exception_and_the_rest_is_not()
    {
        _rig.Send(First, _rig.AddressOf(Second), [1]);
        First.Dispose();
        First.Dispose();
        Assert.Throws<ObjectDisposedException>(() => First.Flush());
        Assert.Throws<ObjectDisposedException>(() => First.Receive());
        Assert.Throws<ObjectDisposedException>(() => First.Wait(TimeSpan.Zero));
        First.Wake();
        Assert.That(First.Statistics.SentDatagrams, Is.EqualTo(1));
        Assert.That(First.Name, Is.Not.Empty);
        Assert.That(First.LocalEndPoint.Port, Is.Positive);
        Assert.That(First.OverheadBytes, Is.InRange(0, 3520));
    }

    [Test]
    public void It_may_be_disposed_by_another_thread_and_its_port_is_free_then()
    {
        var thread = new Thread(First.Dispose);
        thread.Start();
        thread.Join();
        Assert.Throws<ObjectDisposedException>(() => First.Receive());
        _rig.Send(Second, _rig.AddressOf(First), [1]);
    }

    [Test]
    [NonParallelizable]
    public void Neither_moving_datagrams_nor_refusals_nor_wakes_allocate()
    {
        var deadline = new TestDeadline();
        ENetAddress to = _rig.AddressOf(Second);
        ENetAddress refusing = _rig.Refusing;

        // The system's refusal is an exception to a plain socket, and that has its price.
        bool isFree = _kind is not (TransportKind.SocketIPv4 or TransportKind.SocketIPv6 or TransportKind.SocketDual or TransportKind.PaddedSocket);
        Move(1_000);
        Assert.That(AllocatedBytes.BeyondAllowance(() => Move(500)), Is.Zero);

        long Move(int rounds)
        {
            for (int i = 0; i < rounds; i++)
            {
                if (isFree) Commit(refusing, 100);
                Commit(to, 200);
                Commit(to, 200);
                First.Flush();
                First.TryTakeRefusal(out _);
                First.Wake();
                First.Wait(TimeSpan.FromMilliseconds(1));
                for (int received = 0; received < 2;)
                {
                    deadline.ThrowIfPassed("two datagrams");
                    int count = Second.Receive();
                    for (int k = 0; k < count; k++) Second.GetReceived(k, out _);
                    received += count;
                }

                _ = First.TimeUntilDeadline;
            }

            return isFree ? 0 : LibraryTarget.SocketAllocation(datagrams: rounds * 2);
        }

        void Commit(in ENetAddress address, int length)
        {
            First.TryGetSendSlot(out Span<byte> slot);
            slot.Slice(0, length).Fill(1);
            First.CommitSend(new DatagramPath(address), length, default);
        }
    }
}
