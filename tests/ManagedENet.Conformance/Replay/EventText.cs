using System;
using System.Globalization;
using System.Text;
using ManagedENet.Conformance.Conversations;
using ManagedENet.Protocol.Connections;

namespace ManagedENet.Conformance.Replay;

/// <summary>Says an event of the core in the words of the recorded line, with exactly the fields that stand there.</summary>
internal static class EventText
{
    private static readonly string[] Connect = ["peer", "data", "channels", "mtu", "window", "in_bw", "out_bw", "out_peer", "in_session", "out_session", "connect_id"];
    private static readonly string[] Disconnect = ["peer", "data"];
    private static readonly string[] Receive = ["peer", "ch", "flags", "len", "seed"];

    /// <param name="like">The line to compare with, or null for all fields.</param>
    public static string Of(in ConnectionEvent e, EventLine? like)
    {
        string name = e.Type switch
        {
            ENetEventType.Connect => "CONNECT",
            ENetEventType.Disconnect => "DISCONNECT",
            ENetEventType.Receive => "RECEIVE",
            _ => "NONE",
        };
        var text = new StringBuilder(name);
        bool sameKind = like is not null && like.Event == name;
        foreach (string field in sameKind ? like!.Fields.Keys : FieldsOf(e.Type)) text.Append(' ').Append(field).Append('=').Append(Value(e, field, like));
        return text.ToString();
    }

    private static System.Collections.Generic.IEnumerable<string> FieldsOf(ENetEventType type) => type switch
    {
        ENetEventType.Connect => Connect,
        ENetEventType.Receive => Receive,
        _ => Disconnect,
    };

    private static string Value(in ConnectionEvent e, string field, EventLine? like)
    {
        Connection peer = e.Connection;
        switch (field)
        {
            case "peer": return Number(peer.Slot);
            case "data": return e.Data.ToString("x8", CultureInfo.InvariantCulture);
            case "ch": return Number(e.ChannelId);
            case "flags": return Number((long)e.Packet.Flags);
            case "len": return Number(e.Packet.Length);
            case "seed": return Number(PayloadRule.SeedOf(e.Packet.Span));
            case "text": return SameText(like, e.Packet.Span) ? like!.Fields.Text(field) : PayloadText.Of(e.Packet.Span);
            case "hex": return HexLike(like?.Fields.Text(field) ?? string.Empty, e.Packet.Span);
            case "connect_id": return ConnectIdOrder.FromCore(peer.ConnectId).ToString("x8", CultureInfo.InvariantCulture);
            default:
                // A field that is not known here cannot differ.
                return PeerStateFields.ByName.TryGetValue(field, out var read) ? Number(read(peer)) : like?.Fields.Text(field) ?? string.Empty;
        }
    }

    // A text can be written in more than one way.
    private static bool SameText(EventLine? like, ReadOnlySpan<byte> payload) => like is not null && payload.SequenceEqual(PayloadText.Parse(like.Fields.Text("text")));

    // Long bytes may be cut short in their line, and end in dots.
    private static string HexLike(string like, ReadOnlySpan<byte> payload)
    {
        string digits = like.TrimEnd('.');
        string actual = Convert.ToHexStringLower(payload);
        return digits.Length < like.Length && actual.StartsWith(digits, StringComparison.OrdinalIgnoreCase) ? like : actual;
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
