using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using ManagedENet.Cluster.Tokens;
using Microsoft.Extensions.Time.Testing;

namespace ManagedENet.Cluster.Tests.Tokens;

/// <summary>What a resume token is, to the byte, and what is not one.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ResumeTokenTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly string[] Keys = [.. Enumerable.Range(1, 3).Select(value => Convert.ToBase64String(Enumerable.Repeat((byte)value, 32).ToArray()))];

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [TestCase("ann")]
    [TestCase("a")]
    [TestCase("Ünïcode 日本 😀")]
    public void What_was_issued_is_read_with_everything_in_it(string player)
    {
        ResumeTokens tokens = Make(Keys[0]);
        string text = tokens.Issue(new PlayerId(player), 1_893_456_000_000_001, Minute);
        Assert.That(tokens.TryRead(text, out ResumeToken token), Is.EqualTo(ENetResumeStatus.Resumed));
        Assert.That(token, Is.EqualTo(new ResumeToken(new PlayerId(player), 1_893_456_000_000_001, _time.GetUtcNow() + Minute)));
        Assert.That(text, Does.Match("^[A-Za-z0-9_-]+$"));
    }

    [Test]
    public void The_longest_name_has_a_token()
    {
        ResumeTokens tokens = Make(Keys[0]);
        var player = new PlayerId(new string('日', 128));
        Assert.That(tokens.TryRead(tokens.Issue(player, long.MaxValue, TimeSpan.FromDays(1)), out ResumeToken token), Is.EqualTo(ENetResumeStatus.Resumed));
        Assert.That(token.Player, Is.EqualTo(player));
    }

    [Test]
    public void Its_bytes_are_those_that_are_written_down()
    {
        string text = Make(Keys[0]).Issue(new PlayerId("ann"), 77, Minute);
        byte[] body = new byte[20];
        body[0] = 1;
        BinaryPrimitives.WriteInt64BigEndian(body.AsSpan(1), 1_893_456_060);
        BinaryPrimitives.WriteInt64BigEndian(body.AsSpan(9), 77);
        "ann"u8.CopyTo(body.AsSpan(17));
        byte[] signed = [.. "ManagedENet resume token"u8, .. body];
        byte[] signature = HMACSHA256.HashData(Convert.FromBase64String(Keys[0]), signed);
        Assert.That(text, Is.EqualTo(ToText([.. body, .. signature])));
    }

    [Test]
    public void A_signature_over_the_body_alone_is_none()
    {
        ResumeTokens tokens = Make(Keys[0]);
        byte[] bytes = ToBytes(tokens.Issue(new PlayerId("ann"), 77, Minute));
        HMACSHA256.HashData(Convert.FromBase64String(Keys[0]), bytes.AsSpan(0, bytes.Length - 32), bytes.AsSpan(bytes.Length - 32));
        Assert.That(tokens.TryRead(ToText(bytes), out _), Is.EqualTo(ENetResumeStatus.InvalidToken));
    }

    [Test]
    public void It_is_good_until_its_second_is_over_and_not_longer()
    {
        ResumeTokens tokens = Make(Keys[0]);
        string text = tokens.Issue(new PlayerId("ann"), 1, Minute);
        _time.Advance(Minute - TimeSpan.FromMilliseconds(1));
        Assert.That(tokens.TryRead(text, out _), Is.EqualTo(ENetResumeStatus.Resumed));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.That(tokens.TryRead(text, out _), Is.EqualTo(ENetResumeStatus.Expired));
    }

    [Test]
    public void No_bit_of_it_can_be_changed()
    {
        ResumeTokens tokens = Make(Keys[0]);
        byte[] bytes = ToBytes(tokens.Issue(new PlayerId("ann"), 1, Minute));
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            byte[] changed = [.. bytes];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.That(tokens.TryRead(ToText(changed), out _), Is.EqualTo(ENetResumeStatus.InvalidToken), $"bit {bit}");
        }
    }

    [Test]
    public void No_part_of_it_and_nothing_around_it_is_one()
    {
        ResumeTokens tokens = Make(Keys[0]);
        string text = tokens.Issue(new PlayerId("ann"), 1, Minute);
        IEnumerable<string?> others = [.. Enumerable.Range(0, text.Length).Select(length => text[..length]), text + "A", text + "=", " " + text, text + "\n", text + text, null, "", "=", "====", new string('A', 100_000)];
        foreach (string? other in others) Assert.That(tokens.TryRead(other, out _), Is.EqualTo(ENetResumeStatus.InvalidToken), other);
    }

    [Test]
    public void It_has_one_text_only()
    {
        // The bits behind the last byte are free in base64.
        ResumeTokens tokens = Make(Keys[0]);
        string text = tokens.Issue(new PlayerId("ann"), 1, Minute);
        int texts = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".Count(last => tokens.TryRead(text[..^1] + last, out _) == ENetResumeStatus.Resumed);
        Assert.That(texts, Is.EqualTo(1));
    }

    [Test]
    public void Whatever_a_client_sends_is_answered_and_never_throws([Values(1, 2, 3)] int seed)
    {
        ResumeTokens tokens = Make(Keys[0]);
        var random = new Random(seed);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = new byte[random.Next(700)];
            random.NextBytes(bytes);
            string text = random.Next(3) switch { 0 => ToText(bytes), 1 => Encoding.Latin1.GetString(bytes), _ => new string([.. bytes.Select(_ => (char)random.Next(0x10000))]) };
            Assert.That(tokens.TryRead(text, out _), Is.EqualTo(ENetResumeStatus.InvalidToken));
        }
    }

    [Test]
    public void An_old_key_is_good_as_long_as_it_is_listed_and_the_first_one_signs()
    {
        string before = Make(Keys[0]).Issue(new PlayerId("ann"), 1, Minute);
        ResumeTokens rotated = Make(Keys[1], Keys[0]);
        Assert.That(rotated.TryRead(before, out _), Is.EqualTo(ENetResumeStatus.Resumed));
        string after = rotated.Issue(new PlayerId("ann"), 1, Minute);
        Assert.That(Make(Keys[1]).TryRead(after, out _), Is.EqualTo(ENetResumeStatus.Resumed));
        Assert.That(Make(Keys[0]).TryRead(after, out _), Is.EqualTo(ENetResumeStatus.InvalidToken));
        Assert.That(Make(Keys[1]).TryRead(before, out _), Is.EqualTo(ENetResumeStatus.InvalidToken));
    }

    [Test]
    public void Without_keys_a_token_is_good_where_it_was_issued_and_nowhere_else()
    {
        ResumeTokens here = Make();
        string text = here.Issue(new PlayerId("ann"), 1, Minute);
        Assert.That(here.TryRead(text, out _), Is.EqualTo(ENetResumeStatus.Resumed));
        Assert.That(Make().TryRead(text, out _), Is.EqualTo(ENetResumeStatus.InvalidToken));
    }

    private static string ToText(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    private static byte[] ToBytes(string text) => System.Buffers.Text.Base64Url.DecodeFromChars(text);

    private ResumeTokens Make(params string[] keys) => new(keys, _time);
}
