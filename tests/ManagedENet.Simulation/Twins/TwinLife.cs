using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Recovery;
using ManagedENet.Simulation.Harness;
using ManagedENet.Transports;

namespace ManagedENet.Simulation.Twins;

/// <summary>What twins live through: traffic of every kind, full windows and queues, slow applications, bad lines, and goodbyes in the middle of it.</summary>
internal sealed class TwinLife(TwinPair twins)
{
    private readonly SimulationRandom _random = twins.Random;

    public void Begin()
    {
        for (int host = 0; host < twins.World.Hosts.Count; host++) ChangeFace(host);
        Connect();
        twins.Run(300);
    }

    public void Step()
    {
        Act(_random.Below(1_000));
        twins.Run(_random.Happens(50) ? 0 : _random.Below(25));
    }

    /// <summary>Takes the numbers of a channel through all their windows, and to where they wrap.</summary>
    public void Wear(int packets)
    {
        if (AnyPeer() is not { } place) return;
        byte channel = AnyChannel(place);
        for (int burst; packets > 0; packets -= burst)
        {
            burst = Math.Min(packets, _random.Between(500, 3_000));
            int count = burst;
            twins.Both(world =>
            {
                for (int i = 0; i < count; i++) PeerAt(world, place).Send(channel, [], ENetPacketFlags.Reliable);
            });
            twins.Run(_random.Between(20, 120));
        }
    }

    private void Act(int what)
    {
        switch (what)
        {
            case < 500:
                Send();
                break;
            case < 600:
                FillWindow();
                break;
            case < 640:
                FillQueue();
                break;
            case < 645:
                Flood();
                break;
            case < 690:
                Connect();
                break;
            case < 715:
                Leave();
                break;
            case < 755:
                Tune();
                break;
            case < 785:
                ChangeFace(AnyHost());
                break;
            case < 815:
                Sleep();
                break;
            case < 845:
                ChangeLine();
                break;
            case < 855:
                Jump();
                break;
        }
    }

    private void Send()
    {
        if (AnyPeer() is not { } place) return;
        byte channel = AnyChannel(place);
        var flags = (ENetPacketFlags)_random.Pick<int>([1, 1, 1, 0, 2, 8]);
        bool isMixed = _random.Happens(30);
        for (int i = _random.Between(1, 14); i > 0; i--)
        {
            if (isMixed && _random.Happens(40)) channel = AnyChannel(place);
            if (isMixed && _random.Happens(40)) flags = (ENetPacketFlags)_random.Pick<int>([1, 0, 2, 8]);
            Send(place, channel, TwinScript.Length(_random, PeerAt(twins.World, place).MtuBytes), flags);
        }
    }

    // To the byte, one short of it and one beyond; behind it a packet of no bytes, for which there is always room, and one of a single byte.
    private void FillWindow()
    {
        if (AnyPeer(peer => !peer.HasOutgoingCommands) is not { } place) return;
        Connection peer = PeerAt(twins.World, place);
        long window = Math.Max((long)peer.PacketThrottle * peer.WindowBytes / 32, peer.MtuBytes);
        long left = window + _random.Between(-1, 1);
        bool isOneChannel = _random.Happens(50);
        byte channel = AnyChannel(place);
        while (left > 0)
        {
            int length = (int)Math.Min(left, _random.Between(200, peer.MtuBytes - 40));
            if (!isOneChannel) channel = AnyChannel(place);
            if (Send(place, channel, length, ENetPacketFlags.Reliable) != ENetSendResult.Queued) return;
            left -= length;
        }

        Send(place, channel, 0, ENetPacketFlags.Reliable);
        Send(place, channel, 1, ENetPacketFlags.Reliable);
    }

    private void FillQueue()
    {
        const int most = 400;
        if (AnyPeer() is not { } place) return;
        byte channel = AnyChannel(place);
        var flags = (ENetPacketFlags)_random.Pick<int>([1, 1, 0, 2, 8]);
        int length = TwinScript.Length(_random, PeerAt(twins.World, place).MtuBytes) % 5_000;
        for (int i = 0; i < most && Send(place, channel, length, flags) == ENetSendResult.Queued; i++)
        {
        }
    }

    // More numbers than a window has, while no acknowledgement comes: the gate closes.
    private void Flood()
    {
        if (AnyPeer() is not { } place) return;
        byte channel = AnyChannel(place);
        NetworkImpairmentOptions options = TwinScript.Link(_random) with { IsCut = true };
        twins.Both(world =>
        {
            foreach (VirtualHost other in world.Hosts) world.Network.Link(other, world.Hosts[place.Host]).Options = options;
        });
        int packets = _random.Between(3_000, 9_000);
        for (int i = 0; i < packets; i++) Send(place, channel, 0, ENetPacketFlags.Reliable);
        twins.Run(_random.Below(200));
        twins.Both(world => world.Network.ChangeAll(link => link with { IsCut = false }));
    }

    private void Connect()
    {
        int from = AnyHost();
        int to = (from + _random.Between(1, twins.World.Hosts.Count - 1)) % twins.World.Hosts.Count;
        int channels = _random.Between(1, 5);
        twins.Both(world => world.Hosts[from].Core.Connect(world.NowUs, world.Hosts[to].Address, channels, 5)?.Slot);
    }

    private void Leave()
    {
        if (AnyPeer() is not { } place) return;
        int how = _random.Below(4);
        twins.Both(world =>
        {
            (VirtualHost host, Connection peer) = (world.Hosts[place.Host], PeerAt(world, place));
            if (how == 0) peer.Disconnect(1);
            else if (how == 1) peer.DisconnectLater(2);
            else if (how == 2) host.DisconnectNow(peer, 3);
            else peer.Reset();
        });
    }

    private void Tune()
    {
        int host = AnyHost();
        uint incoming = _random.Happens(50) ? (uint)_random.Between(20_000, 300_000) : 0;
        uint outgoing = _random.Happens(50) ? (uint)_random.Between(20_000, 300_000) : 0;
        if (_random.Happens(30)) twins.Both(world => world.Hosts[host].Core.SetBandwidthLimit(incoming, outgoing));
        if (AnyPeer() is not { } place) return;
        uint[] luck = [.. Enumerable.Range(0, 6).Select(_ => _random.NextUInt32())];
        twins.Both(world =>
        {
            (Host core, Connection peer) = (world.Hosts[place.Host].Core, PeerAt(world, place));
            if ((luck[0] & 1) != 0) peer.SetPingInterval(luck[1] % 700);
            if ((luck[0] & 2) != 0) peer.ConfigureThrottle(luck[2] % 2_000, luck[3] % 8, luck[4] % 8);
            if ((luck[0] & 12) == 12) peer.SetTimeout(luck[5] % 40, luck[1] % 3_000, luck[2] % 9_000);
        });
    }

    private void ChangeFace(int host)
    {
        bool isHandler = _random.Happens(50);
        int refused = _random.Between(-1, 2);
        twins.Both(world => world.SetFace(host, isHandler, refused));
    }

    private void Sleep()
    {
        int host = AnyHost();
        bool takesEvents = _random.Happens(60);
        bool isPaused = _random.Happens(15);
        twins.Both(world => (world.Hosts[host].TakesEvents, world.Hosts[host].IsPaused) = (takesEvents, isPaused));
    }

    private void ChangeLine()
    {
        (int from, int to) = (AnyHost(), AnyHost());
        if (from == to) return;
        NetworkImpairmentOptions options = TwinScript.Link(_random) with { IsCut = _random.Happens(25) };
        twins.Both(world => world.Network.Link(world.Hosts[from], world.Hosts[to]).Options = options);

        // Long enough for repetitions to grow rare, and for patience to end.
        if (options.IsCut && _random.Happens(40)) twins.Run(_random.Between(1_000, 12_000));
    }

    private void Jump()
    {
        long ms = _random.Happens(80) ? _random.Below(3_000) : _random.Below(40_000);
        twins.Both(world => world.Jump(ms));
    }

    private ENetSendResult Send(Place place, byte channel, int length, ENetPacketFlags flags)
    {
        byte[] payload = new byte[length];
        _random.Fill(payload.AsSpan(0, Math.Min(length, 64)));
        return twins.Both(world => PeerAt(world, place).Send(channel, payload, flags));
    }

    private int AnyHost() => _random.Below(twins.World.Hosts.Count);

    private byte AnyChannel(Place place) => (byte)_random.Below(Math.Max(PeerAt(twins.World, place).ChannelCount, 1));

    private Place? AnyPeer() => AnyPeer(_ => true);

    private Place? AnyPeer(Func<Connection, bool> isWanted)
    {
        List<Place> places = [];
        for (int host = 0; host < twins.World.Hosts.Count; host++)
        {
            foreach (Connection peer in VirtualWorld.PeersOf(twins.World.Hosts[host]))
            {
                if (peer.State == ENetPeerState.Connected && isWanted(peer)) places.Add(new Place(host, peer.Slot));
            }
        }

        return places.Count == 0 ? null : places[_random.Below(places.Count)];
    }

    private static Connection PeerAt(TwinWorld world, Place place) => world.Hosts[place.Host].Peer(place.Slot);

    private readonly record struct Place(int Host, int Slot);
}
