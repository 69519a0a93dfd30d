using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ManagedENet.Conformance.Conversations;

namespace ManagedENet.Conformance.IndependentReader;

/// <summary>
/// Holds the <c>#</c> lines below a datagram against what was sent: those of a datagram whose bytes were cut tell more than the bytes that are left. What they leave out
/// is held against nothing, and a line that is no header and no command is a remark.
/// </summary>
internal static class ShownCommands
{
    private const string Header = "hdr";

    /// <summary>The first disagreement, or null.</summary>
    public static string? Compare(byte[] sent, bool withChecksum, IReadOnlyList<string> shown)
    {
        if (shown.Count == 0) return null;
        IndependentDatagram datagram = IndependentDatagram.Read(sent, withChecksum);
        List<string> actual = datagram.ToLines();
        string plain = " plain=" + Convert.ToHexStringLower(datagram.CommandBlock);
        int command = 0;
        foreach (string line in shown)
        {
            var fields = new LineFields(line);
            bool isHeader = fields.Words is [Header, ..];
            if (!isHeader && !IsCommand(fields)) continue;
            if (!isHeader && ++command >= actual.Count) return string.Create(CultureInfo.InvariantCulture, $"there is no command {command}: {line}");
            string real = isHeader ? actual[0] + plain : actual[command];
            if (!Agrees(fields, new LineFields(real))) return $"told is '{line}', sent was '{real}'";
        }

        return null;
    }

    private static bool IsCommand(LineFields fields) =>
        fields.Keys.Count > 0 && fields.Words.Count > 0 && fields.Words[0].All(letter => letter is (>= 'A' and <= 'Z') or '_' or '|');

    private static bool Agrees(LineFields shown, LineFields real) =>
        shown.Words.All(real.HasWord) && shown.Keys.TrueForAll(key => real.Has(key) && IsSame(shown.Text(key), real.Text(key)));

    private static bool IsSame(string shown, string real) => shown.EndsWith('.') ? real.StartsWith(shown.TrimEnd('.'), StringComparison.Ordinal) : shown == real;
}
