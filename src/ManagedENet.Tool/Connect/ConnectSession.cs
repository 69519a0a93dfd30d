using System;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ManagedENet.Tool.CommandLine;
using ManagedENet.Tool.Commands;

namespace ManagedENet.Tool.Connect;

/// <summary>One connection from its beginning to its end; between the two lies a measured run or a conversation.</summary>
internal sealed class ConnectSession
{
    private static readonly TimeSpan ServiceTimeout = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan GoodbyeTimeout = TimeSpan.FromSeconds(2);

    private readonly ConnectSettings _settings;
    private readonly ToolConsole _console;
    private readonly Func<bool> _isStopped;

    public ConnectSession(ConnectSettings settings, ToolConsole console, Func<bool> isStopped)
    {
        _settings = settings;
        _console = console;
        _isStopped = isStopped;
    }

    public int Run()
    {
        IPEndPoint endPoint = _settings.Target.Resolve();

        // A host on an IPv6 socket alone could not reach 127.0.0.1, and a dual one may not exist: the family of the target decides.
        ENetHostOptions options = new ENetHostOptions { PeerLimit = 1, DualMode = endPoint.AddressFamily == AddressFamily.InterNetworkV6 }
            .WithCodecs(_settings.Checksum, _settings.Compress);
        using ENetHost host = CreateHost(options);
        host.Notice += _console.WriteNotice;
        ENetPeer peer = host.Connect(endPoint, _settings.Channel + 1);
        string? failure = WaitForConnection(host);
        if (failure is not null)
        {
            if (_settings.Json) _console.Output.Write(EchoReport.FailureJson(_settings));
            throw new ToolException($"no connection to {endPoint}: {failure}");
        }

        int channels = peer.ChannelCount;
        if (_settings.Channel >= channels)
        {
            Leave(host, peer);
            throw new ToolException($"{endPoint} allows {channels} channels, numbered from 0: channel {_settings.Channel} is not among them.");
        }

        bool isGood = _settings.Count is int count ? Measure(host, peer, count) : Converse(host, peer);
        Leave(host, peer);
        return isGood ? ExitCode.Success : ExitCode.Failed;
    }

    private static ENetHost CreateHost(ENetHostOptions options)
    {
        try
        {
            return ENetHost.CreateClient(options);
        }
        catch (SocketException e)
        {
            throw new ToolException(e.Message);
        }
    }

    private static void Leave(ENetHost host, ENetPeer peer)
    {
        if (peer.State != ENetPeerState.Connected) return;
        peer.Disconnect();
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < GoodbyeTimeout)
        {
            if (!host.Service(ServiceTimeout, out ENetEvent e)) continue;
            if (e.Type == ENetEventType.Receive) e.Packet.Dispose();
            if (e.Type == ENetEventType.Disconnect) return;
        }
    }

    private bool Measure(ENetHost host, ENetPeer peer, int count)
    {
        EchoMeasurement result = new EchoRun(host, peer, _settings, count, _isStopped).Run();
        if (_settings.Json) _console.Output.Write(EchoReport.Json(_settings, result));
        else EchoReport.Write(_console, _settings, result);
        return result.IsGood(_settings.IsReliable);
    }

    private bool Converse(ENetHost host, ENetPeer peer)
    {
        _console.WriteLine($"connected to {peer.EndPoint}, channel {_settings.Channel}, {_settings.ModeName}; type a line, end with Ctrl-D");
        return new Conversation(host, peer, _settings, _console, _isStopped).Run();
    }

    /// <summary>Null when connected, else why not.</summary>
    private string? WaitForConnection(ENetHost host)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < _settings.Timeout && !_isStopped())
        {
            TimeSpan left = _settings.Timeout - clock.Elapsed;
            if (!host.Service(left < ServiceTimeout ? left : ServiceTimeout, out ENetEvent e)) continue;
            if (e.Type == ENetEventType.Connect) return null;
            if (e.Type == ENetEventType.Disconnect) return e.DisconnectReason == ENetDisconnectReason.Rejected ? "the host refused it." : "nobody answered.";
        }

        return _isStopped() ? "interrupted." : FormattableString.Invariant(
            $"nobody answered within {_settings.Timeout.TotalSeconds} s (is it an ENet host, with the same --checksum and --compress?).");
    }
}
