using System;
using System.Collections.Generic;
using System.Globalization;

namespace ManagedENet.Conformance.Conversations;

/// <summary>The <c>key=value</c> words of a line, and the words between them.</summary>
internal sealed class LineFields
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly List<string> _words = [];

    /// <summary>
    /// Reads <paramref name="text"/>; <c>text=</c> and <c>why=</c> take the rest of the line. Where <c>text=</c> is a payload (<see cref="PayloadText"/>) it ends where
    /// that does.
    /// </summary>
    public LineFields(string text, bool textIsPayload = false)
    {
        int position = 0;
        while (position < text.Length)
        {
            if (text[position] == ' ')
            {
                position++;
                continue;
            }

            int end = text.IndexOf(' ', position);
            if (end < 0) end = text.Length;
            string word = text[position..end];
            int equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                _words.Add(word);
            }
            else
            {
                string key = word[..equals];
                bool isPayload = textIsPayload && key == "text";
                bool takesTheRest = !isPayload && (key is "text" or "why");
                if (isPayload) end = PayloadText.EndOf(text, position + equals + 1);
                else if (takesTheRest) end = text.Length;
                if (_values.ContainsKey(key)) TwiceGiven ??= key;
                _values[key] = text[(position + equals + 1)..end];
                if (!takesTheRest) Keys.Add(key);
            }

            position = end;
        }
    }

    public IReadOnlyList<string> Words => _words;

    /// <summary>The keys in the order of the line.</summary>
    public List<string> Keys { get; } = [];

    /// <summary>A key that stands there more than once, or null.</summary>
    public string? TwiceGiven { get; private set; }

    public bool Has(string key) => Find(key) is not null;

    public bool HasWord(string word) => _words.Contains(word);

    public string Text(string key, string missing = "") => Find(key) ?? missing;

    public long Number(string key, long missing = 0)
    {
        if (Find(key) is not { } text) return missing;
        bool isNumber = long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out long number);
        return isNumber ? number : throw new FormatException($"{key}={text} is no number.");
    }

    public uint Hex(string key, uint missing = 0)
    {
        if (Find(key) is not { } text) return missing;
        ReadOnlySpan<char> digits = text.StartsWith("0x", StringComparison.Ordinal) ? text.AsSpan(2) : text;
        bool isNumber = uint.TryParse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out uint number);
        return isNumber ? number : throw new FormatException($"{key}={text} is no hexadecimal number.");
    }

    /// <summary>A setting that is on or off, as a number or as a word.</summary>
    public bool IsOn(string key, bool missing = false) => Find(key) is { } text ? text is not ("0" or "no" or "off" or "none" or "false" or "") : missing;

    private string? Find(string key)
    {
        if (_values.TryGetValue(key, out string? text)) return text;
        return FieldNames.Longer.TryGetValue(key, out string? longer) ? _values.GetValueOrDefault(longer) : null;
    }
}
