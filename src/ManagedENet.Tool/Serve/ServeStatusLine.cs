using System;
using ManagedENet.Tool.CommandLine;

namespace ManagedENet.Tool.Serve;

/// <summary>One line that says what a server does: overwritten in place for a person, written only when something changed into a file.</summary>
internal sealed class ServeStatusLine
{
    private static readonly TimeSpan LiveInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(5);

    private readonly ToolConsole _console;
    private TimeSpan _last;
    private long _lastIn;
    private long _lastOut;
    private long _lastWritten = -1;
    private int _width;

    public ServeStatusLine(ToolConsole console) => _console = console;

    public void Update(ENetHost host, long echoes, TimeSpan now)
    {
        TimeSpan interval = _console.IsInteractive ? LiveInterval : LogInterval;
        if (now - _last < interval) return;
        double seconds = (now - _last).TotalSeconds;
        ENetStatistics statistics = host.Statistics;
        long receivedBytes = statistics.ReceivedBytes;
        long sentBytes = statistics.SentBytes;
        string text = FormattableString.Invariant(
            $"{host.ConnectedPeerCount} connected, {echoes} echoes, in {(receivedBytes - _lastIn) / seconds / 1024:0.0} KiB/s, out {(sentBytes - _lastOut) / seconds / 1024:0.0} KiB/s, {statistics.Retransmissions} sent again, {statistics.Drops.Total} dropped");
        _last = now;
        _lastIn = receivedBytes;
        _lastOut = sentBytes;
        Write(text, statistics.ReceivedDatagrams);
    }

    /// <summary>Leaves the line, so that what follows does not overwrite it.</summary>
    public void Finish()
    {
        if (_width > 0) _console.WriteLine(string.Empty);
        _width = 0;
    }

    private void Write(string text, long receivedDatagrams)
    {
        if (!_console.IsInteractive)
        {
            if (receivedDatagrams != _lastWritten) _console.WriteLine(text);
            _lastWritten = receivedDatagrams;
            return;
        }

        _console.Output.Write('\r' + text.PadRight(_width));
        _console.Output.Flush();
        _width = text.Length;
    }
}
