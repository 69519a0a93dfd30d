using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace ManagedENet.Conformance.Conversations;

/// <summary>Reads the text form of a conversation: see protocol-spec/vectors/README.md.</summary>
internal static class ConversationParser
{
    public static Conversation Load(string path)
    {
        string folder = Path.GetFileName(Path.GetDirectoryName(path)) ?? string.Empty;
        return Parse(folder + "/" + Path.GetFileName(path), File.ReadLines(path));
    }

    public static Conversation Parse(string name, IEnumerable<string> text)
    {
        var lines = new List<ConversationLine>();
        int number = 0;
        long latestMs = 0;
        foreach (string raw in text)
        {
            number++;
            string line = raw.TrimEnd('\r', ' ');
            if (line.Length == 0) continue;
            if (line[0] == '#')
            {
                if (lines.Count > 0 && lines[^1] is DatagramLine datagram) datagram.Decoded.Add(line[1..].Trim());
                continue;
            }

            try
            {
                ConversationLine parsed = ParseLine(number, line);
                if (parsed is not SetupLine && parsed.TimeMs < latestMs) throw new FormatException("The time goes back.");
                latestMs = Math.Max(latestMs, parsed.TimeMs);
                lines.Add(parsed);
            }
            catch (Exception e) when (e is FormatException or IndexOutOfRangeException or OverflowException or ArgumentException)
            {
                throw new FormatException($"{name}:{number}: {e.Message} In: {line}", e);
            }
        }

        GiveSetupLinesTheirTime(lines);
        return new Conversation(name, lines);
    }

    private static ConversationLine ParseLine(int number, string line)
    {
        if (line[0] == 'V') return new SetupLine(number, line, new LineFields(line[1..]));

        string[] words = line.Split(' ', 4);
        if (words[0].Length != 1 || !"ADESI".Contains(words[0], StringComparison.Ordinal)) throw new FormatException("A line starts with none of V, A, D, #, E, S, I.");
        if (words.Length < 3) throw new FormatException("A line has a time and a host.");
        long time = Whole(words[1], "time");
        string host = words[2];
        string rest = words.Length > 3 ? words[3] : string.Empty;
        ConversationLine parsed = line[0] switch
        {
            'A' => ParseAction(number, line, host, rest),
            'D' => ParseDatagram(number, line, host, rest),
            'E' => ParseEvent(number, line, host, rest),
            'S' => new StateLine(number, line, host, Once(new LineFields(rest))),
            _ => ParseInjection(number, line, host, rest),
        };
        parsed.TimeMs = time;
        return parsed;
    }

    private static ActionLine ParseAction(int number, string line, string host, string rest)
    {
        LineFields fields = WithPayload(rest);
        return new ActionLine(number, line, host, fields.Words.Count > 0 ? fields.Words[0] : string.Empty, fields);
    }

    private static EventLine ParseEvent(int number, string line, string host, string rest)
    {
        LineFields fields = WithPayload(rest);
        return new EventLine(number, line, host, fields.Words.Count > 0 ? fields.Words[0] : string.Empty, fields);
    }

    private static LineFields WithPayload(string rest)
    {
        LineFields fields = Once(new LineFields(rest, textIsPayload: true));
        PayloadText.Parse(fields.Text("text"));
        return fields;
    }

    private static LineFields Once(LineFields fields) => fields.TwiceGiven is { } key ? throw new FormatException($"{key}= is given twice.") : fields;

    private static DatagramLine ParseDatagram(int number, string line, string from, string rest)
    {
        string[] words = rest.Split(' ');
        if (words.Length < 3) throw new FormatException("A datagram has a sender, a receiver, a fate and a length.");
        int length = (int)Whole(words[2], "length");
        byte[] bytes = ParseHex(string.Concat(words.Skip(3)), out int halfByte);
        int shown = bytes.Length + (halfByte < 0 ? 0 : 1);
        if (shown > length) throw new FormatException($"The datagram is {length} bytes long and its text {shown}.");
        return new DatagramLine(number, line, from, words[0], Fate.Parse(words[1]), length, bytes) { HalfByte = halfByte };
    }

    private static InjectionLine ParseInjection(int number, string line, string port, string rest)
    {
        string[] words = rest.Split(' ', 4);
        if (words.Length < 2) throw new FormatException("A datagram from outside has a port, a receiver and a length.");
        int source = (int)Whole(port[(port.IndexOf('=', StringComparison.Ordinal) + 1)..], "port");
        int length = (int)Whole(words[1], "length");
        byte[] bytes = length == 0 || words.Length < 3 ? [] : ParseHex(words[2], out _);
        if (bytes.Length != length) throw new FormatException("A datagram from outside must stand there whole: nobody else knows its bytes.");
        string why = new LineFields(rest).Text("why");
        return new InjectionLine(number, line, source, words[0], length, bytes, why);
    }

    private static long Whole(string text, string what) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
        ? number
        : throw new FormatException($"The {what} '{text}' is no whole number.");

    // The text of a long datagram may be cut short, even inside a byte, and end in dots.
    private static byte[] ParseHex(string text, out int halfByte)
    {
        int digits = 0;
        while (digits < text.Length && char.IsAsciiHexDigit(text[digits])) digits++;
        if (text.AsSpan(digits).Trim(".…").Length > 0) throw new FormatException($"'{text[digits..]}' is neither hexadecimal nor the dots of a text that was cut.");
        halfByte = digits % 2 == 0 ? -1 : int.Parse(text.AsSpan(digits - 1, 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return Convert.FromHexString(text.AsSpan(0, digits & ~1));
    }

    private static void GiveSetupLinesTheirTime(List<ConversationLine> lines)
    {
        long time = 0;
        for (int i = lines.Count - 1; i >= 0; i--)
        {
            if (lines[i] is SetupLine setup)
            {
                if (setup.Fields.Has("t") && i == lines.Count - 1) time = setup.Fields.Number("t");
                setup.TimeMs = time;
            }
            else
            {
                time = lines[i].TimeMs;
            }
        }
    }
}
