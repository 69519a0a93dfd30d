using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Threading;
using ManagedENet.Protocol.Codecs;

namespace ManagedENet.Hosting;

/// <summary>The text of one setting, as what it stands for. What cannot be read is a <see cref="FormatException"/> whose message says what could be.</summary>
internal readonly struct SettingText
{
    private const NumberStyles Whole = NumberStyles.AllowLeadingSign;
    private const string Hexadecimal = "0x";

    private static readonly Dictionary<string, Func<IDatagramChecksum>> Checksums = new(StringComparer.OrdinalIgnoreCase) { ["crc32"] = ENetChecksums.Crc32 };
    private static readonly Dictionary<string, Func<IDatagramCompressor>> Compressors = new(StringComparer.OrdinalIgnoreCase) { ["range-coder"] = ENetCompressors.RangeCoder };

    // Longest unit first: "ms" ends in "s".
    private static readonly (string Unit, double Seconds)[] Units = [("ms", 0.001), ("min", 60), ("s", 1), ("h", 3_600)];

    private readonly string? _text;

    public SettingText(string? text) => _text = text?.Trim();

    /// <summary>Nothing stands there: JSON's null, or an empty variable of the environment.</summary>
    public bool IsEmpty => string.IsNullOrEmpty(_text);

    public string Text => IsEmpty ? throw new FormatException("there is nothing; write a value, or leave the key out for the default") : _text!;

    public bool Boolean => bool.TryParse(Text, out bool value) ? value : throw new FormatException("write true or false");

    public int Int32 => int.TryParse(Text, Whole, CultureInfo.InvariantCulture, out int value) ? value : throw new FormatException("write a whole number, digits only");

    public long Int64 => long.TryParse(Text, Whole, CultureInfo.InvariantCulture, out long value) ? value : throw new FormatException("write a whole number, digits only");

    public int? OptionalInt32 => IsEmpty ? null : Int32;

    public uint UInt32
    {
        get
        {
            string text = Text;
            bool isHexadecimal = text.StartsWith(Hexadecimal, StringComparison.OrdinalIgnoreCase);
            bool isNumber = isHexadecimal
                ? uint.TryParse(text.AsSpan(Hexadecimal.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint value)
                : uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
            return isNumber ? value : throw new FormatException("write a whole number from 0 to 4294967295, or 0x and hexadecimal digits");
        }
    }

    public double Double => double.TryParse(Text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out double value)
        ? value
        : throw new FormatException("write a number with a point, such as 0.02");

    /// <summary>A time: <c>00:00:05</c>, <c>5s</c>, <c>250ms</c>, <c>2min</c>, <c>1h</c>. A number alone is refused: .NET would read days.</summary>
    public TimeSpan Duration
    {
        get
        {
            string text = Text;
            foreach ((string unit, double seconds) in Units)
            {
                if (!text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)) continue;
                if (!double.TryParse(text.AsSpan(0, text.Length - unit.Length).Trim(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out double count)) break;
                if (Math.Abs(count * seconds) < TimeSpan.MaxValue.TotalSeconds / 2) return TimeSpan.FromSeconds(count * seconds);
                break;
            }

            if (text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan value)) return value;
            throw new FormatException("write a time such as 00:00:05, 5s, 250ms, 2min or 1h");
        }
    }

    /// <summary>A time, or <c>infinite</c> for no limit.</summary>
    public TimeSpan DurationOrInfinite => Text.Equals("infinite", StringComparison.OrdinalIgnoreCase) ? Timeout.InfiniteTimeSpan : Duration;

    public IPAddress Address
    {
        get
        {
            string text = Text;
            if (text == "*") return IPAddress.IPv6Any;
            if (text.Equals("localhost", StringComparison.OrdinalIgnoreCase)) return IPAddress.Loopback;
            return IPAddress.TryParse(text, out IPAddress? address)
                ? address
                : throw new FormatException("write * for all addresses, localhost, or an address such as 192.0.2.1 or 2001:db8::1, without a port; names are not looked up");
        }
    }

    /// <summary>The name of a checksum, or none.</summary>
    public Func<IDatagramChecksum>? Checksum => Named(Checksums);

    /// <summary>The name of a compressor, or none.</summary>
    public Func<IDatagramCompressor>? Compressor => Named(Compressors);

    /// <summary>One of the names of an enumeration, never its number.</summary>
    public T Choice<T>()
        where T : struct, Enum
    {
        string text = Text;
        string? name = Array.Find(Enum.GetNames<T>(), name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        return name is null ? throw new FormatException($"write {OneOf(Enum.GetNames<T>())}") : Enum.Parse<T>(name);
    }

    private T? Named<T>(Dictionary<string, T> known)
        where T : class
    {
        if (IsEmpty || _text!.Equals("none", StringComparison.OrdinalIgnoreCase)) return null;
        return known.TryGetValue(_text, out T? value)
            ? value
            : throw new FormatException($"write {OneOf(known.Keys.Append("none"))}; one of your own is set in code");
    }

    private static string OneOf(IEnumerable<string> names)
    {
        string[] all = names.ToArray();
        return $"{string.Join(", ", all[..^1])} or {all[^1]}";
    }
}
