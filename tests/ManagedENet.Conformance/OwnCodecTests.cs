using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ManagedENet.Conformance.IndependentReader;
using ManagedENet.Conformance.Own;
using ManagedENet.Conformance.Replay;

namespace ManagedENet.Conformance;

/// <summary>protocol-spec/vectors/own/codecs.txt: CRC-32 and range coder, computed by the core, checked by the independent reader.</summary>
[TestFixture]
public sealed class OwnCodecTests
{
    private const string File = "codecs.txt";

    [Test]
    public void The_core_computes_what_is_kept() => AcceptMode.Check(File, Make());

    [Test]
    public void The_independent_checksum_is_the_kept_one()
    {
        foreach (CodecVector vector in Kept('C'))
        {
            string crc = PlainCrc32.Compute(CodecVector.Expand(vector.Input)).ToString("x8", CultureInfo.InvariantCulture);
            Assert.That(crc, Is.EqualTo(vector.Output), vector.Input);
        }
    }

    [Test]
    public void Both_readers_get_the_input_back()
    {
        foreach (CodecVector vector in Kept('R').Where(vector => vector.Output != "-"))
        {
            byte[] plain = CodecVector.Expand(vector.Input);
            byte[] compressed = Convert.FromHexString(vector.Output);
            var room = new byte[4096];
            int length = ReplayCore.Compressor().Decompress(compressed, room);
            Assert.That(RangeReader.Read(compressed, 4096), Is.EqualTo(plain), vector.Input);
            Assert.That(room.AsSpan(0, length).ToArray(), Is.EqualTo(plain), vector.Input);
        }
    }

    [Test]
    public void Some_inputs_get_no_shorter_and_some_fill_a_whole_datagram()
    {
        IReadOnlyList<CodecVector> kept = Kept('R');
        Assert.That(kept.Count(vector => vector.Output == "-"), Is.InRange(2, kept.Count / 2));
        Assert.That(kept.Max(vector => CodecVector.Expand(vector.Input).Length), Is.GreaterThanOrEqualTo(4088));
    }

    private static IReadOnlyList<CodecVector> Kept(char kind) =>
        AcceptMode.Lines(File, Make).Where(line => line[0] == kind).Select(CodecVector.Parse).ToList();

    private static string Make() => string.Concat(CodecSamples.All().Select(vector => vector + "\n"));
}
