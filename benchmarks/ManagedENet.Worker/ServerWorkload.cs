using System;
using System.Collections.Generic;

namespace ManagedENet.Worker;

/// <summary>
/// A game server: every peer gets so many reliable messages a second. Driven by waiting in the service call, or once every so many milliseconds.
/// At a rate of 0 it only keeps its peers alive. The clients are another process.
/// </summary>
internal sealed class ServerWorkload : IBenchWorkload
{
    // What was sent in the last moment of a run still arrives.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Waiting = TimeSpan.FromMilliseconds(1);

    private readonly ENetHost _host;
    private readonly byte[] _payload;
    private readonly int _rate;
    private readonly int _driveMs;
    private readonly TimeSpan _runTime;
    private Counting _handler;
    private bool _isArmed;
    private bool _isRunning;
    private Meter _meter;
    private long _start;
    private long _sent;

    public ServerWorkload(WorkloadArguments arguments)
    {
        _host = BenchHosts.Server(
            arguments,
            arguments.Number("peers", 1000),
            // crowd=0 is a server that has no table of strangers, which others make when a crowd comes and give back when it has gone.
            options => arguments.Number("crowd", 1) != 0 ? options : options with { GreylistFrom = 0 });
        _payload = new byte[arguments.Number("size", 100)];
        _rate = arguments.Number("rate", 20);
        _runTime = TimeSpan.FromSeconds(arguments.Number("seconds", 2));
        _driveMs = arguments.Text("drive", "wait") == "wait" ? 0 : arguments.Number("drive", 0);
        _handler = new Counting(new List<ENetPeer>(_host.Options.PeerLimit));
    }

    public void Serve(WorkerTalk talk)
    {
        talk.ListenInBackground();
        talk.SayReady(_host.LocalEndPoint.Port);
        Ticker? ticker = _driveMs > 0 ? new Ticker(_driveMs) : null;
        while (!talk.IsEnded)
        {
            if (talk.TakeRun())
            {
                _isArmed = true;
                _handler.Received = 0;
            }

            if (ticker is null) ServiceWaiting();
            else ServiceTick(ticker);
            BeginWhenDue();
            if (EndWhenDue() is { } sample) talk.Say(sample);
        }
    }

    private void ServiceWaiting()
    {
        SendDue();
        _host.Service(Waiting, ref _handler);
    }

    private void ServiceTick(Ticker ticker)
    {
        ticker.WaitForNext();
        while (_host.Service(TimeSpan.Zero, ref _handler) > 0)
        {
            // Until there is nothing left, as the native side does.
        }

        SendDue();
        _host.Flush();
    }

    // The clock of a run starts with the first message, so that both ends see the same seconds.
    private void BeginWhenDue()
    {
        if (!_isArmed || (_rate > 0 && _handler.Received == 0)) return;
        _isArmed = false;
        _isRunning = true;
        _sent = 0;
        _meter = Meter.Start();
        _start = System.Diagnostics.Stopwatch.GetTimestamp();
    }

    private void SendDue()
    {
        if (!_isRunning || _rate == 0) return;
        TimeSpan elapsed = System.Diagnostics.Stopwatch.GetElapsedTime(_start);
        if (elapsed > _runTime) elapsed = _runTime;
        long due = elapsed.Ticks * _rate * _handler.Peers.Count / TimeSpan.TicksPerSecond;
        for (; _sent < due; _sent++) _handler.Peers[(int)(_sent % _handler.Peers.Count)].Send(0, _payload, ENetPacketFlags.Reliable);
    }

    private Sample? EndWhenDue()
    {
        if (!_isRunning || System.Diagnostics.Stopwatch.GetElapsedTime(_start) < _runTime + (_rate > 0 ? Grace : TimeSpan.Zero)) return null;
        _isRunning = false;
        Sample sample = _meter.Read(_handler.Received);
        sample["sent"] = _sent;
        sample["lost"] = _handler.Lost;
        sample["peers"] = _host.ConnectedPeerCount;
        sample["memory"] = GC.GetTotalMemory(forceFullCollection: true);
        return sample;
    }

    private struct Counting : IENetHandler
    {
        public Counting(List<ENetPeer> peers) => Peers = peers;

        public long Received;
        public long Lost;

        public List<ENetPeer> Peers { get; }

        public readonly void OnConnect(ENetPeer peer, uint data) => Peers.Add(peer);

        public void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data) => Lost++;

        public void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags) => Received++;
    }
}
