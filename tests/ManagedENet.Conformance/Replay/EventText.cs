using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using ManagedENet.Conformance.Conversations;
using ManagedENet.Protocol.Connections;

namespace ManagedENet.Conformance.Replay;

/// <summary>Says an event of the core in the words of the recorded line, with exactly the fields that stand there.</summary>
internal static class EventText
{
    private const string NobodyKnows = "(nobody knows what that is)";

    private static readonly string[] Connect = ["peer", "data", "channels", "mtu", "window", "in_bw", "out_bw", "out_peer", "in_session", "out_session", "connect_id"];
    private static readonly string[] Disconnect = ["peer", "data"];
    private static readonly string[] Receive = ["peer", "ch", "flags", "len", "seed"];

    /// <param name="like">The line to compare with, or null for all fields.</param>
    public static string Of(in ConnectionEvent e, EventLine? like)
    {
        string name = NameOf(e.Type);
        var text = new StringBuilder(name);
        bool sameKind = like is not null && like.Event == name;
        foreach (string field in sameKind ? like!.Fields.Keys : FieldsOf(e.Type)) text.Append(' ').Append(field).Append('=').Append(Value(e, field, sameKind ? like : null));
        return text.ToString();
    }

    /// <summary>True when the line tells of this event, and nothing that is not so.</summary>
    public static bool Tells(EventLine line, in ConnectionEvent e)
    {
        if (line.Event != NameOf(e.Type) || line.Fields.Words.Count != 1) return false;
        foreach (string field in line.Fields.Keys)
        {
            if (Value(e, field, line) != line.Fields.Text(field)) return false;
        }

        return true;
    }

    private static string NameOf(ENetEventType type) => type switch
    {
        ENetEventType.Connect => "CONNECT",
        ENetEventType.Disconnect => "DISCONNECT",
        ENetEventType.Receive => "RECEIVE",
        _ => "NONE",
    };

    private static IEnumerable<string> FieldsOf(ENetEventType type) => type switch
    {
        ENetEventType.Connect => Connect,
        ENetEventType.Receive => Receive,
        _ => Disconnect,
    };

    // As the line writes it, where that is the same.
    private static string Value(in ConnectionEvent e, string field, EventLine? like)
    {
        string? told = like?.Fields.Text(field);
        string name = FieldNames.Short(field);
        if (e.Type == ENetEventType.Receive && OfPacket(e, name, told) is { } text) return text;
        if (name == "data") return Hex(e.Data, told);
        if (name == "peer") return Number(e.Connection.Slot, told);
        if (!PeerStateFields.ByName.TryGetValue(name, out Func<Connection, long>? read)) return NobodyKnows;
        return PeerStateFields.IsHex(name) ? Hex((uint)read(e.Connection), told) : Number(read(e.Connection), told);
    }

    private static string? OfPacket(in ConnectionEvent e, string name, string? told) => name switch
    {
        "ch" => Number(e.ChannelId, told),
        "flags" => Number((long)e.Packet.Flags, told),
        "len" => Number(e.Packet.Length, told),
        "seed" => Number(PayloadRule.SeedOf(e.Packet.Span), told),
        "text" => told is not null && e.Packet.Span.SequenceEqual(PayloadText.Parse(told)) ? told : PayloadText.Of(e.Packet.Span),
        "hex" => HexLike(told ?? string.Empty, e.Packet.Span),
        _ => null,
    };

    // Long bytes may be cut short in their line, and end in dots.
    private static string HexLike(string told, ReadOnlySpan<byte> payload)
    {
        string digits = told.TrimEnd('.', '…');
        string actual = Convert.ToHexStringLower(payload);
        bool isSame = digits.Length < told.Length ? actual.StartsWith(digits, StringComparison.OrdinalIgnoreCase) : actual.Equals(digits, StringComparison.OrdinalIgnoreCase);
        return isSame ? told : actual;
    }

    private static string Number(long value, string? told) =>
        long.TryParse(told, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number == value ? told : value.ToString(CultureInfo.InvariantCulture);

    private static string Hex(uint value, string? told)
    {
        ReadOnlySpan<char> digits = told is not null && told.StartsWith("0x", StringComparison.Ordinal) ? told.AsSpan(2) : told;
        bool isSame = uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint number) && number == value;
        return isSame ? told! : value.ToString("x8", CultureInfo.InvariantCulture);
    }
}
