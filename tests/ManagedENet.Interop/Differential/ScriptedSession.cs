using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using ManagedENet.Interop.Live;
using ManagedENet.Interop.Network;
using ManagedENet.Interop.Traffic;
using ManagedENet.Transports;

namespace ManagedENet.Interop.Differential;

/// <summary>
/// One script, played by one pairing over real sockets through a relay with the script's network. It advances a little with each step and never
/// waits, so that one loop plays many sessions at the same time.
/// </summary>
internal sealed class ScriptedSession : IDisposable
{
    private const int TurnMs = 1;

    /// <summary>
    /// How long the network stays bad while an end waits for something. Each loss doubles the time to the next retransmission: without an end to it,
    /// a heavy loss would make seconds and, rarely, a rightful time-out of a session that is made to be short.
    /// </summary>
    private const int FaultyMs = 40;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    /// <summary>Without loss even when a burst was under way: a burst ends by the number of datagrams, and of those few are left.</summary>
    private static readonly NetworkImpairmentOptions GoodNetwork = new() { BurstLossRate = 0 };

    private readonly SessionScript _script;
    private readonly SessionPlayer _server;
    private readonly SessionPlayer _client;
    private readonly TrafficReceipt _atServer;
    private readonly TrafficReceipt _atClient;
    private readonly ImpairedRelay _relay;
    private readonly SessionReport _report;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private SessionPhase _phase;
    private int _turn;
    private long _nextTurnMs;
    private long _healsAtMs = FaultyMs;

    public ScriptedSession(SessionScript script, Implementation server, Implementation client)
    {
        _script = script;
        var options = new LiveHostOptions { PeerLimit = 2, MtuBytes = script.MtuBytes, Checksum = script.Checksum, RangeCoder = script.RangeCoder };
        _server = new SessionPlayer(new LiveEnd(LiveHosts.Bind(server, options with { ChannelLimit = script.ChannelLimit })), End.Server);
        _client = new SessionPlayer(new LiveEnd(LiveHosts.CreateClient(client, options)), End.Client);
        _atServer = new TrafficReceipt(_client.Sent, script.FragmentBorderBytes);
        _atClient = new TrafficReceipt(_server.Sent, script.FragmentBorderBytes);
        _relay = new ImpairedRelay(_server.End.Host.Port, script.Network);
        _report = new SessionReport(script, server, client);
        if (!script.ImpairsHandshake) SetNetwork(GoodNetwork);
        _client.End.Peer = _client.End.Host.Connect(_relay.Port, script.AskedChannels, script.ConnectData);
    }

    public SessionScript Script => _script;

    public bool IsOver => _phase == SessionPhase.Over;

    private SessionPlayer Leaver => _script.Leaver == End.Server ? _server : _client;

    private SessionPlayer Stayer => _script.Leaver == End.Server ? _client : _server;

    /// <summary>Services everything once, and waits at most so long for the client. True when something happened.</summary>
    public bool Step(int timeoutMs = 0)
    {
        bool busy = _client.Service(_atClient, timeoutMs);
        busy |= _relay.Service();
        busy |= _server.Service(_atServer);
        busy |= _relay.Service();
        Advance();
        if (!IsOver && _clock.Elapsed > Patience) BreakOff($"it came to no end in phase {_phase}");
        return busy;
    }

    /// <summary>What the two applications saw; to be asked when it is over.</summary>
    public SessionOutcome GetOutcome()
    {
        _report.Received(End.Server, _client.Sent, _atServer);
        _report.Received(End.Client, _server.Sent, _atClient);
        _report.Left(Leaver.End, Stayer.End);
        return _report.Finish();
    }

    public void Dispose()
    {
        _client.End.Dispose();
        _server.End.Dispose();
        _relay.Dispose();
    }

    private void Advance()
    {
        if (_phase is SessionPhase.Connecting or SessionPhase.Quieting && _clock.ElapsedMilliseconds >= _healsAtMs) SetNetwork(GoodNetwork);
        switch (_phase)
        {
            case SessionPhase.Connecting when _server.IsConnected && _client.IsConnected:
                _report.Connected(_server.End, _client.End);
                SetNetwork(_script.Network);
                _phase = SessionPhase.Talking;
                break;
            case SessionPhase.Talking when _clock.ElapsedMilliseconds >= _nextTurnMs:
                Talk();
                break;
            case SessionPhase.Quieting when _atServer.HasAllPromised && _atClient.HasAllPromised:
                BeginLeaving();
                break;
            case SessionPhase.Leaving when IsSettled():
                _phase = SessionPhase.Over;
                break;
        }

        if (_phase is SessionPhase.Talking or SessionPhase.Quieting && (_server.Disconnects.Any() || _client.Disconnects.Any())) BreakOff($"it was disconnected in phase {_phase}");
    }

    private void Talk()
    {
        if ((_server.Speak(_script, _turn) ?? _client.Speak(_script, _turn)) is { } refused) BreakOff($"message {refused} was not queued");
        _nextTurnMs = _clock.ElapsedMilliseconds + TurnMs;
        if (++_turn < _script.Turns || IsOver) return;
        _phase = SessionPhase.Quieting;
        _healsAtMs = _clock.ElapsedMilliseconds + FaultyMs;
        if (_script.LeavesAbruptly) BeginLeaving();
    }

    private void BeginLeaving()
    {
        _phase = SessionPhase.Leaving;
        SetNetwork(_script.HealsBeforeLeaving ? GoodNetwork : _script.Network);
        if (!_script.HealsBeforeLeaving) ShortenTimeout(Leaver);
        // Where nobody says goodbye, or the goodbye may be lost for good, only a time-out ends it.
        if (!_script.HealsBeforeLeaving || _script.LeaveKind == LeaveKind.Reset) ShortenTimeout(Stayer);
        Leaver.Leave(_script.LeaveKind, _script.LeaveData);
    }

    private bool IsSettled()
    {
        bool isToldToLeaver = _script.LeaveKind is LeaveKind.Disconnect or LeaveKind.DisconnectLater;
        return Stayer.Disconnects.Any() && (!isToldToLeaver || Leaver.Disconnects.Any());
    }

    private void BreakOff(string why)
    {
        _report.Note(why);
        _phase = SessionPhase.Over;
    }

    private void SetNetwork(NetworkImpairmentOptions options)
    {
        _relay.ToServer.Options = options;
        _relay.ToClient.Options = options with { Seed = ~options.Seed };
    }

    private static void ShortenTimeout(SessionPlayer player) => player.End.Peer.Timeout(limit: 4, minimumMs: 150, maximumMs: 600);
}
