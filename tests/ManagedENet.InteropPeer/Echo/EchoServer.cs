using System;
using System.Collections.Generic;
using ManagedENet.InteropPeer.Hosting;
using ManagedENet.InteropPeer.Output;

namespace ManagedENet.InteropPeer.Echo;

/// <summary>Echoes every packet until enough clients have come and gone. Prints what the script echo_server.py prints.</summary>
internal sealed class EchoServer(EchoServerSettings settings)
{
    private const int Success = 0;
    private const int DeadlinePassed = 2;
    private const uint KickData = 77;
    private static readonly TimeSpan ServiceTimeout = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LastAcknowledgements = TimeSpan.FromMilliseconds(300);

    private readonly JsonLog _log = new();
    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<ENetPeer, int> _packetsOfPeer = [];
    private int _packets;
    private long _bytes;
    private int _gone;

    public int Run()
    {
        using ENetHost host = HostFactory.CreateServer(settings.Host, settings.PeerLimit);
        _log.Say("ready", ("port", host.LocalEndPoint.Port), ("channels", HostFactory.ChannelLimit(settings.Host)), ("compress", settings.Host.Compress), ("checksum", settings.Host.Checksum));
        while (_log.Elapsed < settings.Deadline && _gone < settings.Clients)
        {
            if (host.Service(ServiceTimeout, out ENetEvent happened)) Handle(happened);
        }

        TimeSpan end = _log.Elapsed + LastAcknowledgements;
        while (_log.Elapsed < end)
        {
            if (host.Service(ServiceTimeout, out ENetEvent ignored) && ignored.Type == ENetEventType.Receive) ignored.Packet.Dispose();
        }

        _log.Say("result", ("packets", _packets), ("bytes", _bytes), ("seen", _seen), ("gone", _gone));
        return _gone >= settings.Clients ? Success : DeadlinePassed;
    }

    private void Handle(in ENetEvent happened)
    {
        switch (happened.Type)
        {
            case ENetEventType.Connect:
                Greet(happened.Peer, happened.Data);
                break;
            case ENetEventType.Disconnect:
                _log.Say("disconnect", ("peer", happened.Peer.Address.ToString()), ("data", happened.Data));
                _gone++;
                break;
            case ENetEventType.Receive:
                using (happened.Packet) Echo(happened.Peer, happened.ChannelId, happened.Packet);
                break;
        }
    }

    private void Greet(ENetPeer peer, uint data)
    {
        _log.Say(
            "connect",
            ("peer", peer.Address.ToString()),
            ("data", data),
            ("channels", peer.ChannelCount),
            ("mtu", peer.MtuBytes),
            ("window", peer.WindowBytes),
            ("in_bw", peer.IncomingBandwidth),
            ("out_bw", peer.OutgoingBandwidth));
        _packetsOfPeer[peer] = 0;
    }

    private void Echo(ENetPeer peer, byte channelId, ENetPacket packet)
    {
        _packets++;
        _bytes += packet.Length;
        string kind = $"ch{channelId}/f{(int)packet.Flags}";
        _seen[kind] = _seen.GetValueOrDefault(kind) + 1;
        if (settings.LoggedBytes > 0) LogPacket(channelId, packet);
        if (!settings.IsSilent && peer.Send(channelId, packet.Span, packet.Flags) != ENetSendResult.Queued)
        {
            _log.Say("send-failed", ("ch", channelId), ("len", packet.Length));
        }

        int count = _packetsOfPeer[peer] = _packetsOfPeer.GetValueOrDefault(peer) + 1;
        if (settings.KickAfter > 0 && count == settings.KickAfter) peer.Disconnect(KickData);
    }

    private void LogPacket(byte channelId, ENetPacket packet)
    {
        ReadOnlySpan<byte> start = packet.Span[..Math.Min(settings.LoggedBytes, packet.Length)];
        _log.Say("data", ("ch", channelId), ("flags", (int)packet.Flags), ("len", packet.Length), ("hex", Convert.ToHexStringLower(start)));
    }
}
