using System;
using System.Collections.Generic;

namespace ManagedENet.Tests.Hosts.Handlers;

/// <summary>Writes down every call.</summary>
internal readonly struct RecordingHandler : IENetHandler
{
    private RecordingHandler(List<string> log) => Log = log;

    public List<string> Log { get; }

    public static RecordingHandler Create() => new(new List<string>());

    public void OnConnect(ENetPeer peer, uint data) => Log.Add($"connect {data}");

    public void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data) => Log.Add($"disconnect {reason} {data}");

    public void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
        => Log.Add($"receive {channelId} {flags} {Convert.ToHexString(payload)}");
}
