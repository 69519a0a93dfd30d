using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
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
        ["send"] = call => IsLeftOut(call.Fields) ? string.Empty : Send(call, Payload(call.Fields), (ENetPacketFlags)call.Fields.Number("flags")),
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

    private static readonly HashSet<string> Fields = new(StringComparer.Ordinal)
    {
        "peer", "ch", "flags", "len", "seed", "text", "hex", "times", "to", "channels", "data", "interval", "limit", "min", "max", "accel", "decel", "in", "out", "mtu",
        "source", "target", "rc",
    };

    // The calls that take words: what they send, or the only value.
    private static readonly HashSet<string> TakeWords = new(StringComparer.Ordinal) { "godot", "ping_interval", "channel_limit", "mtu" };

    /// <summary>Null when nobody knows the call.</summary>
    public static string? Run(ActionLine line, ReplayHost host, AddressBook addresses, long nowMs)
    {
        string name = ShortName(line.Verb);
        if (!Calls.TryGetValue(name, out Func<ReplayCall, string>? run)) return null;
        if (!IsLeftOut(line.Fields)) Understand(line, TakeWords.Contains(name));
        return run(new ReplayCall(line.Fields, host, addresses, nowMs));
    }

    /// <summary>True when the two words for an answer mean the same: <c>0</c>, <c>ok</c> and no answer at all are success, <c>-1</c> and <c>failed</c> are failure.</summary>
    public static bool IsSameAnswer(string one, string other) => Meaning(one) == Meaning(other);

    private static string Meaning(string answer) => answer switch
    {
        "ok" or "" => "0",
        "failed" => Failed,
        _ => answer,
    };

    // A word that is passed over might be the one that matters. Remarks stand in brackets.
    private static void Understand(ActionLine line, bool takesWords)
    {
        string? unknown = line.Fields.Keys.Find(key => !Fields.Contains(FieldNames.Short(key)));
        if (unknown is not null) throw new FormatException($"Nobody knows what {unknown}= is.");
        string words = string.Join(' ', line.Fields.Words.Skip(1));
        bool isRemark = words.StartsWith('(') && words.EndsWith(')');
        if (words.Length > 0 && !takesWords && !isRemark) throw new FormatException($"Nobody knows what '{words}' is.");
    }

    // A note of the recorder: native could not do this one.
    private static bool IsLeftOut(LineFields fields) => string.Join(' ', fields.Words).Contains(" left out:", StringComparison.Ordinal);

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
        return call.Core.Connect(call.NowMs * 1000, to, (int)call.Fields.Number("channels", 1), call.Fields.Hex("data")) is null ? "failed" : "ok";
    }

    private static string Broadcast(ReplayCall call)
    {
        call.Core.Broadcast(Channel(call.Fields), call.Core.CreatePacket(Payload(call.Fields), (ENetPacketFlags)call.Fields.Number("flags")));
        return string.Empty;
    }

    private static string Send(ReplayCall call, byte[] payload, ENetPacketFlags flags)
    {
        if (call.Peer is not { } peer) return Failed;
        ENetSendResult result = ENetSendResult.Queued;
        for (long times = call.Fields.Number("times", 1); times > 0 && result == ENetSendResult.Queued; times--)
            result = peer.Send(Channel(call.Fields), payload, flags);
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

    // By text, by its bytes, or by the rule from a length and a seed; what else is told of it must be so.
    private static byte[] Payload(LineFields fields)
    {
        bool isText = fields.Has("text");
        if (!isText && !fields.Has("hex"))
        {
            if (!fields.Has("len")) throw new FormatException("The call has no payload: it wants text=, hex=, or len= and seed=.");
            return PayloadRule.Create((int)fields.Number("len"), (int)fields.Number("seed"));
        }

        byte[] payload = isText ? PayloadText.Parse(fields.Text("text")) : Convert.FromHexString(fields.Text("hex"));
        if (fields.Has("len") && fields.Number("len") != payload.Length) throw new FormatException($"len={fields.Text("len")}, and the payload has {payload.Length} bytes.");
        bool hasOtherBytes = fields.Has("hex") && !Convert.FromHexString(fields.Text("hex")).AsSpan().SequenceEqual(payload);
        if (hasOtherBytes || (fields.Has("seed") && fields.Number("seed") != PayloadRule.SeedOf(payload)))
            throw new FormatException("The payload is given twice, and differently.");
        return payload;
    }

    private static byte Channel(LineFields fields) =>
        fields.Number("ch") is >= 0 and <= byte.MaxValue and var channel ? (byte)channel : throw new FormatException($"There is no channel {fields.Text("ch")}.");
}
