using System;
using System.Collections.Generic;
using System.IO;

namespace ManagedENet.Tests.Hosts;

/// <summary>What a handler does that it must not.</summary>
public enum Misuse
{
    Service,
    ServiceWithHandler,
    CheckEvents,
    Dispose,
}

/// <summary>What a handler does that it may.</summary>
public enum Command
{
    DisconnectNow,
    Reset,
    Disconnect,
    Flush,
}

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

/// <summary>Counts packets and bytes in fields of its own.</summary>
internal struct CountingHandler : IENetHandler
{
    public int Packets;
    public long Bytes;

    public readonly void OnConnect(ENetPeer peer, uint data)
    {
    }

    public readonly void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data)
    {
    }

    public void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
    {
        Packets++;
        Bytes += payload.Length;
    }
}

/// <summary>Sends back what it gets.</summary>
internal struct EchoHandler : IENetHandler
{
    public ENetPacketFlags Flags;

    public readonly void OnConnect(ENetPeer peer, uint data)
    {
    }

    public readonly void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data)
    {
    }

    public readonly void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
        => Assert.That(peer.Send(channelId, payload, flags | Flags), Is.EqualTo(ENetSendResult.Queued));
}

/// <summary>Fails once.</summary>
internal struct ThrowingHandler : IENetHandler
{
    public int ThrowAtPacket;
    public bool ThrowsAtConnect;
    public int Packets;
    public List<byte> Seen;

    public readonly void OnConnect(ENetPeer peer, uint data)
    {
        if (ThrowsAtConnect) throw new InvalidDataException("connect");
    }

    public readonly void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data)
    {
    }

    public void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
    {
        Seen.Add(payload[0]);
        if (++Packets == ThrowAtPacket) throw new InvalidDataException($"packet {payload[0]}");
    }
}

/// <summary>Calls into the host that calls it.</summary>
internal struct MisusingHandler : IENetHandler
{
    public Misuse Misuse;

    public readonly void OnConnect(ENetPeer peer, uint data)
    {
    }

    public readonly void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data)
    {
    }

    public readonly void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
    {
        CountingHandler inner = default;
        switch (Misuse)
        {
            case Misuse.Service:
                peer.Host.Service(TimeSpan.Zero, out _);
                break;
            case Misuse.ServiceWithHandler:
                peer.Host.Service(TimeSpan.Zero, ref inner);
                break;
            case Misuse.CheckEvents:
                peer.Host.CheckEvents(out _);
                break;
            case Misuse.Dispose:
                peer.Host.Dispose();
                break;
        }
    }
}

/// <summary>Gives its command at the first packet.</summary>
internal struct CommandingHandler : IENetHandler
{
    public Command Command;
    public int Packets;

    public readonly void OnConnect(ENetPeer peer, uint data)
    {
    }

    public readonly void OnDisconnect(ENetPeer peer, ENetDisconnectReason reason, uint data)
    {
    }

    public void OnReceive(ENetPeer peer, byte channelId, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
    {
        if (Packets++ > 0) return;
        switch (Command)
        {
            case Command.DisconnectNow:
                peer.DisconnectNow(3);
                break;
            case Command.Reset:
                peer.Reset();
                break;
            case Command.Disconnect:
                peer.Disconnect(3);
                break;
            case Command.Flush:
                peer.Host.Flush();
                break;
        }
    }
}
