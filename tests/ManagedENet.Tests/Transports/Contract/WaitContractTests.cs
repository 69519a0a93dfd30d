using System;
using System.Diagnostics;
using System.Threading;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Transports.Contract;

/// <summary>What <see cref="IDatagramTransport"/> promises for waiting and waking, with every transport there is.</summary>
[TestFixtureSource(typeof(TransportKinds))]
internal sealed class WaitContractTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    private readonly TransportKind _kind;
    private TransportRig _rig = null!;

    public WaitContractTests(TransportKind kind) => _kind = kind;

    private IDatagramTransport First => _rig.First;

    private IDatagramTransport Second => _rig.Second;

    [SetUp]
    public void SetUp() => _rig = new TransportRig(_kind);

    [TearDown]
    public void TearDown() => _rig?.Dispose();

    [TestCase(0.3)]
    [TestCase(1.0)]
    [TestCase(2.5)]
    public void A_wait_for_which_nothing_comes_is_over_at_its_end_and_not_before(double milliseconds)
    {
        var watch = Stopwatch.StartNew();
        Assert.That(First.Wait(TimeSpan.FromMilliseconds(milliseconds)), Is.False);
        if (_rig.CanWait) Assert.That(watch.Elapsed.TotalMilliseconds, Is.GreaterThanOrEqualTo(milliseconds - 0.05));
    }

    [Test]
    public void A_datagram_ends_a_wait()
    {
        _rig.Send(Second, _rig.AddressOf(First), [1]);
        Assert.That(First.Wait(_rig.CanWait ? Long : TimeSpan.Zero), Is.True);
        _rig.Receive(First, 1);
        Assert.That(First.Wait(TimeSpan.Zero), Is.False);
    }

    [Test]
    public void A_wake_that_comes_before_the_wait_is_not_lost()
    {
        First.Wake();
        Assert.That(First.Wait(Long), Is.True);
        Assert.That(First.Wait(TimeSpan.Zero), Is.False, "it ends one wait and no other");
    }

    [Test]
    public void Many_wakes_before_a_wait_end_one_wait()
    {
        for (int i = 0; i < 10_000; i++) First.Wake();
        Assert.That(First.Wait(Long), Is.True);
        Assert.That(First.Wait(TimeSpan.Zero), Is.False);
        First.Wake();
        Assert.That(First.Wait(Long), Is.True, "and the next one ends the next");
    }

    [Test]
    public void A_wait_without_an_end_is_ended_by_a_wake_too()
    {
        First.Wake();
        Assert.That(First.Wait(Timeout.InfiniteTimeSpan), Is.True);
    }

    [Test]
    public void A_wake_is_neither_a_datagram_nor_counted()
    {
        First.Wake();
        First.Wait(Long);
        Assert.That(First.Receive(), Is.Zero);
        Assert.That(First.Statistics, Is.EqualTo(First.Statistics with { ReceivedDatagrams = 0, ReceiveCalls = 0, Empty = 0, ReceiveErrors = 0, SentDatagrams = 0 }));
    }

    [Test]
    public void A_wake_hides_no_datagram_and_a_datagram_no_wake()
    {
        _rig.Send(Second, _rig.AddressOf(First), [1]);
        First.Wake();
        Assert.That(First.Wait(Long), Is.True);
        _rig.Receive(First, 1);

        // It may have ended that wait too, or be still to come; then it is over.
        First.Wait(TimeSpan.Zero);
        Assert.That(First.Wait(TimeSpan.Zero), Is.False);
    }

    [Test]
    public void A_thread_that_waits_is_woken_by_another_each_time_and_sees_what_that_one_wrote()
    {
        const int Times = 2_000;
        int asked = 0;
        int answered = 0;
        var waker = new Thread(() =>
        {
            for (int i = 1; i <= Times; i++)
            {
                SpinWait.SpinUntil(() => Volatile.Read(ref asked) >= i);

                // A plain write: the wake makes it seen.
                answered = i;
                First.Wake();
            }
        });
        waker.Start();
        bool areAllSeen = true;
        for (int i = 1; i <= Times; i++)
        {
            Volatile.Write(ref asked, i);
            if (_rig.CanWait) Assert.That(First.Wait(Long), Is.True);
            else SpinWait.SpinUntil(() => First.Wait(TimeSpan.Zero));
            areAllSeen &= answered == i;
        }

        waker.Join();
        Assert.That(areAllSeen, Is.True);
        Assert.That(First.Wait(TimeSpan.Zero), Is.False, "as many waits as wakes");
    }

    [Test]
    public void Wakes_from_many_threads_lose_none()
    {
        const int Threads = 4;
        const int Each = 5_000;
        int posted = 0;
        int seen = 0;
        var wakers = new Thread[Threads];
        for (int t = 0; t < Threads; t++)
        {
            wakers[t] = new Thread(() =>
            {
                for (int i = 0; i < Each; i++)
                {
                    Interlocked.Increment(ref posted);
                    First.Wake();
                }
            });
            wakers[t].Start();
        }

        // Whoever loses one waits for a wake that never comes.
        var deadline = new TestDeadline();
        while (seen < Threads * Each)
        {
            deadline.ThrowIfPassed("every wake");
            if (!First.Wait(TimeSpan.FromSeconds(5)) && _rig.CanWait) break;
            seen = Volatile.Read(ref posted);
        }

        foreach (Thread waker in wakers) waker.Join();
        Assert.That(seen, Is.EqualTo(Threads * Each));
    }

    [Test]
    public void Whoever_wakes_while_another_thread_disposes_notices_nothing()
    {
        Exception? thrown = null;
        bool isOver = false;
        int wakes = 0;
        var waker = new Thread(() =>
        {
            try
            {
                while (!Volatile.Read(ref isOver))
                {
                    First.Wake();
                    Volatile.Write(ref wakes, wakes + 1);
                }
            }
            catch (Exception e)
            {
                thrown = e;
            }
        });
        waker.Start();
        SpinWait.SpinUntil(() => Volatile.Read(ref wakes) > 100);
        for (int i = 0; i < 50; i++) First.Wait(TimeSpan.Zero);
        First.Dispose();
        int then = Volatile.Read(ref wakes);
        SpinWait.SpinUntil(() => Volatile.Read(ref wakes) > then + 100);
        Volatile.Write(ref isOver, true);
        waker.Join();
        Assert.That(thrown, Is.Null);
    }
}
