using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using ManagedENet.Conformance.Conversations;
using ManagedENet.Conformance.IndependentReader;

namespace ManagedENet.Conformance.Replay;

/// <summary>Shows a recorded datagram and the one the core wrote beside each other, decoded.</summary>
internal static class SideBySide
{
    private const int HexBytes = 64;

    public static string Show(DatagramLine? expected, byte[]? actual, bool withChecksum)
    {
        var text = new StringBuilder();
        List<string> left = expected is null ? ["(nothing)"] : Decode(expected, withChecksum);
        List<string> right = actual is null ? ["(nothing)"] : IndependentDatagram.Read(actual, withChecksum).ToLines();
        if (expected is not null) text.Append("  expected ").Append(Hex(expected.Bytes, expected.Length)).Append('\n');
        if (actual is not null) text.Append("  actual   ").Append(Hex(actual, actual.Length)).Append('\n');
        for (int i = 0; i < Math.Max(left.Count, right.Count); i++)
        {
            string l = i < left.Count ? left[i] : "-";
            string r = i < right.Count ? right[i] : "-";
            if (l == r)
            {
                text.Append("     both  ").Append(l).Append('\n');
            }
            else
            {
                text.Append("  !  want  ").Append(l).Append("\n  !  have  ").Append(r).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>The first byte in which they differ, or -1.</summary>
    public static int FirstDifference(DatagramLine expected, byte[] actual)
    {
        int common = Math.Min(expected.Bytes.Length, actual.Length);
        for (int i = 0; i < common; i++)
        {
            if (expected.Bytes[i] != actual[i]) return i;
        }

        bool isHalfOther = expected.HalfByte >= 0 && common < actual.Length && actual[common] >> 4 != expected.HalfByte;
        return expected.Length == actual.Length && !isHalfOther ? -1 : common;
    }

    // A cut text cannot be decoded any further than what stands below it in the file.
    private static List<string> Decode(DatagramLine line, bool withChecksum) => line.Bytes.Length == line.Length
        ? IndependentDatagram.Read(line.Bytes, withChecksum).ToLines()
        : line.Decoded.Select(text => new LineFields(text).Has("plain") ? text[..text.IndexOf(" plain=", StringComparison.Ordinal)] : text).ToList();

    private static string Hex(byte[] bytes, int length) =>
        string.Create(CultureInfo.InvariantCulture, $"{length,5} bytes {Convert.ToHexStringLower(bytes.AsSpan(0, Math.Min(HexBytes, bytes.Length)))}")
        + (bytes.Length > HexBytes ? "..." : string.Empty);
}
