using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using ManagedENet.Conformance.Conversations;
using ManagedENet.Conformance.IndependentReader;
using ManagedENet.Conformance.Replay;
using ManagedENet.Conformance.Wire;
using ManagedENet.Protocol.Codecs;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Conformance;

/// <summary>The core's readers and writers on every datagram of every conversation.</summary>
[TestFixture]
public sealed class WireConformanceTests
{
    private static IEnumerable<string> Native => RepositoryFiles.NativeConversations();

    [TestCaseSource(nameof(Native))]
    public void The_core_reads_every_datagram_as_it_is_recorded_and_writes_the_same_bytes_again(string name)
    {
        Conversation conversation = ConversationParser.Load(Path.Combine(RepositoryFiles.NativeFolder, name));
        IDatagramChecksum? checksum = conversation.Hosts[0].Checksum ? ReplayCore.Checksum() : null;
        IDatagramCompressor? compressor = conversation.Hosts[0].RangeCoder ? ReplayCore.Compressor() : null;
        uint[] connectIds = [0, .. conversation.Lines.OfType<DatagramLine>().SelectMany(line => line.Decoded).Select(ConnectIdOf).Distinct()];
        var wrong = new List<string>();
        foreach (DatagramLine line in RecordedDatagrams.Of(conversation))
        {
            string? trouble = Check(line.Bytes, line.Decoded, checksum, compressor, connectIds);
            if (trouble is not null) wrong.Add($"line {line.Number}: {trouble}");
        }

        Assert.That(wrong, Is.Empty, string.Join("\n", wrong));
    }

    [TestCaseSource(nameof(Native))]
    public void The_core_reads_hostile_datagrams_as_far_as_the_independent_reader(string name)
    {
        Conversation conversation = ConversationParser.Load(Path.Combine(RepositoryFiles.NativeFolder, name));
        foreach (InjectionLine line in conversation.Lines.OfType<InjectionLine>())
        {
            IndependentDatagram independent = IndependentDatagram.Read(line.Bytes, withChecksum: false);
            bool hasHeader = DatagramHeader.TryRead(line.Bytes, out DatagramHeader header);
            Assert.That(hasHeader, Is.EqualTo(line.Bytes.Length >= 2 && line.Bytes.Length >= independent.HeaderBytes), line.Text);
            if (!hasHeader || header.IsCompressed) continue;
            List<string> read = CoreDatagramText.Read(independent.CommandBlock, out ReadStatus end);
            Assert.Multiple(() =>
            {
                Assert.That(read, Is.EqualTo(independent.Commands.Select(command => command.ToString())), line.Text);
                Assert.That(end == ReadStatus.End, Is.EqualTo(independent.Trouble is null), line.Text);
                Assert.That(independent.CommandBlock.AsSpan().StartsWith(CoreDatagramRewriter.RewriteCommands(independent.CommandBlock)), Is.True, line.Text);
            });
        }
    }

    private static string? Check(byte[] bytes, List<string> recorded, IDatagramChecksum? checksum, IDatagramCompressor? compressor, uint[] connectIds)
    {
        if (!DatagramHeader.TryRead(bytes, out DatagramHeader header)) return "the header is not read";
        int before = header.Length + (checksum is null ? 0 : ProtocolConstants.ChecksumBytes);
        byte[] commands = bytes[before..];
        if (header.IsCompressed)
        {
            var plain = new byte[ProtocolConstants.MaximumMtu];
            commands = plain[..compressor!.Decompress(commands, plain)];
        }

        List<string> read = CoreDatagramText.Read(commands, out ReadStatus end);
        if (end != ReadStatus.End) return $"reading ends with {end}";
        if (!read.SequenceEqual(recorded.Skip(1), StringComparer.Ordinal)) return $"read {string.Join("; ", read)}, recorded {string.Join("; ", recorded.Skip(1))}";
        byte[] rewritten = CoreDatagramRewriter.RewriteCommands(commands);
        return connectIds.Any(id => bytes.AsSpan().SequenceEqual(CoreDatagramRewriter.Assemble(header, checksum, id, compressor, rewritten)))
            ? HeaderDifference(header, new LineFields(recorded[0])) : "other bytes are written";
    }

    private static string? HeaderDifference(in DatagramHeader header, LineFields recorded)
    {
        bool same = header.PeerId == recorded.Number("peer") && header.SessionId == recorded.Number("session")
            && header.HasSentTime == recorded.HasWord("SENT_TIME") && header.IsCompressed == recorded.HasWord("COMPRESSED")
            && header.SentTime == recorded.Number("time");
        return same ? null : $"the header is read as {header}";
    }

    private static uint ConnectIdOf(string decoded) => new LineFields(decoded).Text("connect_id") is { Length: > 0 } digits ? ConnectIdOrder.FromWireDigits(digits) : 0;
}
