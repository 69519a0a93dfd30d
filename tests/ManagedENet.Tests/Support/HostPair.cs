using System;
using System.Collections.Generic;
using System.Net;
using ManagedENet.Internal;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Support;

/// <summary>
/// A server and a client, either in memory on virtual time, where each step is one millisecond, or over real sockets of this machine. Events are collected per host
/// until a test asks for them.
/// </summary>
internal sealed class HostPair : IDisposable
{
    private const int LoopbackSteps = 60_000;

    private readonly List<ENetEvent> _serverEvents = new();
    private readonly List<ENetEvent> _clientEvents = new();

    private HostPair(ENetHost server, ENetHost client, IPEndPoint serverEndPoint, ManualClock? clock)
    {
        Server = server;
        Client = client;
        ServerEndPoint = serverEndPoint;
        Clock = clock;
    }

    public ENetHost Server { get; }

    public ENetHost Client { get; }

    public IPEndPoint ServerEndPoint { get; }

    /// <summary>The virtual time of both hosts; null where they live by the machine's.</summary>
    public ManualClock? Clock { get; }

    /// <summary>True where the system carries the datagrams, in a time of its own.</summary>
    public bool HasSockets { get; private init; }

    public static HostPair OverLoopback(ENetHostOptions? serverOptions = null, ENetHostOptions? clientOptions = null)
    {
        var clock = new ManualClock();
        var hub = new LoopbackHub();
        var server = new ENetHost(hub.Open(), serverOptions, clock);
        var client = new ENetHost(hub.Open(), clientOptions, clock);
        return new HostPair(server, client, server.LocalEndPoint, clock);
    }

    /// <summary>The way to the server is bad.</summary>
    public static HostPair OverBadLoopback(NetworkImpairmentOptions way, ENetHostOptions? clientOptions = null)
    {
        var clock = new ManualClock();
        var hub = new LoopbackHub();
        var server = new ENetHost(hub.Open(), options: null, clock);
        var client = new ENetHost(new ImpairedTransport(hub.Open(), new ImpairedTransportOptions { Outgoing = way }, clock), clientOptions, clock);
        return new HostPair(server, client, server.LocalEndPoint, clock);
    }

    /// <summary>The server is bound to <paramref name="bind"/> and reached at <paramref name="reach"/>, where the client is bound as well unless it is told where.</summary>
    public static HostPair OverSockets(IPAddress bind, IPAddress reach, ENetHostOptions? serverOptions = null, ENetHostOptions? clientOptions = null, IPAddress? clientBind = null)
    {
        ENetHost server = ENetHost.Bind(new IPEndPoint(bind, 0), serverOptions);
        ENetHost client = ENetHost.Bind(new IPEndPoint(clientBind ?? reach, 0), clientOptions);
        return new HostPair(server, client, new IPEndPoint(reach, server.LocalEndPoint.Port), clock: null) { HasSockets = true };
    }

    /// <summary>Sockets, between hosts that age only where a test says so: a machine that has no time for the test then changes nothing.</summary>
    public static HostPair OverSocketsOnVirtualTime(IPAddress address)
    {
        var clock = new ManualClock();
        var server = new ENetHost(TransportChoice.Open(new IPEndPoint(address, 0), new ENetHostOptions()), timeProvider: clock);
        var client = new ENetHost(TransportChoice.Open(new IPEndPoint(address, 0), new ENetHostOptions()), timeProvider: clock);
        return new HostPair(server, client, server.LocalEndPoint, clock) { HasSockets = true };
    }

    public static HostPair Over(Network network) => network switch
    {
        Network.Loopback => OverLoopback(),
        Network.IPv4 => OverSockets(IPAddress.Loopback, IPAddress.Loopback),
        Network.IPv6 => OverSockets(IPAddress.IPv6Loopback, Machine.RequireIPv6()),
        Network.DualFromIPv4 => OverSockets(Machine.RequireIPv6Any(), IPAddress.Loopback),
        Network.DualFromIPv6 => OverSockets(Machine.RequireIPv6Any(), IPAddress.IPv6Loopback),
        _ => throw new ArgumentOutOfRangeException(nameof(network)),
    };

    /// <summary>Connects the client and takes both events.</summary>
    public (ENetPeer AtClient, ENetPeer AtServer) Connect(int channelCount = 2, uint data = 0)
    {
        ENetPeer atClient = Client.Connect(ServerEndPoint, channelCount, data);
        ENetEvent atServer = Expect(Server, ENetEventType.Connect);
        Assert.That(atServer.Data, Is.EqualTo(data));
        Assert.That(Expect(Client, ENetEventType.Connect).Peer, Is.SameAs(atClient));
        return (atClient, atServer.Peer);
    }

    /// <summary>One service of each host; what they give is collected.</summary>
    public void Step()
    {
        if (Clock is not null) Clock.NowMs++;
        Collect(Client, _clientEvents, TimeSpan.Zero);
        Collect(Server, _serverEvents, HasSockets ? TimeSpan.FromMilliseconds(1) : TimeSpan.Zero);
    }

    public void StepUntil(Func<bool> condition, string waitingFor)
    {
        var deadline = new TestDeadline();
        for (int i = 0; !condition(); i++)
        {
            if (!HasSockets && i == LoopbackSteps) throw new TimeoutException($"A virtual minute has passed without {waitingFor}.");
            deadline.ThrowIfPassed(waitingFor);
            Step();
        }
    }

    /// <summary>The next event of a host, which must be of that type.</summary>
    public ENetEvent Expect(ENetHost host, ENetEventType type)
    {
        List<ENetEvent> events = EventsOf(host);
        StepUntil(() => events.Count > 0, $"a {type} event");
        ENetEvent first = events[0];
        events.RemoveAt(0);
        Assert.That(first.Type, Is.EqualTo(type));
        return first;
    }

    /// <summary>The bytes of the next event of a host, which must be a packet on that channel.</summary>
    public byte[] ExpectPacket(ENetHost host, byte channelId)
    {
        ENetEvent e = Expect(host, ENetEventType.Receive);
        using ENetPacket packet = e.Packet;
        Assert.That(e.ChannelId, Is.EqualTo(channelId));
        return packet.Span.ToArray();
    }

    public List<ENetEvent> EventsOf(ENetHost host) => host == Server ? _serverEvents : _clientEvents;

    public void Dispose()
    {
        foreach (ENetEvent e in _serverEvents) e.Packet.Dispose();
        foreach (ENetEvent e in _clientEvents) e.Packet.Dispose();
        Server.Dispose();
        Client.Dispose();
    }

    private static void Collect(ENetHost host, List<ENetEvent> events, TimeSpan timeout)
    {
        while (host.Service(timeout, out ENetEvent e))
        {
            events.Add(e);
            timeout = TimeSpan.Zero;
        }
    }
}
