using System;
using System.Linq;
using System.Text;

namespace Chat;

/// <summary>What both ends agree on: the first message of a connection is a name, every other one a line, all of them UTF-8 on channel 0.</summary>
internal static class ChatText
{
    public const int LongestName = 32;

    // What the server says with its goodbye.
    public const uint IsNoText = 1;
    public const uint IsTooSlow = 2;

    private const int LongestLine = 500;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static byte[] Encode(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>False for what no person writes: never believe what comes from the network, and let nobody move the cursors of the others.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out string text)
    {
        text = "";
        if (bytes.Length > LongestLine * 4) return false;
        try
        {
            text = Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return false;
        }

        return IsLine(text);
    }

    public static bool IsLine(string text) => text.Length is > 0 and <= LongestLine && !text.Any(char.IsControl);

    public static bool IsName(string? text) => text is { Length: <= LongestName } && IsLine(text);
}
