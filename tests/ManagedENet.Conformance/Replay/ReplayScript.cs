using System;
using System.Globalization;
using ManagedENet.Conformance.Conversations;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Peers;

namespace ManagedENet.Conformance.Replay;

/// <summary>Does what an <c>A</c> line says, and answers what the call answered in the words of its <c>rc</c>.</summary>
internal static class ReplayScript
{
    // What Godot 3 puts before a payload: source and target, little-endian; then the payload of these conversations.
    private static readonly string[] GodotHeader = ["7856341201000000"];

    public static string Run(ActionLine line, ReplayHost host, AddressBook addresses, long nowMs)
    {
        HostCore core = host.Core;
        LineFields fields = line.Fields;
        PeerCore Peer() => host.Peer((int)fields.Number("peer"));
        switch (line.Verb)
        {
            case "connect":
                return core.Connect(nowMs, addresses.Of(fields.Text("to", "S")), (int)fields.Number("channels", 1), fields.Hex("data")) is null ? "failed" : "ok";
            case "send":
                return fields.Words.Count > 1 ? string.Empty : Send(core, Peer(), fields);
            case "godot":
                return Godot(core, Peer(), fields);
            case "broadcast":
                core.Broadcast((byte)fields.Number("ch"), core.CreatePacket(Payload(fields), (ENetPacketFlags)fields.Number("flags")));
                break;
            case "flush":
                host.Flush(nowMs);
                break;
            case "disconnect":
                Disconnect(host, Peer(), fields.Hex("data"), nowMs);
                break;
            case "disconnect_now":
                core.DisconnectNow(Peer(), fields.Hex("data"));
                host.Flush(nowMs);
                break;
            case "disconnect_later":
                core.DisconnectLater(Peer(), fields.Hex("data"));
                break;
            case "reset":
                core.Reset(Peer());
                break;
            case "ping":
                core.Ping(Peer());
                break;
            case "ping_interval":
                core.SetPingInterval(Peer(), (uint)Single(fields, "interval"));
                break;
            case "timeout":
                core.SetTimeout(Peer(), (uint)fields.Number("limit"), (uint)fields.Number("min"), (uint)fields.Number("max"));
                break;
            case "throttle_configure":
                core.ConfigureThrottle(Peer(), (uint)fields.Number("interval"), (uint)fields.Number("accel"), (uint)fields.Number("decel"));
                break;
            case "bandwidth_limit":
                core.SetBandwidthLimit((uint)fields.Number("in"), (uint)fields.Number("out"));
                break;
            case "channel_limit":
                core.SetChannelLimit((int)Single(fields, "limit"));
                break;
            default:
                throw new NotSupportedException($"line {line.Number}: nobody knows the action '{line.Verb}'. In: {line.Text}");
        }

        return string.Empty;
    }

    public static void Send(ReplayHost host, in UnlistedSend send) => host.Core.Send(
        host.Peer(0), send.ChannelId, PayloadRule.Create(send.Length, send.Seed), (ENetPacketFlags)send.Flags);

    private static string Send(HostCore core, PeerCore peer, LineFields fields) =>
        core.Send(peer, (byte)fields.Number("ch"), Payload(fields), (ENetPacketFlags)fields.Number("flags")) == ENetSendResult.Queued ? "0" : "-1";

    // Native answers a disconnect from a half-open connection with a flush: the goodbye leaves at once and the slot is free.
    private static void Disconnect(ReplayHost host, PeerCore peer, uint data, long nowMs)
    {
        bool halfOpen = peer.State is ENetPeerState.Connecting or ENetPeerState.AcknowledgingConnect
            or ENetPeerState.ConnectionPending or ENetPeerState.ConnectionSucceeded;
        host.Core.Disconnect(peer, data);
        if (halfOpen) host.Flush(nowMs);
    }

    private static string Godot(HostCore core, PeerCore peer, LineFields fields)
    {
        string kind = string.Join(' ', fields.Words);
        (string payload, ENetPacketFlags flags) = kind switch
        {
            "godot reliable" => (GodotHeader[0] + "5002000001", ENetPacketFlags.Reliable),
            "godot unreliable" => (GodotHeader[0] + "5000000001", ENetPacketFlags.Unsequenced),
            "godot unreliable ordered" => (GodotHeader[0] + "5001000001", ENetPacketFlags.None),
            _ when fields.Words[1] == "add_peer" => (AddPeer(fields.Words[2]), ENetPacketFlags.Reliable),
            _ => throw new NotSupportedException($"nobody knows the action '{kind}'."),
        };
        return core.Send(peer, (byte)fields.Number("ch"), Convert.FromHexString(payload), flags) == ENetSendResult.Queued ? "0" : "-1";
    }

    private static string AddPeer(string id)
    {
        uint number = uint.Parse(id, CultureInfo.InvariantCulture);
        return "00000000" + System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(number).ToString("x8", CultureInfo.InvariantCulture);
    }

    private static byte[] Payload(LineFields fields) => PayloadRule.Create((int)fields.Number("len"), (int)fields.Number("seed"));

    private static long Single(LineFields fields, string key) =>
        fields.Has(key) ? fields.Number(key) : long.Parse(fields.Words[1], CultureInfo.InvariantCulture);
}
