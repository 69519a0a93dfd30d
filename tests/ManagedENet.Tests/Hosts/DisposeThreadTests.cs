using System;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Hosts;

/// <summary>Where an await comes back is not where it left: a host is closed by whichever thread gets there, and by one only.</summary>
public sealed class DisposeThreadTests
{
    private static readonly TimeSpan NeverReached = TimeSpan.FromMinutes(10);

    public enum Face
    {
        Poll,
        Handler,
    }

    [Test]
    public void Another_thread_closes_a_host_that_nobody_is_inside_of_and_its_port_is_free(
        [Values(ENetTransportKind.Automatic, ENetTransportKind.Socket)] ENetTransportKind kind)
    {
        ENetHost host = ENetHost.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.78"), 0), new ENetHostOptions { Transport = kind });
        IPEndPoint at = host.LocalEndPoint;
        host.Service(TimeSpan.Zero, out _);
        Assert.That(RunOnOtherThread(host.Dispose), Is.Null);
        Assert.Throws<ObjectDisposedException>(() => host.Service(TimeSpan.Zero, out _));
        Assert.Throws<ObjectDisposedException>(() => host.Connect(at));
        Assert.That(RunOnOtherThread(host.Dispose), Is.Null);
        host.Dispose();
        using ENetHost again = ENetHost.Bind(at);
    }

    [Test]
    public void The_exception_that_ends_a_using_is_the_one_that_was_thrown_in_it()
    {
        // What happens to a program that awaits inside a using, and comes back on another thread.
        var host = new ENetHost(new LoopbackHub().Open());
        Exception? thrown = RunOnOtherThread(() =>
        {
            using (host) host.Service(TimeSpan.Zero, out _);
        });
        Assert.That(thrown, Is.TypeOf<InvalidOperationException>());
        Assert.That(thrown!.StackTrace, Does.Contain(nameof(ENetHost.Service)));
        Assert.Throws<ObjectDisposedException>(() => host.Flush());
    }

    [Test]
    public async Task A_using_around_an_await_ends_without_an_exception_wherever_it_comes_back()
    {
        StrictTransport transport;
        using (var host = new ENetHost(transport = new StrictTransport(new LoopbackHub().Open())))
        {
            host.Service(TimeSpan.Zero, out _);
            await Task.Run(() => { });
        }

        Assert.That((transport.Disposals, transport.Fault), Is.EqualTo((1, (string?)null)));
    }

    [Test]
    public void A_call_that_waits_is_ended_and_closes_the_host_itself(
        [Values] Face face, [Values(ENetTransportKind.Automatic, ENetTransportKind.Socket)] ENetTransportKind kind)
    {
        StrictTransport transport = Open(kind);
        ENetHost? host = null;
        bool? hasEvent = null;
        Exception? next = null;
        int ownerId = 0;
        var owner = new Thread(() =>
        {
            host = new ENetHost(transport);
            ownerId = Environment.CurrentManagedThreadId;
            hasEvent = Service(host, face, Timeout.InfiniteTimeSpan);
            next = Catch(() => host.Service(TimeSpan.Zero, out _));
        });
        owner.IsBackground = true;
        owner.Start();
        Assert.That(transport.IsWaitedFor.Wait(TimeSpan.FromSeconds(20)), Is.True, "it waits");
        host!.Dispose();
        Assert.That(owner.Join(TimeSpan.FromSeconds(20)), Is.True, "the wait without an end has been ended");
        Assert.That(hasEvent, Is.False);
        Assert.That(next, Is.TypeOf<ObjectDisposedException>());
        Assert.That((transport.Disposals, transport.DisposedByThread, transport.Fault), Is.EqualTo((1, ownerId, (string?)null)));
        using ENetHost again = ENetHost.Bind(transport.LocalEndPoint);
    }

    [Test]
    public void A_handler_that_runs_goes_on_and_the_host_is_closed_when_its_call_ends()
    {
        var hub = new LoopbackHub();
        var transport = new StrictTransport(hub.Open());
        using LoopbackTransport remote = hub.Open();
        using var isInside = new ManualResetEventSlim();
        using var mayGoOn = new ManualResetEventSlim();
        bool wasOpenInside = false;
        bool hasSent = false;
        var interceptor = new Intercepting((host, from) =>
        {
            isInside.Set();
            mayGoOn.Wait();
            wasOpenInside = transport.Disposals == 0;
            hasSent = host.SendUnconnected(from, [1, 2, 3]);
            host.Flush();
        });
        ENetHost? host = null;
        Exception? thrown = null;
        Exception? next = null;
        var owner = new Thread(() =>
        {
            host = new ENetHost(transport, new ENetHostOptions { Interceptor = interceptor });
            remote.TryGetSendSlot(out Span<byte> slot);
            slot.Slice(0, 10).Clear();
            remote.CommitSend(new DatagramPath(new ENetAddress(transport.LocalEndPoint)), 10, default);
            remote.Flush();
            thrown = Catch(() => host.Service(NeverReached, out _));
            next = Catch(host.Flush);
        });
        owner.IsBackground = true;
        owner.Start();
        Assert.That(isInside.Wait(TimeSpan.FromSeconds(20)), Is.True);

        // It does not wait for the handler, which may wait for this thread.
        host!.Dispose();
        host.Dispose();
        mayGoOn.Set();
        Assert.That(owner.Join(TimeSpan.FromSeconds(20)), Is.True);
        Assert.That((wasOpenInside, hasSent, thrown), Is.EqualTo((true, true, (Exception?)null)));
        Assert.That(next, Is.TypeOf<ObjectDisposedException>());
        Assert.That((transport.Disposals, transport.Fault), Is.EqualTo((1, (string?)null)));
        Assert.That(remote.Receive(), Is.EqualTo(1), "what the handler sent has left");
    }

    [Test]
    public void An_event_that_was_found_is_given_and_its_packet_outlives_the_host()
    {
        var hub = new LoopbackHub();
        var clock = new ManualClock();
        var server = new ENetHost(hub.Open(), new ENetHostOptions { Interceptor = new Intercepting((host, _) => RunOnOtherThread(host.Dispose)) { IsArmed = false } }, clock);
        using var client = new ENetHost(hub.Open(), options: null, clock);
        ENetPeer peer = client.Connect(server.LocalEndPoint);
        for (int i = 0; i < 100; i++)
        {
            clock.NowMs++;
            client.Service(TimeSpan.Zero, out _);
            server.Service(TimeSpan.Zero, out _);
        }

        peer.Send(0, [1, 2, 3], ENetPacketFlags.Reliable);
        client.Flush();
        ((Intercepting)server.Options.Interceptor!).IsArmed = true;
        Assert.That(server.Service(TimeSpan.Zero, out ENetEvent e), Is.True);
        Assert.That(e.Type, Is.EqualTo(ENetEventType.Receive));
        Assert.That(e.Packet.Span.ToArray(), Is.EqualTo(new byte[] { 1, 2, 3 }));
        e.Packet.Dispose();
        Assert.Throws<ObjectDisposedException>(() => server.CheckEvents(out _));
    }

    [Test]
    public void An_exception_that_leaves_a_call_closes_the_host_too_and_stays_itself()
    {
        var hub = new LoopbackHub();
        var transport = new StrictTransport(hub.Open());
        using LoopbackTransport remote = hub.Open();
        var host = new ENetHost(transport, new ENetHostOptions
        {
            Interceptor = new Intercepting((host, _) =>
            {
                RunOnOtherThread(host.Dispose);
                throw new TimeoutException("the interceptor's own");
            }),
        });
        remote.TryGetSendSlot(out _);
        remote.CommitSend(new DatagramPath(new ENetAddress(transport.LocalEndPoint)), 10, default);
        remote.Flush();
        Assert.Throws<TimeoutException>(() => host.Service(TimeSpan.Zero, out _));
        Assert.That(transport.Disposals, Is.EqualTo(1));
    }

    [Test]
    public void Whoever_disposes_from_inside_of_a_call_of_the_hosts_own_thread_is_told()
    {
        var hub = new LoopbackHub();
        using LoopbackTransport remote = hub.Open();
        Exception? thrown = null;
        using var host = new ENetHost(hub.Open(), new ENetHostOptions { Interceptor = new Intercepting((host, _) => thrown = Catch(host.Dispose)) });
        remote.TryGetSendSlot(out _);
        remote.CommitSend(new DatagramPath(new ENetAddress(host.LocalEndPoint)), 10, default);
        remote.Flush();
        host.Service(TimeSpan.Zero, out _);
        Assert.That(thrown, Is.TypeOf<InvalidOperationException>());
        host.Service(TimeSpan.Zero, out _);
    }

    [Test]
    public void Many_threads_that_dispose_at_once_close_it_once()
    {
        for (int round = 0; round < 50; round++)
        {
            var transport = new StrictTransport(new LoopbackHub().Open());
            var host = new ENetHost(transport);
            using var start = new ManualResetEventSlim();
            var threads = new Thread[4];
            for (int i = 0; i < threads.Length; i++)
            {
                threads[i] = new Thread(() =>
                {
                    start.Wait();
                    host.Dispose();
                });
                threads[i].Start();
            }

            start.Set();
            foreach (Thread thread in threads) thread.Join();
            Assert.That((transport.Disposals, transport.Fault), Is.EqualTo((1, (string?)null)));
        }
    }

    [Test]
    public void Closing_at_any_moment_of_the_owners_work_neither_corrupts_nor_surprises()
    {
        for (int round = 0; round < 200; round++)
        {
            var hub = new LoopbackHub();
            var transport = new StrictTransport(hub.Open());
            int calls = 0;
            ENetHost? host = null;
            Exception? thrown = null;
            using var isReady = new ManualResetEventSlim();
            var owner = new Thread(() =>
            {
                host = new ENetHost(transport);
                var self = new ENetAddress(transport.LocalEndPoint);
                ENetPeer peer = host.Connect(self);
                isReady.Set();
                thrown = Catch(() =>
                {
                    // Every kind of call: those that use the transport, and those that do not.
                    for (int i = 0; i < 1_000_000; i++)
                    {
                        Volatile.Write(ref calls, i);
                        while (host.Service(TimeSpan.Zero, out ENetEvent e)) e.Packet.Dispose();
                        peer.Send(0, Payload.Make(100 + (i % 3000)), ENetPacketFlags.Reliable);
                        host.SendUnconnected(self, [1, 2, 3]);
                        host.Flush();
                        if (i % 10 == 9) peer.DisconnectNow();
                        if (i % 10 == 9) peer = host.Connect(self);
                    }
                });
            });
            owner.IsBackground = true;
            owner.Start();
            isReady.Wait();
            int until = round % 20;
            SpinWait.SpinUntil(() => Volatile.Read(ref calls) >= until);
            host!.Dispose();
            owner.Join();
            Assert.That(thrown, Is.TypeOf<ObjectDisposedException>());
            Assert.That((transport.Disposals, transport.Fault), Is.EqualTo((1, (string?)null)));
        }
    }

    [Test]
    public void A_host_cannot_be_taken_over_while_its_thread_is_inside()
    {
        StrictTransport transport = Open(ENetTransportKind.Socket);
        ENetHost? host = null;
        var owner = new Thread(() =>
        {
            host = new ENetHost(transport);
            host.Service(Timeout.InfiniteTimeSpan, out _);
        });
        owner.IsBackground = true;
        owner.Start();
        Assert.That(transport.IsWaitedFor.Wait(TimeSpan.FromSeconds(20)), Is.True, "it waits");
        Assert.Throws<InvalidOperationException>(() => host!.AttachToCurrentThread());
        host!.Dispose();
        owner.Join();
        Assert.Throws<ObjectDisposedException>(() => host!.AttachToCurrentThread());
    }

    private static StrictTransport Open(ENetTransportKind kind)
    {
        return new StrictTransport(SystemTransport.Open(kind, IPAddress.Parse("127.0.0.79")));
    }

    private static bool Service(ENetHost host, Face face, TimeSpan timeout)
    {
        if (face == Face.Poll) return host.Service(timeout, out _);
        var handler = default(SilentHandler);
        return host.Service(timeout, ref handler) > 0;
    }

    private static Exception? Catch(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private static Exception? RunOnOtherThread(Action action)
    {
        Exception? thrown = null;
        var thread = new Thread(() => thrown = Catch(action));
        thread.Start();
        thread.Join();
        return thrown;
    }

    private sealed class Intercepting : IDatagramInterceptor
    {
        private readonly Action<ENetHost, ENetAddress> _action;

        public Intercepting(Action<ENetHost, ENetAddress> action) => _action = action;

        public bool IsArmed { get; set; } = true;

        public bool Intercept(ENetHost host, in ENetAddress from, ReadOnlySpan<byte> datagram)
        {
            if (IsArmed) _action(host, from);
            return false;
        }
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
