using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using ManagedENet.Conformance.Conversations;
using ManagedENet.Conformance.IndependentReader;

namespace ManagedENet.Conformance;

/// <summary>The vectors checked by a reader that shares nothing with the library.</summary>
[TestFixture]
public sealed class IndependentReaderTests
{
    private static IEnumerable<string> Native => RepositoryFiles.NativeConversations();

    [TestCaseSource(nameof(Native))]
    public void Every_recorded_datagram_means_what_stands_beside_it(string name)
    {
        Conversation conversation = ConversationParser.Load(Path.Combine(RepositoryFiles.NativeFolder, name));
        bool withChecksum = RecordedDatagrams.HasChecksum(conversation);
        var wrong = new List<string>();
        foreach (DatagramLine line in RecordedDatagrams.Of(conversation))
        {
            string? trouble = RecordedText.Compare(IndependentDatagram.Read(line.Bytes, withChecksum), line.Decoded);
            if (trouble is not null) wrong.Add($"line {line.Number}: {trouble}");
        }

        Assert.That(wrong, Is.Empty, string.Join("\n", wrong));
        Assert.That(RecordedDatagrams.Of(conversation), Is.Not.Empty);
    }

    private static IEnumerable<string> WithChecksum =>
        Native.Where(name => RecordedDatagrams.HasChecksum(ConversationParser.Load(Path.Combine(RepositoryFiles.NativeFolder, name))));

    /// <summary>The field holds the connect id while the sum is taken, or zero as long as no id of the other side is known.</summary>
    [TestCaseSource(nameof(WithChecksum))]
    public void Every_recorded_checksum_is_the_CRC_32_over_the_plain_commands_with_the_connect_id_in_its_place(string name)
    {
        Conversation conversation = ConversationParser.Load(Path.Combine(RepositoryFiles.NativeFolder, name));
        // Wire digits of all connect ids that occur; a datagram's own is among them.
        IEnumerable<string> recorded = RecordedDatagrams.Of(conversation).SelectMany(line => line.Decoded).Select(text => new LineFields(text).Text("connect_id"));
        HashSet<string> ids = ["00000000", .. recorded.Where(id => id.Length > 0)];
        foreach (DatagramLine line in RecordedDatagrams.Of(conversation))
        {
            IndependentDatagram datagram = IndependentDatagram.Read(line.Bytes, withChecksum: true);
            Assert.That(ids.Any(id => datagram.ExpectedChecksum(line.Bytes, id) == datagram.Checksum), Is.True, $"line {line.Number}");
        }
    }
}
