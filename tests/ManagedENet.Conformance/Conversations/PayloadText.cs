using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace ManagedENet.Conformance.Conversations;

/// <summary>
/// A payload as text, in UTF-8: bare, up to the next field of the line, or between quotation marks, where <c>\"</c>, <c>\\</c>, <c>\n</c>, <c>\r</c>, <c>\t</c> and
/// <c>\x</c> with two digits stand for one byte each.
/// </summary>
internal static class PayloadText
{
    // What may stand behind a bare text; any other word with an equals sign is part of it.
    private static readonly HashSet<string> Fields = new(StringComparer.Ordinal)
    {
        "peer", "ch", "channel", "flags", "len", "length", "seed", "hex", "times", "rc",
    };

    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Where the text that begins at <paramref name="start"/> ends.</summary>
    public static int EndOf(string line, int start)
    {
        if (start < line.Length && line[start] == '"')
        {
            for (int i = start + 1; i < line.Length; i++)
            {
                if (line[i] == '\\') i++;
                else if (line[i] == '"') return i + 1 == line.Length || line[i + 1] == ' ' ? i + 1 : throw new FormatException("Something stands right behind the closing quotation mark of text=.");
            }

            throw new FormatException("The closing quotation mark of text= is missing.");
        }

        for (int space = line.IndexOf(' ', start); space >= 0; space = line.IndexOf(' ', space + 1))
        {
            int equals = line.IndexOf('=', space);
            if (equals > 0 && Fields.Contains(line[(space + 1)..equals])) return space;
        }

        return line.Length;
    }

    /// <summary>The bytes of a text as it stands in its line.</summary>
    public static byte[] Parse(string text)
    {
        if (text.Length == 0 || text[0] != '"') return Utf8.GetBytes(text);
        var bytes = new List<byte>();
        var plain = new StringBuilder();
        for (int i = 1; i < text.Length - 1; i++)
        {
            if (text[i] != '\\')
            {
                plain.Append(text[i]);
                continue;
            }

            bytes.AddRange(Utf8.GetBytes(plain.ToString()));
            plain.Clear();
            bytes.Add(Escaped(text, ref i));
        }

        bytes.AddRange(Utf8.GetBytes(plain.ToString()));
        return [.. bytes];
    }

    /// <summary>Writes a payload so that <see cref="Parse"/> gives it back.</summary>
    public static string Of(ReadOnlySpan<byte> payload)
    {
        var text = new StringBuilder("\"");
        foreach (byte value in payload)
        {
            if (value is (byte)'"' or (byte)'\\') text.Append('\\').Append((char)value);
            else if (value is >= (byte)' ' and <= (byte)'~') text.Append((char)value);
            else text.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}");
        }

        return text.Append('"').ToString();
    }

    private static byte Escaped(string text, ref int i)
    {
        char kind = text[++i];
        switch (kind)
        {
            case '"' or '\\': return (byte)kind;
            case 'n': return (byte)'\n';
            case 'r': return (byte)'\r';
            case 't': return (byte)'\t';
            case 'x' when i + 3 < text.Length && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out byte value):
                i += 2;
                return value;
            default: throw new FormatException($"\\{kind} in text= stands for nothing; there are \\\", \\\\, \\n, \\r, \\t and \\x with two digits.");
        }
    }
}
