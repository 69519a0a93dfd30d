using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Codecs;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;
using ManagedENet.Transports;

namespace ManagedENet.Simulation.Swarm;

/// <summary>
/// A few hosts, connections that come and go, every kind of packet, and a network that changes its mind. First a faulty phase, then a healed one in which
/// everything must converge. One seed repeats it all.
/// </summary>
internal sealed class Swarm : IDisposable
{
    private readonly VirtualWorld _world;
    private readonly SimulationRandom _random;
    private readonly Dictionary<uint, SwarmLink> _byConnectId = [];
    private readonly Dictionary<(VirtualHost Host, int Slot), SwarmLink> _bySlot = [];
    private readonly List<SwarmLink> _links = [];

    public Swarm(ulong seed)
    {
        _world = new VirtualWorld(seed);
        _random = new SimulationRandom(seed ^ 0x5EED);
        _world.Network.KeepsLog = false;
        _world.Network.DefaultLink = RandomLink();
        bool hasChecksum = _random.Happens(30);
        bool hasCompressor = _random.Happens(20);
        int hosts = _random.Between(2, 4);
        for (int i = 0; i < hosts; i++)
        {
            VirtualHost host = _world.AddHost($"host {i}", RandomOptions(hasChecksum, hasCompressor));
            host.KeepsEvents = false;
            host.OnEvent += e => Take(host, e);
        }
    }

    public long Datagrams => _world.Network.SentDatagrams;

    public long Packets { get; private set; }

    public void Run(int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            Act();
            _world.Run(_random.Below(40));
        }

        Heal();
    }

    public void Dispose() => _world.Dispose();

    private static bool IsEmpty(VirtualHost host) => VirtualWorld.PeersOf(host).All(peer => peer.State == ENetPeerState.Disconnected);

    private VirtualHost AnyHost => _world.Hosts[_random.Below(_world.Hosts.Count)];

    private HostOptions RandomOptions(bool hasChecksum, bool hasCompressor) => new()
    {
        PeerLimit = _random.Between(2, 12),
        ChannelLimit = _random.Between(1, 5),
        MtuBytes = _random.Pick<int>([576, 700, 1_392, 1_400, 4_096]),
        IncomingBandwidth = _random.Happens(20) ? (uint)_random.Between(50_000, 5_000_000) : 0,
        OutgoingBandwidth = _random.Happens(20) ? (uint)_random.Between(50_000, 5_000_000) : 0,
        MaximumCommandsPerDatagram = _random.Pick<int>([0, 0, 32, 1]),
        Checksum = hasChecksum ? Crc32Checksum.Instance : null,
        Compressor = hasCompressor ? new RangeCoder() : null,
        KeepIncomingLimit = _random.Happens(50),
        ConnectTimeoutMs = (uint)_random.Between(2_000, 30_000),
    };

    private NetworkImpairmentOptions RandomLink() => new()
    {
        DelayMs = _random.Between(0, 80),
        JitterMs = _random.Happens(50) ? _random.Below(60) : 0,
        LossRate = _random.Pick<double>([0, 0, 0.01, 0.1, 0.3]),
        DuplicationRate = _random.Pick<double>([0, 0, 0.1, 0.5]),
        ReorderRate = _random.Pick<double>([0, 0, 0.1]),
        ReorderDelayMs = 100,
        BurstEnterRate = _random.Pick<double>([0, 0, 0.01]),
        BandwidthBytesPerSecond = _random.Happens(10) ? 100_000 : 0,
    };

    private void Act()
    {
        SwarmLink? link = _links.Count == 0 ? null : _links[_random.Below(_links.Count)];
        int what = _random.Below(1_000);
        if (what < 60)
        {
            Connect();
        }
        else if (what < 70)
        {
            (VirtualHost from, VirtualHost to) = (AnyHost, AnyHost);
            if (!ReferenceEquals(from, to)) _world.Network.Link(from, to).Options = RandomLink() with { IsCut = _random.Happens(20) };
        }
        else if (what < 75)
        {
            AnyHost.IsPaused = _random.Happens(50);
        }
        else if (link is not null && what < 100)
        {
            Leave(link, what);
        }
        else if (link is not null && what < 110)
        {
            Tune(link);
        }
        else if (link is { IsUp: true })
        {
            Send(link);
        }
    }

    private void Connect()
    {
        (VirtualHost client, VirtualHost server) = (AnyHost, AnyHost);
        if (ReferenceEquals(client, server)) return;
        Connection? peer = client.Core.Connect(_world.NowUs, server.Address, _random.Between(1, 4), 7);
        if (peer is null) return;
        var link = new SwarmLink(peer.ConnectId, client, peer);
        _byConnectId.Add(peer.ConnectId, link);
        _bySlot.Add((client, peer.Slot), link);
        _links.Add(link);
    }

    private void Leave(SwarmLink link, int what)
    {
        bool byClient = _random.Happens(50);
        (VirtualHost? host, Connection? peer, bool isUp) = byClient ? (link.Client, link.ClientPeer, link.IsClientUp) : (link.Server, link.ServerPeer, link.IsServerUp);
        if (host is null || peer is null || !isUp) return;
        link.IsWhole = false;
        switch (what % 4)
        {
            case 0:
                peer.Disconnect(1);
                break;
            case 1:
                peer.DisconnectLater(2);
                break;
            case 2:
                host.DisconnectNow(peer, 3);
                Forget(host, peer, link);
                break;
            default:
                peer.Reset();
                Forget(host, peer, link);
                break;
        }
    }

    private void Forget(VirtualHost host, Connection peer, SwarmLink link)
    {
        _bySlot.Remove((host, peer.Slot));
        link.Close(host);
    }

    private void Tune(SwarmLink link)
    {
        if (!link.IsClientUp) return;
        link.ClientPeer.SetPingInterval((uint)_random.Between(100, 2_000));
        link.ClientPeer.ConfigureThrottle((uint)_random.Between(0, 5_000), (uint)_random.Below(10), (uint)_random.Below(10));
        link.ClientPeer.SetTimeout(0, (uint)_random.Between(1_000, 10_000), (uint)_random.Between(5_000, 40_000));
    }

    private void Send(SwarmLink link)
    {
        link.Open();
        bool up = _random.Happens(50);
        Flow flow = up ? link.Up! : link.Down!;
        Connection peer = up ? link.ClientPeer : link.ServerPeer!;
        for (int i = _random.Between(1, 6); i > 0 && peer.State == ENetPeerState.Connected; i--)
        {
            var kind = (StampKind)_random.Below(4);
            int most = kind is StampKind.Unreliable or StampKind.Unsequenced ? 500 : _random.Happens(10) ? 20_000 : 1_500;
            int length = kind == StampKind.UnreliableFragments ? _random.Between(4_100, 9_000) : _random.Between(Stamp.Bytes, most);
            ENetSendResult result = flow.Send((byte)_random.Below(peer.ChannelCount), kind, length);
            Assert.That(result, Is.EqualTo(ENetSendResult.Queued));
            Packets++;
        }
    }

    private void Take(VirtualHost host, ConnectionEvent e)
    {
        (VirtualHost Host, int Slot) place = (host, e.Connection.Slot);
        switch (e.Type)
        {
            case ENetEventType.Connect:
                SwarmLink link = _byConnectId[e.Connection.ConnectId];
                if (ReferenceEquals(host, link.Client)) link.IsClientUp = true;
                else link.Serve(host, e.Connection);
                if (!ReferenceEquals(host, link.Client)) _bySlot.Add(place, link);
                break;
            case ENetEventType.Disconnect:
                if (!_bySlot.Remove(place, out SwarmLink? ended)) throw new AssertionException($"{host.Name} was told of the end of a connection it did not have: {e.Reason}.");
                ended.Close(host);
                break;
            default:
                if (!_bySlot.ContainsKey(place)) throw new AssertionException($"{host.Name} received from nobody.");
                break;
        }
    }

    // Everything is well again: whole connections bring all they owe, half ones end, and at last everybody goes home.
    private void Heal()
    {
        _world.Network.ChangeAll(_ => new NetworkImpairmentOptions { DelayMs = 5 });
        foreach (VirtualHost host in _world.Hosts) host.IsPaused = false;
        // A side that has measured long round trips is as patient before it gives the other one up.
        _world.RunUntil(() => _links.TrueForAll(link => link.IsSettled), 300_000);
        foreach (SwarmLink link in _links)
        {
            if (!link.IsUp || !link.IsWhole) continue;
            bool isComplete = _world.RunUntil(() => !link.IsUp || (link.Up?.IsComplete ?? true) && (link.Down?.IsComplete ?? true), 300_000);
            Assert.That(isComplete, Is.True, "a whole connection does not bring what it owes");
            if (link.IsClientUp) link.ClientPeer.Disconnect(0);
        }

        _world.RunUntil(() => _world.Hosts.All(IsEmpty), 300_000);
        foreach (VirtualHost host in _world.Hosts)
        {
            Assert.That(VirtualWorld.PeersOf(host).Select(peer => peer.State), Is.All.EqualTo(ENetPeerState.Disconnected), host.Name);
            VirtualWorld.AssertNothingIsHeld(host);
        }

        Assert.That(_links.Where(link => link.IsClientUp || link.IsServerUp), Is.Empty, "half a connection is left");
        Assert.That(_bySlot, Is.Empty, "an application still believes in a connection");
    }
}
