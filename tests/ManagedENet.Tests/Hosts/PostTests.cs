using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading;
using ManagedENet.Shared;
using ManagedENet.Tests.Calls;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Hosts;

/// <summary>Other threads wake a host that waits, and have things done on its thread.</summary>
public sealed class PostTests
{
    private static readonly Action<ENetHost, int[]> CountOne = static (_, counts) => counts[0]++;

    [Test]
    public void A_call_that_waits_without_an_end_comes_back(
        [Values] DisposeThreadTests.Face face, [Values(ENetTransportKind.Automatic, ENetTransportKind.Socket)] ENetTransportKind kind, [Values] bool byPost)
    {
        ENetHost? host = null;
        using var isThere = new ManualResetEventSlim();
        int done = 0;
        bool hasEvent = true;
        var owner = new Thread(() =>
        {
            host = ENetHost.Bind(new IPEndPoint(IPAddress.Loopback, 0), new ENetHostOptions { Transport = kind });
            isThere.Set();
            hasEvent = Service(host, face, Timeout.InfiniteTimeSpan);
            host.Dispose();
        });
        owner.IsBackground = true;
        owner.Start();
        isThere.Wait();
        if (byPost) host!.Post((_, _) => done++, 0);
        else host!.Wake();
        Assert.That(owner.Join(TimeSpan.FromSeconds(60)), Is.True, "it came before the wait or in it");
        Assert.That((hasEvent, done), Is.EqualTo((false, byPost ? 1 : 0)));
    }

    [Test]
    public void Any_number_of_calls_end_one_wait_and_no_second_one([Values] DisposeThreadTests.Face face)
    {
        var clock = new ManualClock();
        using var host = new ENetHost(new WaitingTransport(new LoopbackHub().Open(), clock), options: null, clock);
        long startMs = clock.NowMs;
        for (int i = 0; i < 5; i++) host.Wake();
        Assert.That(Service(host, face, TimeSpan.FromSeconds(1)), Is.False);
        Assert.That(clock.NowMs, Is.EqualTo(startMs));
        Service(host, face, TimeSpan.FromSeconds(1));
        Assert.That(clock.NowMs, Is.EqualTo(startMs + 1_000));
    }

    [Test]
    public void What_eight_threads_post_is_done_once_and_each_thread_s_in_its_order([Values] DisposeThreadTests.Face face)
    {
        const int threads = 8, posts = 20_000;
        using var host = ENetHost.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int[] next = new int[threads];
        int wrong = 0;
        Thread[] senders = [.. Enumerable.Range(0, threads).Select(number => new Thread(() =>
        {
            for (int i = 0; i < posts; i++)
            {
                host.Post((_, letter) =>
                {
                    if (next[letter.number]++ != letter.i) wrong++;
                }, (number, i));
            }
        }))];
        foreach (Thread sender in senders) sender.Start();
        var deadline = new TestDeadline();
        while (next.Sum() < threads * posts)
        {
            deadline.ThrowIfPassed("all that was posted");
            Service(host, face, TimeSpan.FromSeconds(10));
        }

        foreach (Thread sender in senders) sender.Join();
        Assert.That((wrong, next.Distinct().Single()), Is.EqualTo((0, posts)));
    }

    [Test]
    public void What_an_action_sends_leaves_in_the_same_call([Values] DisposeThreadTests.Face face)
    {
        using HostPair pair = HostPair.OverLoopback();
        (ENetPeer atClient, _) = pair.Connect();
        for (int i = 0; i < 1_000; i++) pair.Step();
        pair.Client.Post(static (_, peer) => peer.Send(1, [7], ENetPacketFlags.Reliable), atClient);
        Service(pair.Client, face, TimeSpan.Zero);
        Assert.That(pair.Server.Service(TimeSpan.Zero, out ENetEvent e), Is.True);
        using (e.Packet) Assert.That((e.ChannelId, e.Packet.Span[0]), Is.EqualTo((1, 7)));
    }

    [Test]
    public void What_an_action_throws_leaves_the_call_and_the_rest_is_done_by_the_next([Values] DisposeThreadTests.Face face)
    {
        using var host = new ENetHost(new LoopbackHub().Open());
        var done = new List<int>();
        for (int i = 0; i < 4; i++)
        {
            host.Post((_, number) =>
            {
                done.Add(number);
                if (number % 2 == 1) throw new InvalidOperationException($"{number}");
            }, i);
        }

        Assert.That(Assert.Throws<InvalidOperationException>(() => Service(host, face, TimeSpan.Zero))!.Message, Is.EqualTo("1"));
        Assert.That(Assert.Throws<InvalidOperationException>(() => Service(host, face, TimeSpan.Zero))!.Message, Is.EqualTo("3"));
        Service(host, face, TimeSpan.Zero);
        Assert.That(done, Is.EqualTo(new[] { 0, 1, 2, 3 }));
    }

    [Test]
    public void One_that_posts_itself_again_for_ever_keeps_no_call_from_ending_and_nobody_from_the_network([Values] DisposeThreadTests.Face face)
    {
        using HostPair pair = HostPair.OverLoopback();
        int runs = 0;
        void Again(ENetHost host, int state)
        {
            runs++;
            host.Post(Again, state);
        }

        pair.Server.Post(Again, 0);
        for (int i = 0; i < 10; i++) Service(pair.Server, face, TimeSpan.FromMilliseconds(1));
        Assert.That(runs, Is.InRange(10, 20), "once at the beginning of a call, and once more where it would wait");
        pair.Connect();
    }

    [Test]
    public void An_action_may_use_the_host_but_not_service_or_dispose_it([Values] DisposeThreadTests.Face face)
    {
        using HostPair pair = HostPair.OverLoopback();
        Exception? service = null, dispose = null;
        ENetPeer? asked = null;
        pair.Client.Post((host, to) =>
        {
            service = Assert.Throws<InvalidOperationException>(() => host.Service(TimeSpan.Zero, out _));
            dispose = Assert.Throws<InvalidOperationException>(host.Dispose);
            asked = host.Connect(to);
        }, pair.ServerEndPoint);
        Service(pair.Client, face, TimeSpan.Zero);
        Assert.That((service?.Message, dispose?.Message), Is.Not.EqualTo(((string?)null, (string?)null)));
        Assert.That(pair.Expect(pair.Client, ENetEventType.Connect).Peer, Is.SameAs(asked));
    }

    [Test]
    public void A_host_that_is_disposed_takes_no_post_and_a_wake_does_nothing()
    {
        var host = new ENetHost(new LoopbackHub().Open());
        int[] counts = [0];
        Assert.That(host.Post(CountOne, counts), Is.True);
        host.Dispose();
        host.Wake();
        Assert.That((host.Post(CountOne, counts), counts[0]), Is.EqualTo((false, 0)));
        Assert.Throws<ArgumentNullException>(() => host.Post(null!, 0));
    }

    [Test]
    public void A_wake_before_another_transport_is_put_in_is_not_lost()
    {
        var clock = new ManualClock();
        using var host = new ENetHost(new LoopbackHub().Open(), options: null, clock);
        long startMs = clock.NowMs;
        host.Wake();
        host.Rebind(new WaitingTransport(new LoopbackHub().Open(), clock));
        Assert.That(host.Service(TimeSpan.FromSeconds(1), out _), Is.False);
        Assert.That(clock.NowMs, Is.EqualTo(startMs));
    }

    [Test]
    public void Posting_allocates_nothing_in_the_long_run()
    {
        using var host = new ENetHost(new LoopbackHub().Open());
        int[] counts = [0];
        Assert.That(AllocatedBytes.OfEveryRound(PostAndDo), Is.Zero);
        Assert.That(counts[0], Is.Positive);

        void PostAndDo()
        {
            for (int i = 0; i < 50; i++) host.Post(CountOne, counts);
            host.Service(TimeSpan.Zero, out _);
        }
    }

    private static bool Service(ENetHost host, DisposeThreadTests.Face face, TimeSpan timeout)
    {
        if (face == DisposeThreadTests.Face.Poll) return host.Service(timeout, out _);
        var handler = default(QuietHandler);
        return host.Service(timeout, ref handler) > 0;
    }
}
