using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Text;

namespace ManagedENet.Cluster.Tokens;

/// <summary>Signs and reads resume tokens.</summary>
/// <remarks>
/// <code>
///   base64url of:  version 1 (1 byte) | expiry, Unix seconds (8) | generation (8) | player, UTF-8 (1 to 384) | signature (32)
///   signature:     HMAC-SHA256(key, "ManagedENet resume token" | everything before the signature)
/// </code>
/// </remarks>
internal sealed class ResumeTokens
{
    public const int LeastKeyBytes = 32;
    public const int MostKeyBytes = 256;
    public const int MostKeys = 8;

    private const byte Version = 1;
    private const int HeaderBytes = 17;
    private const int SignatureBytes = 32;
    // A UTF-16 unit is three bytes of UTF-8 at most.
    private const int MostBytes = HeaderBytes + (Identifier.MostCharacters * 3) + SignatureBytes;
    private const int MostCharacters = ((MostBytes + 2) / 3 * 4);
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[][] _keys;
    private readonly TimeProvider _time;

    public ResumeTokens(IList<string> keys, TimeProvider time)
    {
        _time = time;
        _keys = new byte[Math.Max(1, keys.Count)][];
        _keys[0] = RandomNumberGenerator.GetBytes(LeastKeyBytes);
        for (int i = 0; i < keys.Count; i++) _keys[i] = Convert.FromBase64String(keys[i]);
    }

    // A signature of ours over anything else is none of these: the same key may serve elsewhere.
    private static ReadOnlySpan<byte> Purpose => "ManagedENet resume token"u8;

    /// <summary>Says what is wrong with keys. The keys themselves are told to nobody.</summary>
    public static void Validate(IList<string> keys, List<string> errors)
    {
        if (keys.Count > MostKeys) errors.Add($"TokenKeys has {keys.Count} keys: {MostKeys} are enough, because an old one can go when TokenLifetime has passed.");
        byte[] bytes = new byte[MostKeyBytes];
        for (int i = 0; i < keys.Count; i++)
        {
            if (keys[i] is not { } key) errors.Add($"TokenKeys[{i}] is null.");
            else if (key.Length > (MostKeyBytes + 2) / 3 * 4 || !Convert.TryFromBase64String(key, bytes, out int length)) errors.Add($"TokenKeys[{i}] has {key.Length} characters that are not base64 of {LeastKeyBytes} to {MostKeyBytes} bytes: make one with \"openssl rand -base64 {LeastKeyBytes}\".");
            else if (length < LeastKeyBytes) errors.Add($"TokenKeys[{i}] has {length} bytes: it has {LeastKeyBytes} to {MostKeyBytes}. Make one with \"openssl rand -base64 {LeastKeyBytes}\".");
        }

        CryptographicOperations.ZeroMemory(bytes);
    }

    /// <summary>Signs a token that is good from now on for so long.</summary>
    public string Issue(PlayerId player, long generation, TimeSpan lifetime)
    {
        Span<byte> bytes = stackalloc byte[MostBytes];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(bytes[1..], (_time.GetUtcNow() + lifetime).ToUnixTimeSeconds());
        BinaryPrimitives.WriteInt64BigEndian(bytes[9..], generation);
        int signedBytes = HeaderBytes + Utf8.GetBytes(player.Value, bytes[HeaderBytes..]);
        Sign(_keys[0], bytes[..signedBytes], bytes.Slice(signedBytes, SignatureBytes));
        return ToText(bytes[..(signedBytes + SignatureBytes)]);
    }

    /// <summary>Reads whatever a client has sent; it never throws.</summary>
    public ENetResumeStatus TryRead(string? text, out ResumeToken token)
    {
        token = default;
        Span<byte> bytes = stackalloc byte[MostBytes + 2];
        if (text is null || !TryDecode(text, bytes, out int length) || length <= HeaderBytes + SignatureBytes || bytes[0] != Version) return ENetResumeStatus.InvalidToken;
        ReadOnlySpan<byte> signed = bytes[..(length - SignatureBytes)];
        if (!IsSigned(signed, bytes[signed.Length..length])) return ENetResumeStatus.InvalidToken;
        // From here on it is what one of our gateways has written.
        long expires = BinaryPrimitives.ReadInt64BigEndian(signed[1..]);
        if (!PlayerId.TryCreate(Utf8.GetString(signed[HeaderBytes..]), out PlayerId player)) return ENetResumeStatus.InvalidToken;
        token = new ResumeToken(player, BinaryPrimitives.ReadInt64BigEndian(signed[9..]), DateTimeOffset.FromUnixTimeSeconds(expires));
        return _time.GetUtcNow() < token.Expires ? ENetResumeStatus.Resumed : ENetResumeStatus.Expired;
    }

    private static void Sign(byte[] key, ReadOnlySpan<byte> signed, Span<byte> signature)
    {
        Span<byte> all = stackalloc byte[Purpose.Length + MostBytes];
        Purpose.CopyTo(all);
        signed.CopyTo(all[Purpose.Length..]);
        HMACSHA256.HashData(key, all[..(Purpose.Length + signed.Length)], signature);
    }

    // Every key is tried, so that the time says nothing of which one it was.
    private bool IsSigned(ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        Span<byte> right = stackalloc byte[SignatureBytes];
        bool isSigned = false;
        foreach (byte[] key in _keys)
        {
            Sign(key, signed, right);
            isSigned |= CryptographicOperations.FixedTimeEquals(right, signature);
        }

        return isSigned;
    }

    private static string ToText(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static bool TryDecode(string text, Span<byte> bytes, out int length)
    {
        length = 0;
        if (text.Length is 0 or > MostCharacters || text.Length % 4 == 1) return false;
        Span<char> characters = stackalloc char[MostCharacters + 3];
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsAsciiLetterOrDigit(text[i]) && text[i] is not ('-' or '_')) return false;
            characters[i] = text[i] switch { '-' => '+', '_' => '/', char other => other };
        }

        int whole = (text.Length + 3) / 4 * 4;
        characters[text.Length..whole].Fill('=');
        // The bits behind the last byte are free, and a token has one text only.
        return Convert.TryFromBase64Chars(characters[..whole], bytes, out length) && ToText(bytes[..length]) == text;
    }
}
