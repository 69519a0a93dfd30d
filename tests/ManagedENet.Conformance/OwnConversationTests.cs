using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using ManagedENet.Conformance.Conversations;
using ManagedENet.Conformance.IndependentReader;
using ManagedENet.Conformance.Own;
using ManagedENet.Conformance.Replay;
using ManagedENet.Protocol.Hosting;

namespace ManagedENet.Conformance;

/// <summary>protocol-spec/vectors/own: what our hosts do in their default configuration, in the form of the native conversations.</summary>
[TestFixture]
public sealed class OwnConversationTests
{
    private static IEnumerable<string> Scenarios =>
        Directory.EnumerateFiles(Path.Combine(AcceptMode.Folder, "scenarios"), "*.txt").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(Scenarios))]
    public void The_core_lives_through_the_scenario_as_it_is_kept(string name) => AcceptMode.Check("conversations/" + name, Make(name));

    [TestCaseSource(nameof(Scenarios))]
    public void The_kept_conversation_can_be_repeated_from_its_text_alone(string name)
    {
        Conversation conversation = Load(name);
        Assert.That(conversation.IsOurs, Is.True);
        IReadOnlyList<Difference> differences = ConversationReplay.Run(conversation, new ReplayOptions(QuirksOf.Hosts(conversation)));
        Assert.That(differences, Is.Empty, string.Join("\n", differences));
    }

    private static IEnumerable<string> OfDeviations => Scenarios.Where(name => Load(name).Scenario.Has("quirk"));

    [TestCaseSource(nameof(OfDeviations))]
    public void With_native_s_behaviour_the_conversation_would_be_another_one(string name)
    {
        Conversation conversation = Load(name);
        var quirk = Enum.Parse<NativeQuirks>(conversation.Scenario.Text("quirk"));
        Assert.That(QuirkSearch.FirstDifference(conversation, quirk), Is.Not.Null);
        Assert.That(name, Does.StartWith(conversation.Scenario.Text("deviation").ToLowerInvariant().Replace('-', '_')));
    }

    [TestCaseSource(nameof(Scenarios))]
    public void The_independent_reader_finds_what_stands_below_each_datagram(string name)
    {
        Conversation conversation = Load(name);
        foreach (DatagramLine line in RecordedDatagrams.Of(conversation))
        {
            IndependentDatagram datagram = IndependentDatagram.Read(line.Bytes, conversation.Host(line.From)!.Checksum);
            Assert.That(RecordedText.Compare(datagram, line.Decoded), Is.Null, $"line {line.Number}");
        }
    }

    [Test, Property("Requirement", "DEV-069"), Property("Requirement", "CHN-043")]
    public void Incomplete_packets_wait_until_a_newer_one_is_there()
    {
        Conversation conversation = Load("dev_069.txt");
        Difference? native = QuirkSearch.FirstDifference(conversation, NativeQuirks.TwoIncompletePacketsStay);
        Assert.Multiple(() =>
        {
            Assert.That(conversation.Lines.OfType<EventLine>().Count(line => line.Event == "RECEIVE"), Is.EqualTo(3));
            Assert.That(native?.TimeMs, Is.EqualTo(30), "the first packet is gone when its second fragment comes");
        });
    }

    [Test]
    public void Every_quirk_that_stands_for_a_deviation_has_a_conversation()
    {
        const NativeQuirks versions = NativeQuirks.VerifyEchoesClientMtu | NativeQuirks.EmptyFragmentIsAcknowledged | NativeQuirks.OneQueue
            | NativeQuirks.TimeoutLimitOfFirstSending;
        // Shows only in a host that is left alone for a while, and these hosts are serviced every millisecond.
        const NativeQuirks invisible = NativeQuirks.JudgesBeforeReading | NativeQuirks.AdmitsUnproved;
        NativeQuirks shown = Scenarios.Select(Load).Where(conversation => conversation.Scenario.Has("quirk"))
            .Aggregate(NativeQuirks.None, (quirks, conversation) => quirks | Enum.Parse<NativeQuirks>(conversation.Scenario.Text("quirk")));
        Assert.That(shown, Is.EqualTo(NativeQuirks.All & ~versions & ~invisible));
    }

    private static Conversation Load(string name) => ConversationParser.Parse("own/" + name, AcceptMode.Lines("conversations/" + name, () => Make(name)));

    private static string Make(string name) =>
        ConversationRecorder.Record(Scenario.Parse(File.ReadLines(Path.Combine(AcceptMode.Folder, "scenarios", name))));
}
