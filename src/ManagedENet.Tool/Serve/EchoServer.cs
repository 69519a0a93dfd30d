using System;
using System.Diagnostics;
using ManagedENet.Tool.CommandLine;
using ManagedENet.Tool.Commands;

namespace ManagedENet.Tool.Serve;

/// <summary>A host that sends every packet back the way it came, and says what it does.</summary>
internal sealed class EchoServer
{
    // Short enough for Ctrl-C to feel immediate; the host itself wakes up for every datagram.
    private static readonly TimeSpan ServiceTimeout = TimeSpan.FromMilliseconds(50);

    private readonly ServeSettings _settings;
    private readonly ToolConsole _console;
    private readonly Func<bool> _isStopped;
    private long _echoes;
    private long _refused;

    public EchoServer(ServeSettings settings, ToolConsole console, Func<bool> isStopped)
    {
        _settings = settings;
        _console = console;
        _isStopped = isStopped;
    }

    public int Run()
    {
        ENetHostOptions options = new ENetHostOptions { PeerLimit = _settings.Peers, ChannelLimit = _settings.Channels }
            .WithCodecs(_settings.Checksum, _settings.Compress);
        using ENetHost host = HostSetup.Bind(_settings.EndPoint, options);
        _console.WriteLine($"listening on {host.LocalEndPoint} ({host.Statistics.TransportName}); Ctrl-C ends it");

        var line = new ServeStatusLine(_console);
        host.Notice += notice =>
        {
            line.Finish();
            _console.WriteNotice(notice);
        };
        var clock = Stopwatch.StartNew();
        while (!_isStopped() && !IsOver(clock))
        {
            if (host.Service(ServiceTimeout, out ENetEvent e)) Handle(e);
            line.Update(host, _echoes, clock.Elapsed);
        }

        SayGoodbye(host);
        line.Finish();
        string refused = _refused == 0 ? string.Empty : $", {_refused} echoes refused by a full queue or a closing connection";
        _console.WriteLine(FormattableString.Invariant(
            $"ended after {clock.Elapsed.TotalSeconds:0.0} s: {_echoes} echoes{refused}, {host.Statistics.ReceivedDatagrams} datagrams in, {host.Statistics.SentDatagrams} out, {host.Statistics.Drops.Total} dropped"));
        return ExitCode.Success;
    }

    private static void SayGoodbye(ENetHost host)
    {
        foreach (ENetPeer peer in host.Peers)
        {
            if (peer.State != ENetPeerState.Disconnected) peer.DisconnectNow();
        }

        host.Flush();
    }

    private bool IsOver(Stopwatch clock) => _settings.Seconds is int seconds && clock.Elapsed >= TimeSpan.FromSeconds(seconds);

    private void Handle(in ENetEvent e)
    {
        if (e.Type != ENetEventType.Receive) return;

        // The received block goes back as it is: no copy.
        if (e.Peer.Send(e.ChannelId, e.Packet) == ENetSendResult.Queued)
        {
            _echoes++;
            return;
        }

        _refused++;
        e.Packet.Dispose();
    }
}
