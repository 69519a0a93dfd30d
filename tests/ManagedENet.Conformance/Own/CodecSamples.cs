using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using ManagedENet.Conformance.Replay;
using ManagedENet.Protocol.Codecs;

namespace ManagedENet.Conformance.Own;

/// <summary>The inputs of <c>own/codecs.txt</c> and what the core makes of them.</summary>
internal static class CodecSamples
{
    private const string Words = "a range coder gives few bits to what it expects, and a range coder expects what it has seen. ";

    private static readonly string[] ForBoth =
    [
        "byte:00:1", "byte:61:1", "byte:ff:2", "byte:61:3", "hex:313233343536373839", "byte:00:32", "byte:ff:32", "count:32", "count:256", "payload:1:40",
        "payload:7:600", "random:1:64:ff", "random:2:200:0f",
    ];

    // One value over and over until its count is halved; all values; two values; so many contexts that the model is forgotten; and bytes that get no shorter.
    private static readonly string[] ForTheCoder =
    [
        "byte:00:64", "byte:00:300", "byte:00:4088", "byte:ff:1000", "count:512", "random:3:1200:01", "random:4:1500:03", "random:5:2600:1f", "random:6:3000:0f",
        "random:7:400:7f", "random:8:1400:ff", "payload:3:1380", "payload:200:4000",
    ];

    private static readonly string[] ForTheChecksum =
    [
        "hex:", "byte:00:4096", "random:9:15:ff", "random:9:16:ff", "random:9:17:ff", "random:9:63:ff", "random:9:64:ff", "random:9:65:ff", "random:9:127:ff",
        "random:9:128:ff", "random:9:4096:ff",
    ];

    public static IEnumerable<CodecVector> All()
    {
        foreach (string input in ForBoth.Concat(ForTheChecksum).Append(TextInput(2))) yield return new CodecVector('C', input, Crc(input));
        foreach (string input in ForBoth.Concat(ForTheCoder).Append(TextInput(1)).Append(TextInput(6))) yield return new CodecVector('R', input, Compressed(input));
    }

    public static string Crc(string input) => ReplayCore.Checksum().Compute(CodecVector.Expand(input)).ToString("x8", CultureInfo.InvariantCulture);

    public static string Compressed(string input)
    {
        byte[] plain = CodecVector.Expand(input);
        var room = new byte[plain.Length];
        IDatagramCompressor coder = ReplayCore.Compressor();
        int length = coder.Compress(plain, room);
        return length > 0 && length < plain.Length ? Convert.ToHexStringLower(room.AsSpan(0, length)) : "-";
    }

    private static string TextInput(int times) => "hex:" + Convert.ToHexStringLower(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(Words, times))));
}
