using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Text;
using ManagedENet.Tool.CommandLine;

namespace ManagedENet.Tool.Connect;

/// <summary>Lines typed by a person go out, what comes back is shown. The host stays on this thread; another one waits for the keyboard.</summary>
internal sealed class Conversation
{
    // A keystroke waits at most this long for its packet; the host's wait cannot be woken from the other thread.
    private static readonly TimeSpan ServiceTimeout = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan UnreliableTimeout = TimeSpan.FromSeconds(1);

    private readonly ENetHost _host;
    private readonly ENetPeer _peer;
    private readonly ConnectSettings _settings;
    private readonly ToolConsole _console;
    private readonly Func<bool> _isStopped;
    private readonly List<SentLine> _pending = new();
    private bool _isConnectionLost;

    public Conversation(ENetHost host, ENetPeer peer, ConnectSettings settings, ToolConsole console, Func<bool> isStopped)
    {
        _host = host;
        _peer = peer;
        _settings = settings;
        _console = console;
        _isStopped = isStopped;
    }

    /// <summary>Until the input ends, the connection ends or somebody interrupts. False when a line that was promised back is missing.</summary>
    public bool Run()
    {
        LineReader lines = LineReader.Start(_console.Input);
        long lastActivity = Stopwatch.GetTimestamp();
        while (!_isStopped() && !_isConnectionLost)
        {
            bool isActive = SendTyped(lines);
            isActive |= ShowReceived();
            if (isActive) lastActivity = Stopwatch.GetTimestamp();
            if (lines.IsAtEnd && (_pending.Count == 0 || Stopwatch.GetElapsedTime(lastActivity) > EndTimeout)) break;
        }

        if (_isConnectionLost) _console.WriteError("the host has ended the connection.");
        else if (_pending.Count > 0 && _settings.IsReliable && !_isStopped()) _console.WriteError($"{_pending.Count} lines did not come back.");
        return !_isConnectionLost && (_pending.Count == 0 || !_settings.IsReliable || _isStopped());
    }

    private TimeSpan EndTimeout => _settings.IsReliable || _settings.Timeout < UnreliableTimeout ? _settings.Timeout : UnreliableTimeout;

    private bool SendTyped(LineReader lines)
    {
        bool isAny = false;
        while (lines.TryTake(out string line))
        {
            byte[] payload = Encoding.UTF8.GetBytes(line);
            ENetSendResult answer = _peer.Send(_settings.Channel, payload, _settings.Flags);
            if (answer == ENetSendResult.Queued) _pending.Add(new SentLine(payload, Stopwatch.GetTimestamp()));
            else _console.WriteError($"not sent: {answer}.");
            isAny = true;
        }

        return isAny;
    }

    private bool ShowReceived()
    {
        bool isAny = false;
        for (TimeSpan wait = ServiceTimeout; _host.Service(wait, out ENetEvent e); wait = TimeSpan.Zero)
        {
            isAny = true;
            if (e.Type == ENetEventType.Disconnect) _isConnectionLost = true;
            if (e.Type != ENetEventType.Receive) continue;
            using (e.Packet) Show(e.Packet.Span);
        }

        return isAny;
    }

    private void Show(ReadOnlySpan<byte> packet)
    {
        string time = string.Empty;
        for (int i = 0; i < _pending.Count; i++)
        {
            if (!packet.SequenceEqual(_pending[i].Payload)) continue;
            time = FormattableString.Invariant($"  ({Stopwatch.GetElapsedTime(_pending[i].SentAt).TotalMilliseconds:0.0} ms)");
            _pending.RemoveAt(i);
            break;
        }

        _console.WriteLine($"< {Encoding.UTF8.GetString(packet)}{time}");
    }

    private sealed record SentLine(byte[] Payload, long SentAt);
}
