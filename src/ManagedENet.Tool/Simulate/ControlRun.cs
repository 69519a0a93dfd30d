using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Tool.Text;

namespace ManagedENet.Tool.Simulate;

/// <summary>
/// A server and its clients over one path, on virtual time, with one congestion control. Nothing waits: time jumps from frame to frame, and one seed repeats everything.
/// </summary>
internal sealed class ControlRun : IDisposable
{
    // A clock that has run for a while: nothing may depend on zero.
    private const long BootUs = 10_000_000;
    private const long ConnectLimitUs = 120_000_000;
    private const int MostEntries = 2_000_000;
    private const long ProgressUs = 250_000;
    private const uint ServerNumber = 0x0A00_0001;
    private const ushort Port = 7_777;

    private readonly SimulateSettings _settings;
    private readonly ENetCongestionControl _control;
    private readonly Action<double, bool> _progress;
    private readonly Func<bool> _isStopped;
    private readonly SimulatedPath _path;
    private readonly SimulatedHost _server;
    private readonly List<SimulatedClient> _clients = new();
    private readonly Dictionary<Connection, SimulatedClient> _byFar = new();
    private readonly ENetEventLog? _log;
    private long _nowUs = BootUs;
    private long _nextProgressUs = long.MaxValue;
    private bool _isInterrupted;

    /// <param name="settings">What is simulated.</param>
    /// <param name="control">By which rules both ends send.</param>
    /// <param name="progress">Is told how many seconds of the traffic are over, and whether that is all.</param>
    /// <param name="isStopped">True when somebody wants it to end.</param>
    public ControlRun(SimulateSettings settings, ENetCongestionControl control, Action<double, bool> progress, Func<bool> isStopped)
    {
        _settings = settings;
        _control = control;
        _progress = progress;
        _isStopped = isStopped;
        _path = new SimulatedPath(settings);
        var random = new SeededRandom(settings.Seed);
        if (settings.LogFile is not null || settings.PlotFile is not null) _log = new ENetEventLog(MostEntries);
        _server = new SimulatedHost(_path, ENetAddress.FromIPv4(ServerNumber, Port), OptionsFor(settings.Clients, _log), random, BootUs, settings.FrameUs) { OnEvent = HandleAtServer };
        _path.AddServer(_server);
        for (int i = 0; i < settings.Clients; i++) AddClient(i, random);
    }

    public ControlResult Run()
    {
        RunUntil(() => _clients.TrueForAll(c => c.IsConnected), BootUs + ConnectLimitUs);

        // The game begins with a frame of the server.
        long startUs = _server.NextFrameUs;
        long sentBefore = _server.Wire.Bytes;
        long answeredBefore = BytesUp;
        foreach (SimulatedClient client in _clients)
        {
            client.Start(_settings, startUs);
            if (!client.IsConnected) client.End(ENetDisconnectReason.Timeout, startUs);
        }

        _path.Impair();
        _nextProgressUs = startUs;
        RunUntil(() => _clients.TrueForAll(c => c.IsSettled(_nowUs)), startUs + _settings.LimitUs, startUs);
        _progress((_nowUs - startUs) * 1e-6, true);
        return CreateResult(startUs, _server.Wire.Bytes - sentBefore, BytesUp - answeredBefore);
    }

    public void Dispose()
    {
        foreach (SimulatedClient client in _clients) client.Dispose();
        _server.Dispose();
    }

    private long BytesUp => _clients.Sum(c => c.Host.Wire.Bytes);

    private HostOptions OptionsFor(int peers, ENetEventLog? log = null) => new() { PeerLimit = peers, CongestionControl = _control, EventLog = log };

    private void AddClient(int index, SeededRandom random)
    {
        SimulatedClient? client = null;
        ENetAddress address = ENetAddress.FromIPv4(ServerNumber + 1 + (uint)index, Port);
        var host = new SimulatedHost(_path, address, OptionsFor(1), random, BootUs, _settings.FrameUs) { OnEvent = e => HandleAtClient(client!, e) };
        _path.Add(host);
        client = new SimulatedClient(host, host.Core.Connect(BootUs, _server.Address, _settings.Channels + 1, (uint)index)!);
        _clients.Add(client);
    }

    private void HandleAtServer(ConnectionEvent e)
    {
        if (e.Type == ENetEventType.Connect)
        {
            SimulatedClient client = _clients[(int)e.Data];
            client.Far = e.Connection;
            _byFar[e.Connection] = client;
        }
        else if (e.Type == ENetEventType.Disconnect)
        {
            _byFar[e.Connection].End(e.Reason, _nowUs);
        }
    }

    private void HandleAtClient(SimulatedClient client, in ConnectionEvent e)
    {
        if (e.Type == ENetEventType.Receive) client.Receive(e, _settings.Channels, _nowUs);
        else if (e.Type == ENetEventType.Disconnect) client.End(e.Reason, _nowUs);
    }

    private void RunUntil(Func<bool> isOver, long endUs, long startUs = 0)
    {
        while (!isOver() && !_isInterrupted)
        {
            SimulatedHost next = NextHost();
            if (next.NextFrameUs > endUs) return;
            _nowUs = next.NextFrameUs;
            _path.Deliver(_nowUs);
            if (next == _server) _clients.ForEach(c => c.SendDue(_nowUs));
            next.Service(_nowUs);
            if (_nowUs >= _nextProgressUs) ShowProgress(startUs);
        }
    }

    private SimulatedHost NextHost()
    {
        SimulatedHost next = _server;
        foreach (SimulatedClient client in _clients)
        {
            if (client.Host.NextFrameUs < next.NextFrameUs) next = client.Host;
        }

        return next;
    }

    private void ShowProgress(long startUs)
    {
        _nextProgressUs = _nowUs + ProgressUs;
        _progress((_nowUs - startUs) * 1e-6, false);
        _isInterrupted = _isStopped();
    }

    private ControlResult CreateResult(long startUs, long bytesDown, long bytesUp)
    {
        var latencies = new Percentiles();
        foreach (SimulatedClient client in _clients) latencies.AddAll(client.Messages!.Latencies);
        SimulatedClient[] lost = [.. _clients.Where(c => c.EndReason is not null).OrderBy(c => c.EndedAtUs)];
        bool isBulkOver = _clients.TrueForAll(c => c.Bulk!.IsOver);
        long bulkEndUs = isBulkOver ? _clients.Max(c => c.Bulk!.LastDeliveredUs) : _nowUs;
        EventLogs.Read(_log, _settings, out string logText, out List<ENetLogEntry> entries);
        return new ControlResult
        {
            Log = logText,
            Entries = entries,
            StartUs = startUs - BootUs,
            Control = _control,
            Planned = (long)_settings.MessagesPerClient * _settings.Clients,
            Delivered = _clients.Sum(c => (long)c.Messages!.Delivered),
            Throttled = _server.Core.Counters.ThrottledPackets,
            Latencies = latencies,
            BulkDelivered = _clients.Sum(c => c.Bulk!.Delivered),
            BulkSeconds = _settings.BulkBytes == 0 ? 0 : (bulkEndUs - startUs) * 1e-6,
            IsBulkOver = isBulkOver,
            SentAgain = _server.Wire.Repetitions,
            ReliableCommands = _server.Wire.FirstSendings,
            BytesDown = bytesDown,
            BytesUp = bytesUp,
            Losses = new PathLosses(_path.Down.Counters, _path.Up.Counters),
            ConnectionsLost = lost.Length,
            EndReason = lost.Length == 0 ? null : lost[0].EndReason,
            EndSeconds = lost.Length == 0 ? 0 : (lost[0].EndedAtUs - startUs) * 1e-6,
            SimulatedSeconds = (_nowUs - startUs) * 1e-6,
            IsInterrupted = _isInterrupted,
        };
    }
}
