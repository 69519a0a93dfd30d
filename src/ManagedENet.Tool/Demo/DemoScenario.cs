using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using ManagedENet.Tool.CommandLine;
using ManagedENet.Tool.Commands;
using ManagedENet.Transports;

namespace ManagedENet.Tool.Demo;

/// <summary>
/// A server and its clients, each with a socket of its own on 127.0.0.1 and a bad network behind it: they connect, send in both directions in every way
/// at the same time, wait until what is reliable has arrived, and say goodbye. One thread serves all hosts in turn.
/// </summary>
internal sealed class DemoScenario : IDisposable
{
    private const int EventsPerTurn = 256;

    // Few packets are sent calmly, in at most two seconds; many as fast as one thread can serve all hosts with some reserve.
    private const double CalmPacketsPerSecond = 100;
    private const double CalmSeconds = 2;
    private const double DatagramsPerSecond = 15_000;

    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(100);

    private readonly DemoSettings _settings;
    private readonly IDemoProgress _progress;
    private readonly Func<bool> _isStopped;
    private readonly FaultLedger _faults;
    private readonly byte[] _buffer = new byte[SendingWay.All.Max(w => w.LargestBytes)];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly ENetHost _server;
    private readonly List<DemoClient> _clients = new();
    private TimeSpan _nextProgress;

    public DemoScenario(DemoSettings settings, IDemoProgress progress, Func<bool> isStopped, Action<ENetNotice>? listener = null)
    {
        _settings = settings;
        _progress = progress;
        _isStopped = isStopped;
        _faults = new FaultLedger(new DatagramContent(settings.Checksum, settings.Compress ? ENetCompressors.RangeCoder() : null));
        _server = CreateHost(0, settings.Clients);
        for (int i = 0; i < settings.Clients; i++) _clients.Add(new DemoClient(i, CreateHost(i + 1, 1), settings.Messages));
        _server.Notice += listener;
        foreach (DemoClient client in _clients) client.Host.Notice += listener;
    }

    public DemoResult Run()
    {
        // Whatever goes wrong, the goodbyes get their share of the time.
        TimeSpan goodbye = _settings.TimeLimit * 0.2 < LongestGoodbye ? _settings.TimeLimit * 0.2 : LongestGoodbye;
        TimeSpan sendingEnd = _settings.TimeLimit - goodbye;

        foreach (DemoClient client in _clients) client.Connect(_server.LocalEndPoint);
        ServeUntil(() => _clients.All(c => c.IsConnected), _settings.TimeLimit * 0.4);
        Exchange(sendingEnd);
        DemoClient[] leaving = _clients.Where(c => c.IsConnected && !c.IsBroken).ToArray();
        foreach (DemoClient client in leaving) client.Disconnect();
        ServeUntil(() => leaving.All(c => c.IsDisconnected), _settings.TimeLimit);
        ShowProgress(isOver: true);
        return CreateResult();
    }

    public void Dispose()
    {
        foreach (DemoClient client in _clients) client.Dispose();
        _server.Dispose();
    }

    private ENetHost CreateHost(int number, int peers)
    {
        ENetHostOptions options = new ENetHostOptions { PeerLimit = peers, ChannelLimit = SendingWay.All.Count }
            .WithCodecs(_settings.Checksum, _settings.Compress);
        try
        {
            SocketTransport socket = SocketTransport.Bind(new IPEndPoint(IPAddress.Loopback, 0), options);
            var network = new ImpairedTransportOptions { Outgoing = _settings.NetworkOf(number), Observer = _faults.Observe };
            return new ENetHost(new ImpairedTransport(socket, network), options);
        }
        catch (SocketException e)
        {
            throw new ToolException(e.Message);
        }
    }

    private void Exchange(TimeSpan end)
    {
        DemoClient[] connected = _clients.Where(c => c.IsConnected).ToArray();
        if (connected.Length == 0) return;

        double datagrams = connected.Length * 2.0 * SendingWay.All.Sum(w => w.CountFor(_settings.Messages) * w.DatagramsPerPacket);
        double calmSeconds = Math.Min(_settings.Messages / CalmPacketsPerSecond, CalmSeconds);
        TimeSpan window = TimeSpan.FromSeconds(Math.Max(calmSeconds, datagrams / DatagramsPerSecond));
        TimeSpan room = (end - _clock.Elapsed) * 0.5;
        if (window > room) window = room;

        // What is unreliable and late by more than this has not survived.
        TimeSpan stragglers = TimeSpan.FromMilliseconds(200 + (2 * (_settings.DelayMs + _settings.JitterMs)));
        TimeSpan start = _clock.Elapsed;
        TimeSpan lastSent = start;
        ServeUntil(IsEverythingThere, end, SendDue);

        void SendDue()
        {
            TimeSpan elapsed = _clock.Elapsed - start;
            foreach (DemoClient client in connected)
            {
                if (client.IsBroken) continue;
                foreach (DemoLane lane in client.Up) lane.SendDue(client.Near!, elapsed, window, _buffer);
                foreach (DemoLane lane in client.Down) lane.SendDue(client.Far!, elapsed, window, _buffer);
            }

            if (!connected.All(c => c.IsBroken || c.Lanes.All(l => l.IsSent))) lastSent = _clock.Elapsed;
        }

        bool IsEverythingThere() => _clock.Elapsed - start >= window && _clock.Elapsed - lastSent >= stragglers
            && connected.All(c => c.IsBroken || c.Lanes.All(l => !l.Way.IsReliable || l.Delivered == l.Planned));
    }

    private void ServeUntil(Func<bool> isDone, TimeSpan end, Action? eachTurn = null)
    {
        while (!isDone() && _clock.Elapsed < end && !_isStopped())
        {
            eachTurn?.Invoke();
            foreach (DemoClient client in _clients) Serve(client.Host, TimeSpan.Zero, client);
            Serve(_server, Turn, null);
            if (_clock.Elapsed < _nextProgress) continue;
            _nextProgress = _clock.Elapsed + ProgressInterval;
            ShowProgress(isOver: false);
        }
    }

    private void Serve(ENetHost host, TimeSpan wait, DemoClient? client)
    {
        for (int i = 0; i < EventsPerTurn && host.Service(i == 0 ? wait : TimeSpan.Zero, out ENetEvent e); i++)
        {
            if (client is not null) HandleAtClient(client, e);
            else HandleAtServer(e);
        }
    }

    private static void HandleAtClient(DemoClient client, in ENetEvent e)
    {
        switch (e.Type)
        {
            case ENetEventType.Connect:
                client.IsConnectSeen = true;
                break;
            case ENetEventType.Receive:
                using (e.Packet) client.Down[e.ChannelId].Receive(e.Packet.Span);
                break;
            case ENetEventType.Disconnect:
                client.SeeNearDisconnect();
                break;
        }
    }

    private void HandleAtServer(in ENetEvent e)
    {
        switch (e.Type)
        {
            case ENetEventType.Connect:
                e.Peer.Tag = _clients[(int)e.Data];
                _clients[(int)e.Data].Far = e.Peer;
                break;
            case ENetEventType.Receive:
                using (e.Packet) ((DemoClient)e.Peer.Tag!).Up[e.ChannelId].Receive(e.Packet.Span);
                break;
            case ENetEventType.Disconnect:
                ((DemoClient)e.Peer.Tag!).SeeFarDisconnect(e.DisconnectReason, e.Data);
                break;
        }
    }

    private void ShowProgress(bool isOver)
    {
        bool isSending = isOver || _clients.Any(c => c.Up[0].Sent > 0);
        bool isLeaving = isOver || _clients.Any(c => c.IsGoodbyeSaid);
        _progress.Show(new DemoProgressReport(DemoParts.Connecting, _clients.Count(c => c.IsConnected), _clients.Count, isSending));
        foreach (SendingWay way in SendingWay.All)
        {
            long delivered = 0;
            long planned = 0;
            foreach (DemoClient client in _clients)
            {
                delivered += client.Up[way.ChannelId].Delivered + client.Down[way.ChannelId].Delivered;
                planned += client.Up[way.ChannelId].Planned + client.Down[way.ChannelId].Planned;
            }

            _progress.Show(new DemoProgressReport(DemoParts.FirstWay + way.ChannelId, delivered, planned, isLeaving));
        }

        _progress.Show(new DemoProgressReport(DemoParts.Disconnecting, _clients.Count(c => c.IsDisconnected), _clients.Count, isOver));
    }

    private DemoResult CreateResult() => new()
    {
        ConnectsAsked = _clients.Count,
        ConnectsMade = _clients.Count(c => c.IsConnected),
        DisconnectsMade = _clients.Count(c => c.IsDisconnected),
        ConnectionsBroken = _clients.Count(c => c.IsBroken),
        Ways = SendingWay.All.Select(way => new WayResult(way, _clients.SelectMany(c => c.Lanes).Where(l => l.Way == way).ToArray())).ToArray(),
        Faults = _faults,
        Retransmissions = _clients.Sum(c => c.Host.Statistics.Retransmissions) + _server.Statistics.Retransmissions,
        Elapsed = _clock.Elapsed,
        IsInterrupted = _isStopped(),
    };
}
