using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Transports;

namespace ManagedENet.Tests.Support;

/// <summary>A server in memory, a peer that repeats a datagram of its own as often as it likes, and clients that ask and are answered. On virtual time.</summary>
internal sealed class FloodedWorld : IDisposable
{
    private readonly LoopbackHub _hub = new();
    private readonly Witness _witness = new();
    private readonly Recorder _flooding;
    private readonly ENetHost _flooder;
    private readonly ENetPeer _flooderPeer;
    private readonly bool _handlerFace;

    /// <summary>A world.</summary>
    /// <param name="clients">Those who ask.</param>
    /// <param name="handlerFace">By which face the server is served.</param>
    /// <param name="capacity">Datagrams that wait in its transport.</param>
    /// <param name="local">The address of the server that everything comes to, where its transport knows that.</param>
    public FloodedWorld(int clients, bool handlerFace, int capacity, ENetAddress local = default)
    {
        _handlerFace = handlerFace;
        Server = new ENetHost(new Addressed(_hub.Open(capacity: capacity), local), new ENetHostOptions { PeerLimit = 64, Interceptor = _witness }, Clock);
        _flooding = new Recorder(_hub.Open());
        _flooder = new ENetHost(_flooding, timeProvider: Clock);
        _flooderPeer = Join(_flooder);
        _flooderPeer.Send(0, new byte[20], ENetPacketFlags.None);
        _flooder.Flush();
        Clients = [.. Enumerable.Range(1, clients).Select(number => new Client(this, number))];
        for (int i = 0; i < 20; i++)
        {
            Clock.NowMs += 50;
            ServeAll();
            foreach (Client client in Clients) client.Listen();
        }

        ServeAll();
        ForgetOrder();
    }

    public ManualClock Clock { get; } = new();

    public ENetHost Server { get; }

    public IReadOnlyList<Client> Clients { get; }

    public bool IsFlooderConnected => Server.Peers.Any(peer => peer.EndPoint!.Equals(_flooder.LocalEndPoint) && peer.State == ENetPeerState.Connected);

    /// <summary>The server goes on with another transport, which does not say where datagrams come to.</summary>
    public void Rebind() => Server.Rebind(_hub.Open());

    /// <summary>The flooder's last datagram, again and again.</summary>
    public void Flood(int datagrams) => _flooding.Repeat(datagrams, new DatagramPath(new ENetAddress(Server.LocalEndPoint)));

    /// <summary>A pass of the host, as far as the faces have it: 256 datagrams.</summary>
    public void ServeOnce()
    {
        if (_handlerFace)
        {
            Serve();
            return;
        }

        int handled = _witness.Order.Count;
        while (_witness.Order.Count - handled < 256 && Serve())
        {
        }
    }

    /// <summary>As often as it takes, in an application that needs a third of a millisecond for each time.</summary>
    public void ServeAll()
    {
        bool isBusy;
        do
        {
            int handled = _witness.Order.Count;
            Clock.NowUs += 300;
            isBusy = Serve() || _witness.Order.Count > handled;
        }
        while (isBusy);
    }

    /// <summary>How many datagrams were handled before the first of this client.</summary>
    public int PlaceOfFirst(Client client) => _witness.Order.IndexOf(client.Address);

    public void ForgetOrder() => _witness.Order.Clear();

    public void Dispose()
    {
        Server.Dispose();
        _flooder.Dispose();
        foreach (Client client in Clients) client.Dispose();
    }

    private static void Echo(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags) => peer.Send(channelId, payload, flags);

    // False when nothing is left to do.
    private bool Serve()
    {
        if (_handlerFace)
        {
            var echo = default(Echoing);
            return Server.Service(TimeSpan.Zero, ref echo) > 0;
        }

        if (!Server.Service(TimeSpan.Zero, out ENetEvent e)) return false;
        if (e.Type == ENetEventType.Receive && e.Packet.Length == sizeof(int)) Echo(e.Peer, e.ChannelId, e.Packet.Span, ENetPacketFlags.Reliable);
        e.Packet.Dispose();
        return true;
    }

    private ENetPeer Join(ENetHost host)
    {
        ENetPeer peer = host.Connect(Server.LocalEndPoint, channelCount: 1);
        while (peer.State != ENetPeerState.Connected)
        {
            host.Service(TimeSpan.Zero, out _);
            ServeAll();
            Clock.NowMs++;
        }

        return peer;
    }

    /// <summary>Sends numbers and wants them back.</summary>
    internal sealed class Client : IDisposable
    {
        private readonly FloodedWorld _world;
        private readonly ENetHost _host;
        private readonly ENetPeer _peer;
        private readonly Dictionary<int, long> _openSinceMs = [];
        private int _next;

        public Client(FloodedWorld world, int number)
        {
            _world = world;
            Number = number;
            _host = new ENetHost(world._hub.Open(), new ENetHostOptions { CongestionControl = ENetCongestionControl.Native }, world.Clock);
            _peer = world.Join(_host);
            Address = new ENetAddress(_host.LocalEndPoint);
        }

        public int Number { get; }

        public ENetAddress Address { get; }

        public List<int> Questions { get; } = [];

        public List<int> Answers { get; } = [];

        public long SentAgain => _host.Statistics.Retransmissions;

        /// <summary>For how long the oldest question has had no answer.</summary>
        public long OldestOpenMs => _openSinceMs.Count == 0 ? 0 : _world.Clock.NowMs - _openSinceMs.Values.Min();

        public void Ask()
        {
            Send(ENetPacketFlags.Reliable);
            _host.Flush();
        }

        /// <summary>One datagram for each question.</summary>
        public void AskOften(int times)
        {
            for (int i = 0; i < times; i++)
            {
                Send(ENetPacketFlags.None);
                _host.Flush();
            }
        }

        public void Listen()
        {
            while (_host.Service(TimeSpan.Zero, out ENetEvent e))
            {
                if (e.Type != ENetEventType.Receive) continue;
                int number = BinaryPrimitives.ReadInt32LittleEndian(e.Packet.Span);
                e.Packet.Dispose();
                Answers.Add(number);
                _openSinceMs.Remove(number);
            }
        }

        public void Dispose() => _host.Dispose();

        private void Send(ENetPacketFlags flags)
        {
            Span<byte> payload = stackalloc byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(payload, _next);
            Assert.That(_peer.Send(0, payload, flags), Is.EqualTo(ENetSendResult.Queued));
            _openSinceMs[_next] = _world.Clock.NowMs;
            Questions.Add(_next++);
        }
    }

    private struct Echoing : IENetHandler
    {
        public readonly void OnConnect(ENetPeer peer, uint data)
        {
        }

        public readonly void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
        {
            if (payload.Length == sizeof(int)) Echo(peer, channelId, payload, ENetPacketFlags.Reliable);
        }

        public readonly void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data)
        {
        }
    }

    /// <summary>Writes down whose datagrams the host handles.</summary>
    private sealed class Witness : IDatagramInterceptor
    {
        public List<ENetAddress> Order { get; } = [];

        public bool Intercept(ENetHost host, in ENetAddress from, ReadOnlySpan<byte> datagram)
        {
            Order.Add(from);
            return false;
        }
    }

    // Says of all that it gets to which address it came.
    private sealed class Addressed(IDatagramTransport inner, ENetAddress local) : ForwardingTransport(inner)
    {
        public override Span<byte> GetReceived(int index, out DatagramPath path)
        {
            Span<byte> datagram = Inner.GetReceived(index, out path);
            path = path with { Local = local };
            return datagram;
        }
    }

    private sealed class Recorder(IDatagramTransport inner) : ForwardingTransport(inner)
    {
        private readonly byte[] _slot = new byte[4_096];

        private byte[] _last = [];

        public void Repeat(int times, in DatagramPath path)
        {
            for (int i = 0; i < times; i++)
            {
                if (!Inner.TryGetSendSlot(out Span<byte> slot))
                {
                    Inner.Flush();
                    Inner.TryGetSendSlot(out slot);
                }

                _last.CopyTo(slot);
                Inner.CommitSend(path, _last.Length, default);
            }

            Inner.Flush();
        }

        public override bool TryGetSendSlot(out Span<byte> slot)
        {
            bool isLent = Inner.TryGetSendSlot(out slot);
            if (isLent) slot = _slot;
            return isLent;
        }

        public override void CommitSend(in DatagramPath path, int length, in DatagramSendOptions options)
        {
            _last = _slot.AsSpan(0, length).ToArray();
            Inner.TryGetSendSlot(out Span<byte> slot);
            _last.CopyTo(slot);
            Inner.CommitSend(path, length, options);
        }
    }
}
