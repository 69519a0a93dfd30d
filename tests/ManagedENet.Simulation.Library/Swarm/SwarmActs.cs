using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Simulation.Harness;
using ManagedENet.Transports;

namespace ManagedENet.Simulation.Swarm;

/// <summary>What happens in a swarm: what applications do, and what befalls the network, the clocks and the processes.</summary>
internal sealed class SwarmActs(Swarm swarm, SimulationRandom random)
{
    private const int FirstNewAddress = 100;
    private const long UsPerMs = 1_000;

    // Commands that an application has on their way in one connection, about: what it sends beyond that would only wait.
    private const int MostOwed = 120;

    // What fits into one datagram on the narrowest of paths, with every header.
    private const int MostInOnePiece = 440;

    private readonly Dictionary<VirtualHost, long> _resumesAtMs = [];
    private int _newAddresses = FirstNewAddress;

    private VirtualWorld World => swarm.World;

    private VirtualHost AnyHost => World.Hosts[random.Below(World.Hosts.Count)];

    /// <summary>Somebody is connected from the first moment on.</summary>
    public void Start()
    {
        for (int i = 1; i < World.Hosts.Count; i++) swarm.Links.Connect(World.Hosts[i], World.Hosts[0], random.Between(1, 4));
    }

    /// <summary>How long nothing new happens, in milliseconds: mostly a frame or two, now and then as long as it takes to be given up.</summary>
    public int DrawPause()
    {
        int what = random.Below(1_000);
        if (what < 4) return random.Between(5_000, 35_000);
        return what < 25 ? random.Between(200, 3_000) : random.Below(40);
    }

    public void Step()
    {
        foreach (VirtualHost host in World.Hosts)
        {
            if (host.IsPaused && _resumesAtMs[host] <= World.NowMs) host.IsPaused = false;
        }

        int what = random.Below(1_000);
        if (what < 45) Connect();
        else if (what < 57) Relink();
        else if (what < 62) swarm.Nature.DrawPace(AnyHost);
        else if (what < 65) swarm.Nature.DrawDrift(AnyHost);
        else if (what < 90) Leave();
        else if (what < 110) Tune();
        else if (what < 120) Broadcast();
        else if (what < 150 && !swarm.Nature.IsCalm) Break();

        SwarmLink? link = AnyLink();
        if (link is not null) Talk(link);
    }

    private SwarmLink? AnyLink()
    {
        List<SwarmLink> links = swarm.Links.All;
        // The newest ones are those that live.
        if (links.Count == 0) return null;
        for (int attempt = 0; attempt < 4; attempt++)
        {
            SwarmLink link = links[^(1 + random.Below(System.Math.Min(links.Count, 10)))];
            if (link.Client.MaySend || link.Server is { MaySend: true }) return link;
        }

        return links.Find(static link => link.IsUp);
    }

    private SwarmSide? AnySide(SwarmLink link)
    {
        bool byClient = random.Happens(50);
        SwarmSide? side = byClient ? link.Client : link.Server;
        return side is { IsUp: true, Host.IsPaused: false } ? side : null;
    }

    private void Connect()
    {
        (VirtualHost client, VirtualHost server) = (AnyHost, AnyHost);
        if (!ReferenceEquals(client, server) && !client.IsPaused) swarm.Links.Connect(client, server, random.Between(1, 4));
    }

    private void Relink()
    {
        (VirtualHost from, VirtualHost to) = (AnyHost, AnyHost);
        if (ReferenceEquals(from, to)) return;
        World.Network.Link(from, to).Options = swarm.Nature.DrawLink();
        if (random.Happens(50)) World.Network.Link(to, from).Options = swarm.Nature.DrawLink();
    }

    // What no network and no process should do, and all of them do.
    private void Break()
    {
        VirtualHost host = AnyHost;
        switch (random.Below(7))
        {
            case 0:
                Cut(host);
                break;
            case 1:
                World.Network.ChangeAll(static link => link with { IsCut = false });
                break;
            case 2:
                swarm.Tell($"{host.Name} pauses");
                host.IsPaused = true;
                _resumesAtMs[host] = World.NowMs + (random.Happens(80) ? random.Between(100, 5_000) : random.Between(5_000, 40_000));
                swarm.Tally.Pauses++;
                break;
            case 3:
                SetClock(host);
                break;
            case 4:
                Rebind(host);
                break;
            case 5:
                Restart(host);
                break;
            default:
                // A spike that passes.
                World.Network.Link(host, AnyHost).Options = swarm.Nature.DrawLink() with { DelayMs = random.Between(300, 3_000) };
                break;
        }
    }

    private void Cut(VirtualHost host)
    {
        VirtualHost other = AnyHost;
        if (ReferenceEquals(host, other)) return;
        bool isOneWay = random.Happens(40);
        swarm.Tell($"{host.Name} is cut from {other.Name}{(isOneWay ? ", one way" : "")}");
        World.Network.Link(host, other).Options = World.Network.Link(host, other).Options with { IsCut = true };
        if (!isOneWay) World.Network.Link(other, host).Options = World.Network.Link(other, host).Options with { IsCut = true };
        swarm.Tally.Cuts++;
    }

    private void SetClock(VirtualHost host)
    {
        long ms = random.Below(10) switch
        {
            < 4 => -random.Between(1, 2_000),
            < 7 => random.Between(1, 10_000),
            < 9 => random.Between(60_000, 600_000),
            _ => random.Between(3_600_000, 86_400_000),
        };
        swarm.Tell($"the clock of {host.Name} is put forward by {ms} ms");
        host.Clock.Step(ms * UsPerMs);
        swarm.Tally.Steps++;
    }

    private void Rebind(VirtualHost host)
    {
        ENetAddress old = host.Address;
        host.Address = VirtualWorld.AddressOf(_newAddresses++);
        World.Network.Move(host, old);
        swarm.Wire.Know(host);
        swarm.Tell($"{host.Name} has another address");
        swarm.Tally.Rebinds++;
    }

    private void Restart(VirtualHost host)
    {
        swarm.Tell($"{host.Name} is restarted");
        swarm.Links.TakeReceipts();
        swarm.Links.Kill(host);
        host.Restart(swarm.Nature.DrawHost(host.Core.Options.MtuBytes), random.NextUInt64());
        SwarmNature.Allow(host);
        swarm.Tally.Restarts++;
    }

    private void Leave()
    {
        if (AnyLink() is not { } link || AnySide(link) is not { } side) return;
        int what = random.Below(4);
        swarm.Tell($"{side.Host.Name} leaves slot {side.Peer.Slot}, way {what}");
        if (what == 0) swarm.Links.Leave(side, static peer => peer.Disconnect(1));
        else if (what == 1) swarm.Links.LeaveLater(side, 2);
        else if (what == 2) swarm.Links.Leave(side, peer => side.Host.DisconnectNow(peer, 3), isTold: false);
        else swarm.Links.Leave(side, static peer => peer.Reset(), isTold: false);
    }

    private void Tune()
    {
        if (AnyLink() is not { } link || AnySide(link) is not { } side) return;
        Connection peer = side.Peer;
        switch (random.Below(6))
        {
            case 0:
                peer.SetPingInterval((uint)random.Between(100, 2_000));
                break;
            case 1:
                peer.ConfigureThrottle((uint)random.Between(0, 5_000), (uint)random.Below(10), (uint)random.Below(10));
                break;
            case 2 when !swarm.Nature.IsCalm:
                peer.SetTimeout(0, (uint)random.Between(1_000, 10_000), (uint)random.Between(5_000, 40_000));
                break;
            case 3:
                peer.SetPriority((byte)random.Below(peer.ChannelCount), (byte)random.Between(1, 255));
                break;
            case 4:
                peer.SetRedundancy((byte)random.Below(peer.ChannelCount), (byte)random.Between(0, 3), random.Between(0, 512));
                break;
            case 5 when !swarm.Nature.IsCalm:
                peer.SetCongestionControl(random.Happens(50) ? ENetCongestionControl.Native : ENetCongestionControl.Cubic);
                break;
        }
    }

    private void Broadcast()
    {
        VirtualHost host = AnyHost;
        if (swarm.Nature is { IsTight: false, IsTrusted: true } && !host.IsPaused && swarm.Links.SidesOf(host).All(static side => side.Sends.Owed < MostOwed)) swarm.Links.Broadcast(host, (StampKind)random.Below(3), random.Between(Stamp.Bytes, MostInOnePiece));
    }

    private void Talk(SwarmLink link)
    {
        if (AnySide(link) is not { MaySend: true } side) return;
        switch (link.Traffic)
        {
            case SwarmTraffic.Game:
                for (int i = random.Between(1, 4); i > 0; i--) Send(side, random.Happens(20) ? StampKind.Reliable : StampKind.Unreliable, random.Between(Stamp.Bytes, 120));
                break;
            case SwarmTraffic.Bulk:
                for (int i = random.Between(1, 3); i > 0; i--) Send(side, StampKind.Reliable, random.Between(1_000, 20_000));
                break;
            case SwarmTraffic.Bursts:
                if (!random.Happens(8)) break;
                for (int i = random.Between(20, 80); i > 0; i--) Send(side, AnyKind, random.Between(Stamp.Bytes, 300));
                break;
            case SwarmTraffic.Mixed:
                for (int i = random.Between(1, 6); i > 0; i--) SendAnything(side);
                break;
            default:
                if (random.Happens(10)) SendAnything(side);
                break;
        }
    }

    private StampKind AnyKind => (StampKind)random.Below(3);

    private void SendAnything(SwarmSide side)
    {
        var kind = (StampKind)random.Below(4);
        int most = kind is StampKind.Unreliable or StampKind.Unsequenced ? MostInOnePiece : random.Happens(10) ? 20_000 : 1_500;
        Send(side, kind, kind == StampKind.UnreliableFragments ? random.Between(4_100, 9_000) : random.Between(Stamp.Bytes, most));
    }

    private void Send(SwarmSide side, StampKind kind, int length)
    {
        if (!side.MaySend || side.Sends.Owed > MostOwed) return;
        bool hasTerms = random.Happens(30);
        var terms = new SwarmPacketTerms((byte)random.Below(side.Peer.ChannelCount), kind, length)
        {
            // A key belongs to one kind: packets of different kinds overtake each other.
            Key = hasTerms && random.Happens(40) ? (uint)(((int)kind * 2) + random.Between(1, 2)) : 0,
            HasDeadline = hasTerms && random.Happens(40),
            WantsReceipt = kind == StampKind.Reliable && random.Happens(25),
        };
        swarm.Links.Send(side, terms, side.Host.NowUs + (random.Between(1, 400) * UsPerMs), ownsPacket: random.Happens(30));
    }
}
