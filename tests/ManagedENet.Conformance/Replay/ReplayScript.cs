using System;
using System.Collections.Generic;
using System.Globalization;
using ManagedENet.Conformance.Conversations;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;

namespace ManagedENet.Conformance.Replay;

/// <summary>Does what an <c>A</c> line says, and answers what the call answered in the words of its <c>rc</c>.</summary>
internal static class ReplayScript
{
    private const string Failed = "-1";

    private static readonly Dictionary<string, Func<ReplayCall, string>> Calls = new(StringComparer.Ordinal)
    {
        ["connect"] = Connect,
        ["send"] = call => call.Fields.Words.Count > 1 ? string.Empty : Send(call, Payload(call.Fields), (ENetPacketFlags)call.Fields.Number("flags")),
        ["godot"] = call => Send(call, GodotPayload.Of(call.Fields, out ENetPacketFlags flags), flags),
        ["broadcast"] = Broadcast,
        ["flush"] = Do(call => call.Host.Flush(call.NowMs)),
        ["disconnect"] = WithPeer(Disconnect),
        ["disconnect_now"] = WithPeer((call, peer) =>
        {
            peer.DisconnectNow(call.Fields.Hex("data"));
            call.Host.Flush(call.NowMs);
        }),
        ["disconnect_later"] = WithPeer((call, peer) => peer.DisconnectLater(call.Fields.Hex("data"))),
        ["reset"] = WithPeer((call, peer) => peer.Reset()),
        ["ping"] = WithPeer((call, peer) => peer.Ping()),
        ["ping_interval"] = WithPeer((call, peer) => peer.SetPingInterval((uint)call.Single("interval"))),
        ["timeout"] = WithPeer((call, peer) => peer.SetTimeout(call.Unsigned("limit"), call.Unsigned("min"), call.Unsigned("max"))),
        ["throttle_configure"] = WithPeer((call, peer) =>
            peer.ConfigureThrottle(call.Unsigned("interval"), call.Unsigned("accel"), call.Unsigned("decel"))),
        ["bandwidth_limit"] = Do(call => call.Core.SetBandwidthLimit(call.Unsigned("in"), call.Unsigned("out"))),
        ["channel_limit"] = Do(call => call.Core.SetChannelLimit((int)call.Single("limit"))),
        ["mtu"] = Do(call => call.Core.SetMtu((int)call.Single("mtu"))),
        ["destroy"] = Do(call => call.Host.Dispose()),
    };

    /// <summary>Null when nobody knows the call.</summary>
    public static string? Run(ActionLine line, ReplayHost host, AddressBook addresses, long nowMs) =>
        Calls.TryGetValue(ShortName(line.Verb), out Func<ReplayCall, string>? run) ? run(new ReplayCall(line.Fields, host, addresses, nowMs)) : null;

    public static void Send(ReplayHost host, in UnlistedSend send)
    {
        if (host.Peer(0) is { } peer) peer.Send(send.ChannelId, PayloadRule.Create(send.Length, send.Seed), (ENetPacketFlags)send.Flags);
    }

    // Others may write the name of native's function.
    private static string ShortName(string verb)
    {
        string name = verb.Replace('-', '_').ToLowerInvariant();
        foreach (string prefix in new[] { "enet_", "host_", "peer_" })
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal)) name = name[prefix.Length..];
        }

        return name;
    }

    private static Func<ReplayCall, string> Do(Action<ReplayCall> action) => call =>
    {
        action(call);
        return string.Empty;
    };

    private static Func<ReplayCall, string> WithPeer(Action<ReplayCall, Connection> action) => Do(call =>
    {
        if (call.Peer is { } peer) action(call, peer);
    });

    private static string Connect(ReplayCall call)
    {
        ENetAddress to = call.Addresses.Of(call.Fields.Text("to", "S"));
        return call.Core.Connect(call.NowMs, to, (int)call.Fields.Number("channels", 1), call.Fields.Hex("data")) is null ? "failed" : "ok";
    }

    private static string Broadcast(ReplayCall call)
    {
        call.Core.Broadcast((byte)call.Fields.Number("ch"), call.Core.CreatePacket(Payload(call.Fields), (ENetPacketFlags)call.Fields.Number("flags")));
        return string.Empty;
    }

    private static string Send(ReplayCall call, byte[] payload, ENetPacketFlags flags)
    {
        if (call.Peer is not { } peer) return Failed;
        ENetSendResult result = ENetSendResult.Queued;
        for (long times = call.Fields.Number("times", 1); times > 0 && result == ENetSendResult.Queued; times--)
            result = peer.Send((byte)call.Fields.Number("ch"), payload, flags);
        return result == ENetSendResult.Queued ? "0" : Failed;
    }

    // Native answers a disconnect from a half-open connection with a flush: the goodbye leaves at once and the slot is free.
    private static void Disconnect(ReplayCall call, Connection peer)
    {
        bool halfOpen = peer.State is ENetPeerState.Connecting or ENetPeerState.AcknowledgingConnect
            or ENetPeerState.ConnectionPending or ENetPeerState.ConnectionSucceeded;
        peer.Disconnect(call.Fields.Hex("data"));
        if (halfOpen) call.Host.Flush(call.NowMs);
    }

    // By text, by its bytes, or by the rule from a length and a seed.
    private static byte[] Payload(LineFields fields)
    {
        bool isText = fields.Has("text");
        bool isHex = fields.Has("hex");
        if ((isText && isHex) || ((isText || isHex) && fields.Has("seed"))) throw new FormatException("The payload is given twice; text=, hex= and seed= exclude each other.");
        if (!isText && !isHex) return PayloadRule.Create((int)fields.Number("len"), (int)fields.Number("seed"));
        byte[] payload = isText ? PayloadText.Parse(fields.Text("text")) : Convert.FromHexString(fields.Text("hex"));
        if (fields.Has("len") && fields.Number("len") != payload.Length) throw new FormatException($"len={fields.Text("len")}, and the payload has {payload.Length} bytes.");
        return payload;
    }
}
