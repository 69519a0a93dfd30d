using System;
using System.Collections.Generic;
using System.Globalization;
using ManagedENet.Conformance.Conversations;

namespace ManagedENet.Conformance.IndependentReader;

/// <summary>Holds what the reader found against the <c>#</c> lines of a conversation, field by field.</summary>
internal static class RecordedText
{
    /// <summary>The first disagreement, or null.</summary>
    public static string? Compare(IndependentDatagram datagram, IReadOnlyList<string> recorded)
    {
        if (recorded.Count != datagram.Commands.Count + 1)
            return string.Create(CultureInfo.InvariantCulture, $"{recorded.Count - 1} commands are recorded, {datagram.Commands.Count} were read");
        if (datagram.Trouble is not null) return datagram.Trouble;
        string? header = CompareHeader(datagram, new LineFields(recorded[0]));
        if (header is not null) return header;
        for (int i = 0; i < datagram.Commands.Count; i++)
        {
            string read = datagram.Commands[i].ToString();
            if (read != recorded[i + 1]) return $"recorded '{recorded[i + 1]}', read '{read}'";
        }

        return null;
    }

    private static string? CompareHeader(IndependentDatagram datagram, LineFields recorded)
    {
        if (recorded.Number("peer") != datagram.PeerId) return "the peer id differs";
        if (recorded.Number("session") != datagram.Session) return "the session differs";
        if (recorded.HasWord("SENT_TIME") != datagram.SentTime.HasValue) return "the sent time's presence differs";
        if (datagram.SentTime is int time && recorded.Number("time") != time) return "the sent time differs";
        if (recorded.HasWord("COMPRESSED") != datagram.Compressed) return "the compressed flag differs";
        if (recorded.Has("checksum") && recorded.Hex("checksum") != datagram.Checksum) return "the checksum differs";
        if (!datagram.Compressed) return null;
        if (recorded.Number("raw_len") != datagram.CommandBlock.Length) return "the decompressed length differs";
        string plain = recorded.Text("plain").TrimEnd('.');
        return Convert.ToHexStringLower(datagram.CommandBlock).StartsWith(plain, StringComparison.Ordinal) ? null : "the decompressed commands differ";
    }
}
