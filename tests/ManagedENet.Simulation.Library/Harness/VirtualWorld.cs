using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;

namespace ManagedENet.Simulation.Harness;

/// <summary>
/// Hosts on a virtual network under a virtual clock. Nothing waits: time jumps to the next arrival or deadline. One seed repeats everything. At its end every
/// peer is dropped, and then no memory may be in use any more.
/// </summary>
internal sealed class VirtualWorld(ulong seed = 1, long startMs = 10_000) : IDisposable
{
    private const ushort FirstPort = 1001;

    private readonly List<IEndPoint> _endPoints = [];
    private readonly List<VirtualHost> _hosts = [];
    private int _numbers;

    public long NowMs { get; private set; } = startMs;

    public SimulationRandom Random { get; } = new(seed);

    public VirtualNetwork Network { get; } = new(seed);

    /// <summary>Something has failed: what is left over at the end tells nothing new.</summary>
    public bool HasFailed { get; set; }

    /// <summary>
    /// Luck says each time whether those who act in the same millisecond do so in their order or in the opposite one. Otherwise it is always their order, and of two who share a
    /// line the first gets what has become free in its queue.
    /// </summary>
    public bool HasLuckInOrder { get; set; }

    public IReadOnlyList<VirtualHost> Hosts => _hosts;

    /// <summary>The same for hosts, which count in microseconds.</summary>
    public long NowUs => NowMs * 1000;

    /// <summary>The low 16 bits of the time, as the wire shows them.</summary>
    public ushort WireTime => unchecked((ushort)NowMs);

    /// <summary>A number that nobody else in this world has.</summary>
    public int TakeNumber() => ++_numbers;

    public static ENetAddress AddressOf(int number) => ENetAddress.FromIPv4(0x0A00_0000u + (uint)number, (ushort)(FirstPort + number));

    public VirtualHost AddHost(string name, HostOptions? options = null, ENetAddress? address = null)
    {
        var host = new VirtualHost(this, name, address ?? AddressOf(_endPoints.Count + 1), options ?? new HostOptions(), Random.NextUInt64());
        _hosts.Add(host);
        Add(host);
        return host;
    }

    /// <summary>A remote end whose every datagram the test writes by hand.</summary>
    public WirePeer AddWirePeer(VirtualHost host, ENetAddress? address = null)
    {
        var peer = new WirePeer(this, host, address ?? AddressOf(_endPoints.Count + 1));
        Add(peer);
        return peer;
    }

    /// <summary>Connects two hosts and runs until both know it.</summary>
    public VirtualPair Connect(VirtualHost client, VirtualHost server, int channels = 2, uint data = 0, int limitMs = 30_000)
    {
        Connection clientPeer = client.Core.Connect(NowUs, server.Address, channels, data) ?? throw new InvalidOperationException("No free slot.");
        ENetAddress address = client.Address;
        Connection? ServerPeer() => PeersOf(server).FirstOrDefault(peer => peer.State == ENetPeerState.Connected && peer.Address == address && peer.ConnectId == clientPeer.ConnectId);
        bool isConnected = RunUntil(() => clientPeer.State == ENetPeerState.Connected && ServerPeer() is not null, limitMs);
        Assert.That(isConnected, Is.True, $"{client.Name} and {server.Name} did not connect.");
        Settle();
        return new VirtualPair(client, clientPeer, server, ServerPeer()!);
    }

    public static IEnumerable<Connection> PeersOf(VirtualHost host)
    {
        for (int slot = 0; host.Core.GetPeer(slot) is { } peer; slot++) yield return peer;
    }

    /// <summary>Does all that is to be done now.</summary>
    public void Settle()
    {
        try
        {
            ServiceAll();
        }
        catch
        {
            HasFailed = true;
            throw;
        }
    }

    private void ServiceAll()
    {
        const int most = 1_000_000;
        for (int rounds = 0; ; rounds++)
        {
            if (rounds > most) Assert.Fail($"The hosts do not come to rest at {NowMs} ms.");
            if (Network.NextDueMs <= NowMs) Network.Deliver(NowMs);
            bool wasBusy = false;
            bool isBackward = HasLuckInOrder && Random.Happens(percent: 50);
            for (int i = 0; i < _endPoints.Count; i++)
            {
                IEndPoint endPoint = _endPoints[isBackward ? ^(i + 1) : i];
                if (endPoint.NextWakeMs > NowMs) continue;
                endPoint.Service();
                wasBusy = true;
            }

            if (!wasBusy && Network.NextDueMs > NowMs) return;
        }
    }

    /// <summary>Lets this much time pass.</summary>
    public void Run(long ms) => RunUntil(() => false, ms);

    /// <summary>Lets time pass until something is so; false when it is still not so after this long.</summary>
    public bool RunUntil(Func<bool> isSo, long limitMs)
    {
        long endMs = NowMs + limitMs;
        while (true)
        {
            Settle();
            if (isSo()) return true;
            long nextMs = Network.NextDueMs;
            foreach (IEndPoint endPoint in _endPoints) nextMs = Math.Min(nextMs, endPoint.NextWakeMs);
            if (nextMs > endMs)
            {
                NowMs = endMs;
                Settle();
                return isSo();
            }

            NowMs = nextMs;
        }
    }

    /// <summary>The millisecond in which a host's deadline has come.</summary>
    public static long WholeMs(long us) => us == long.MaxValue ? us : (us / 1000) + (us % 1000 > 0 ? 1 : 0);

    /// <summary>The clock jumps, and nobody is serviced: a paused process, a suspended machine.</summary>
    public void Jump(long ms) => NowMs += ms;

    public void Dispose()
    {
        bool hasFailed = HasFailed || TestContext.CurrentContext.Result.Assertions.Any();
        foreach (VirtualHost host in _hosts) host.Stop(isHeldToIt: !hasFailed);
    }

    /// <summary>The leak oracle: without peers, a host holds nothing.</summary>
    public static void AssertNothingIsHeld(VirtualHost host)
    {
        Assert.That(host.Core.RentedBlocks, Is.Zero, $"{host.Name} still holds pooled blocks.");
        Assert.That(host.Core.OutgoingQueuedBytes, Is.Zero, $"{host.Name} still counts outgoing bytes.");
        Assert.That(host.Core.IncomingQueuedBytes, Is.Zero, $"{host.Name} still counts incoming bytes.");
        Assert.That(host.Core.ConnectedPeers, Is.Zero, $"{host.Name} still counts peers.");
    }

    /// <summary>An end of another kind than ours.</summary>
    public void Add(IEndPoint endPoint)
    {
        _endPoints.Add(endPoint);
        Network.Add(endPoint);
    }
}
