using System;
using System.Diagnostics;
using ManagedENet.Tool.CommandLine;

namespace ManagedENet.Tool.Connect;

/// <summary>Sends numbered packets at an interval and times each echo.</summary>
internal sealed class EchoRun
{
    // What is unreliable and not back after this is lost; a round trip of a second is a dead game.
    private static readonly TimeSpan UnreliableTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(20);

    private readonly ENetHost _host;
    private readonly ENetPeer _peer;
    private readonly ConnectSettings _settings;
    private readonly Func<bool> _isStopped;
    private readonly EchoMeasurement _result;
    private readonly byte[] _payload;
    private readonly long[] _sentAt;
    private readonly bool[] _isReturned;
    private int _highest = -1;

    public EchoRun(ENetHost host, ENetPeer peer, ConnectSettings settings, int count, Func<bool> isStopped)
    {
        _host = host;
        _peer = peer;
        _settings = settings;
        _isStopped = isStopped;
        _result = new EchoMeasurement { Asked = count };
        _payload = new byte[settings.SizeBytes];
        _sentAt = new long[count];
        _isReturned = new bool[count];
    }

    public EchoMeasurement Run()
    {
        var clock = Stopwatch.StartNew();
        TimeSpan lastProgress = TimeSpan.Zero;
        while (!_isStopped() && !_result.IsConnectionLost && _result.Returned < _result.Asked)
        {
            int before = _result.Sent + _result.Returned;
            bool mayWait = SendDue(clock.Elapsed, out TimeSpan nextDue);
            Receive(clock, nextDue);
            if (_result.Sent + _result.Returned != before) lastProgress = clock.Elapsed;

            // A queue that stays full is no progress either: the time-out then ends the run, not only after the last packet was sent.
            bool isWaiting = _result.Sent == _result.Asked || !mayWait;
            if (isWaiting && clock.Elapsed - lastProgress > ProgressTimeout) break;
        }

        _result.Elapsed = clock.Elapsed;
        return _result;
    }

    private TimeSpan ProgressTimeout => _settings.IsReliable || _settings.Timeout < UnreliableTimeout ? _settings.Timeout : UnreliableTimeout;

    /// <summary>Sends what the interval allows by now. False when a full queue holds the next one back.</summary>
    private bool SendDue(TimeSpan now, out TimeSpan nextDue)
    {
        nextDue = _settings.Interval * _result.Sent;
        while (_result.Sent < _result.Asked && nextDue <= now)
        {
            EchoPayload.Write(_payload, _result.Sent);
            _sentAt[_result.Sent] = Stopwatch.GetTimestamp();
            switch (_peer.Send(_settings.Channel, _payload, _settings.Flags))
            {
                case ENetSendResult.Queued:
                    break;
                case ENetSendResult.QueueFull:
                    return false;
                case ENetSendResult.TooLarge:
                    throw new ToolException($"a packet of {_payload.Length} bytes is too large to be sent this way.");
                default:
                    _result.IsConnectionLost = true;
                    return true;
            }

            _result.Sent++;
            nextDue = _settings.Interval * _result.Sent;

            // Without an interval the first echoes must be read while the last packets are still being sent.
            if (_result.Sent % 64 == 0) return true;
        }

        return true;
    }

    private void Receive(Stopwatch clock, TimeSpan nextDue)
    {
        TimeSpan wait = _result.Sent < _result.Asked ? nextDue - clock.Elapsed : LongestWait;
        wait = wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestWait ? LongestWait : wait;
        for (bool isFirst = true; _host.Service(isFirst ? wait : TimeSpan.Zero, out ENetEvent e); isFirst = false)
        {
            if (e.Type == ENetEventType.Receive)
            {
                using (e.Packet) Count(e.Packet.Span);
            }
            else if (e.Type == ENetEventType.Disconnect)
            {
                _result.IsConnectionLost = true;
                return;
            }
        }
    }

    private void Count(ReadOnlySpan<byte> echo)
    {
        int number = EchoPayload.Read(echo, _payload.Length, _result.Sent);
        if (number < 0)
        {
            _result.Corrupt++;
            return;
        }

        if (_isReturned[number])
        {
            _result.Duplicated++;
            return;
        }

        _isReturned[number] = true;
        _result.Returned++;
        if (number < _highest) _result.OutOfOrder++;
        else _highest = number;
        _result.RoundTrips.Add(Stopwatch.GetTimestamp() - _sentAt[number]);
    }
}
