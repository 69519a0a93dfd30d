using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using ManagedENet.Tests.Hosts.Handlers;
using ManagedENet.Tests.Support;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Hosts;

/// <summary>The loop of a service call that waits: it waits for what is not there yet, never for what is, and never less than the clock can tell.</summary>
public sealed class HostLoopTests
{
    private static readonly ENetAddress Somebody = ENetAddress.FromIPv4(0x7F00_0001, 99);

    [Test]
    public void Datagrams_that_a_round_left_over_are_read_before_the_host_waits([Values] bool isHandler, [Values(257, 300, 700)] int datagrams)
    {
        var network = new ScriptedTransport();
        List<long> seenAtMs = new();
        var interceptor = new Watcher(() => seenAtMs.Add(network.NowMs));
        using var host = new ENetHost(network, new ENetHostOptions { Interceptor = interceptor }, network);
        for (int i = 0; i < datagrams; i++) network.Waiting.Add([1, 2, 3]);
        long start = network.NowMs;
        Service(host, isHandler, TimeSpan.FromSeconds(1));
        Assert.That(seenAtMs, Has.Count.EqualTo(datagrams));
        Assert.That(seenAtMs, Is.All.EqualTo(start), "none of them has waited");
        Assert.That(network.NowMs, Is.EqualTo(start + 1_000), "and then it waits as long as it was told");
    }

    [Test]
    public void What_cannot_be_sent_now_is_tried_once_a_millisecond([Values] bool isHandler)
    {
        var network = new ScriptedTransport { IsFull = true };
        using var host = new ENetHost(network, new ENetHostOptions(), network);
        host.Connect(Somebody);
        Service(host, isHandler, TimeSpan.FromMilliseconds(50));
        Assert.That(network.RefusedSlots, Is.InRange(50, 400), "a few for each millisecond");
        network.IsFull = false;
        Service(host, isHandler, TimeSpan.FromMilliseconds(1));
        Assert.That(network.Sent, Is.EqualTo(1), "and it leaves when there is room");
    }

    [Test]
    public void What_the_network_holds_back_for_good_does_not_keep_a_call_from_ending([Values] bool isHandler)
    {
        var network = new ScriptedTransport { IsFull = true };
        using var host = new ENetHost(network, new ENetHostOptions(), network);
        for (int i = 0; i < 10; i++) host.Connect(Somebody);
        long start = network.NowMs;
        Service(host, isHandler, TimeSpan.FromSeconds(2));
        Assert.That(network.NowMs, Is.EqualTo(start + 2_000));
    }

    [Test]
    public void A_host_with_nothing_to_do_waits_once([Values] bool isHandler)
    {
        var network = new ScriptedTransport();
        using var host = new ENetHost(network, new ENetHostOptions(), network);
        Service(host, isHandler, TimeSpan.FromSeconds(30));
        Assert.That(network.Waits, Is.EqualTo(1));
    }

    private static void Service(ENetHost host, bool isHandler, TimeSpan timeout)
    {
        var handler = new CountingHandler();
        if (isHandler) Assert.That(host.Service(timeout, ref handler), Is.Zero);
        else Assert.That(host.Service(timeout, out _), Is.False);
    }

    private sealed class Watcher(Action onSeen) : IDatagramInterceptor
    {
        public bool Intercept(ENetHost host, in ENetAddress from, ReadOnlySpan<byte> datagram)
        {
            onSeen();
            return true;
        }
    }

    /// <summary>Gives all that waits in one batch, is full when a test says so, and lets time pass when it is waited on. It ends a loop that never waits.</summary>
    private sealed class ScriptedTransport : IDatagramTransport, IMonotonicClock
    {
        private const int MostCallsAtOneTime = 10_000;

        private readonly byte[] _slot = new byte[4_096];
        private List<byte[]> _batch = new();
        private int _calls;

        public List<byte[]> Waiting { get; private set; } = new();

        public bool IsFull { get; set; }

        public int RefusedSlots { get; private set; }

        public int Sent { get; private set; }

        public int Waits { get; private set; }

        public long NowMs { get; private set; } = 5_000;

        public string Name => "scripted";

        public IPEndPoint LocalEndPoint { get; } = new(IPAddress.Loopback, 7);

        public TransportStatistics Statistics => default;

        public bool TryGetSendSlot(out Span<byte> slot)
        {
            Count();
            slot = IsFull ? default : _slot;
            if (IsFull) RefusedSlots++;
            return !IsFull;
        }

        public void CommitSend(in ENetAddress to, int length) => Sent++;

        public int Flush() => 0;

        public int Receive()
        {
            Count();
            (_batch, Waiting) = (Waiting, new List<byte[]>());
            return _batch.Count;
        }

        public Span<byte> GetReceived(int index, out ENetAddress from)
        {
            from = Somebody;
            return _batch.ElementAt(index);
        }

        public bool Wait(TimeSpan timeout)
        {
            Count();
            Waits++;
            if (Waiting.Count > 0) return true;
            if (timeout > TimeSpan.Zero) _calls = 0;
            NowMs += (long)timeout.TotalMilliseconds;
            return false;
        }

        public void Dispose()
        {
        }

        private void Count()
        {
            if (++_calls > MostCallsAtOneTime) throw new InvalidOperationException($"The host does not come to rest at {NowMs} ms.");
        }
    }
}
