using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using ManagedENet.Conformance.IndependentReader;
using ManagedENet.Conformance.Own;
using ManagedENet.Conformance.Replay;
using ManagedENet.Conformance.Wire;
using ManagedENet.Protocol.Codecs;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Conformance;

/// <summary>protocol-spec/vectors/own/datagrams.txt: made by the core, read by the core and by the independent reader.</summary>
[TestFixture]
public sealed class OwnDatagramTests
{
    private const string File = "datagrams.txt";

    [Test]
    public void The_core_writes_the_datagrams_that_are_kept() => AcceptMode.Check(File, Make());

    [Test]
    public void The_independent_reader_finds_the_fields_beside_every_datagram()
    {
        Assert.Multiple(() =>
        {
            foreach (DatagramVector vector in Kept())
            {
                IndependentDatagram datagram = IndependentDatagram.Read(vector.Bytes, vector.Checksum);
                Assert.That(RecordedText.Compare(datagram, vector.Decoded), Is.Null, vector.Name);
                Assert.That(datagram.Commands.Select(command => command.Payload).Where(payload => payload.Length > 0), Is.EqualTo(vector.Payloads), vector.Name);
                if (vector.Checksum) Assert.That(datagram.Checksum, Is.EqualTo(datagram.ExpectedChecksum(vector.Bytes, vector.ConnectId)), vector.Name);
            }
        });
    }

    [Test]
    public void The_core_reads_and_rewrites_every_datagram()
    {
        Assert.Multiple(() =>
        {
            foreach (DatagramVector vector in Kept())
            {
                IDatagramChecksum? checksum = vector.Checksum ? ReplayCore.Checksum() : null;
                IDatagramCompressor? compressor = vector.RangeCoder ? ReplayCore.Compressor() : null;
                byte[] commands = IndependentDatagram.Read(vector.Bytes, vector.Checksum).CommandBlock;
                Assert.That(DatagramHeader.TryRead(vector.Bytes, out DatagramHeader header), Is.True, vector.Name);
                Assert.That(CoreDatagramText.Read(commands, out ReadStatus end), Is.EqualTo(vector.Decoded.Skip(1)), vector.Name);
                Assert.That(end, Is.EqualTo(ReadStatus.End), vector.Name);
                uint connectId = ConnectIdOrder.FromWireDigits(vector.ConnectId);
                byte[] written = CoreDatagramRewriter.Assemble(header, checksum, connectId, compressor, CoreDatagramRewriter.RewriteCommands(commands));
                Assert.That(written, Is.EqualTo(vector.Bytes), vector.Name);
            }
        });
    }

    [Test]
    public void Every_kind_stands_there_with_every_flag_header_and_codec()
    {
        IReadOnlyList<DatagramVector> kept = Kept();
        Assert.That(kept.Select(vector => vector.Name), Is.Unique);
        foreach (CommandKind kind in CommandSamples.Kinds)
        {
            string name = CommandSamples.NameOf(kind) + "/";
            Assert.That(kept.Count(vector => vector.Name.StartsWith(name, StringComparison.Ordinal)), Is.GreaterThanOrEqualTo(11), name);
        }

        Assert.That(kept.Count(vector => vector.RangeCoder && (vector.Bytes[0] & 0x40) != 0), Is.GreaterThan(10));
        Assert.That(kept.Count(vector => vector.RangeCoder && (vector.Bytes[0] & 0x40) == 0), Is.GreaterThan(2), "not shorter, so not compressed");
    }

    private static IReadOnlyList<DatagramVector> Kept() => DatagramVector.Parse(AcceptMode.Lines(File, Make));

    private static string Make()
    {
        var text = new StringBuilder();
        foreach (DatagramVector vector in DatagramSamples.All()) vector.AppendTo(text);
        return text.ToString();
    }
}
