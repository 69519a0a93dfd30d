using System;
using System.Diagnostics;
using System.Text;
using ManagedENet.InteropPeer.Hosting;

namespace ManagedENet.InteropPeer.Probe;

/// <summary>One connection, told line by line.</summary>
internal sealed class ProbeRun(ProbeSettings settings)
{
    private const int Connected = 0;
    private const int NotConnected = 3;
    private const int EndedByServer = 4;
    private static readonly TimeSpan ServiceTimeout = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(100);

    private readonly Stopwatch _sinceStart = Stopwatch.StartNew();
    private bool _connected;
    private bool _over;
    private bool _kicked;
    private int _received;

    public int Run()
    {
        using ENetHost host = HostFactory.CreateClient(settings.Host, settings.ConnectData, out ENetPeer peer);
        PumpUntil(host, settings.Stay, () => _received >= settings.EnoughPackets);
        TimeSpan roundTripTime = peer.RoundTripTime;
        if (_connected && !_over && settings.DisconnectData is { } data)
        {
            peer.Disconnect(data);
            PumpUntil(host, _sinceStart.Elapsed + AnswerPatience, static () => false);
        }

        ENetStatistics statistics = host.Statistics;
        Say($"END t={Now} connected={(_connected ? 1 : 0)} kicked={(_kicked ? 1 : 0)} sent_datagrams={statistics.SentDatagrams} received_datagrams={statistics.ReceivedDatagrams} rtt={(int)roundTripTime.TotalMilliseconds}");
        if (!_connected) return NotConnected;
        return _kicked ? EndedByServer : Connected;
    }

    private long Now => _sinceStart.ElapsedMilliseconds;

    private void PumpUntil(ENetHost host, TimeSpan end, Func<bool> isEnough)
    {
        while (!_over && !isEnough() && _sinceStart.Elapsed < end)
        {
            if (!host.Service(ServiceTimeout, out ENetEvent happened)) continue;
            switch (happened.Type)
            {
                case ENetEventType.Connect:
                    _connected = true;
                    SayConnected(happened.Peer, happened.Data);
                    SendAll(happened.Peer);
                    break;
                case ENetEventType.Disconnect:
                    _over = true;
                    SayDisconnected(happened.DisconnectReason, happened.Data);
                    break;
                case ENetEventType.Receive:
                    _received++;
                    using (happened.Packet) SayReceived(happened.ChannelId, happened.Packet);
                    break;
            }
        }
    }

    private void SendAll(ENetPeer peer)
    {
        foreach (ProbePacket packet in settings.Packets)
        {
            // Native's answer: 0 or -1.
            int result = peer.Send(packet.ChannelId, packet.Payload, packet.Flags) == ENetSendResult.Queued ? 0 : -1;
            Say($"SENT t={Now} ch={packet.ChannelId} flags={(int)packet.Flags} len={packet.Payload.Length} rc={result}");
        }
    }

    private void SayConnected(ENetPeer peer, uint data) => Say(
        $"CONNECT t={Now} channels={peer.ChannelCount} mtu={peer.MtuBytes} window={peer.WindowBytes} peer_in_bw={peer.IncomingBandwidth} peer_out_bw={peer.OutgoingBandwidth} "
        + $"outgoing_peer_id={peer.OutgoingPeerId} in_session={peer.IncomingSessionId} out_session={peer.OutgoingSessionId} data={data}");

    private void SayReceived(byte channelId, ENetPacket packet)
    {
        ReadOnlySpan<byte> start = packet.Span[..Math.Min(settings.PrintedBytes, packet.Length)];
        Say($"RECV t={Now} ch={channelId} flags={(int)packet.Flags} len={packet.Length} hex={Convert.ToHexStringLower(start)} text={ToText(start)}");
    }

    private void SayDisconnected(ENetDisconnectReason reason, uint data)
    {
        _kicked = _connected && reason == ENetDisconnectReason.Remote;
        string by = reason switch
        {
            ENetDisconnectReason.Local => "us",
            ENetDisconnectReason.Remote when _connected => "server",
            _ => "timeout-or-refused",
        };
        Say($"DISCONNECT t={Now} data={data} by={by}");
    }

    private static string ToText(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (byte value in bytes) text.Append(value is >= (byte)' ' and <= (byte)'~' ? (char)value : '.');
        return text.ToString();
    }

    private static void Say(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }
}
