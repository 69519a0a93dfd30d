using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using ManagedENet.Conformance.Conversations;

namespace ManagedENet.Conformance;

/// <summary>The form of the conversations, and what has to be read between their lines.</summary>
[TestFixture]
public sealed class ConversationParserTests
{
    private static IEnumerable<string> Native => RepositoryFiles.NativeConversations();

    [TestCase("plain/connect.txt", 0)]
    [TestCase("plain/mtu.txt", 0)]
    [TestCase("plain/clock_day.txt", 0)]
    [TestCase("plain/lost.txt", 15)]
    [TestCase("plain/reorder.txt", 10)]
    [TestCase("plain/timeout_custom.txt", 10)]
    [TestCase("plain/timeout_data.txt", 20)]
    [TestCase("plain/refused.txt", 0)]
    public void The_latency_is_found_from_the_handshake(string name, int latencyMs) => Assert.That(Load(name).LatencyMs, Is.EqualTo(latencyMs));

    [TestCase("plain/connect.txt", 0)]
    [TestCase("plain/clock_wrap.txt", 64_336)]
    [TestCase("plain/clock_day.txt", 86_399_400)]
    public void The_clock_starts_at_zero_or_where_it_was_set(string name, long startMs) => Assert.That(Load(name).StartMs, Is.EqualTo(startMs));

    [TestCaseSource(nameof(Native))]
    public void Every_line_is_understood_and_times_never_go_back(string name)
    {
        Conversation conversation = Load(name);
        Assert.Multiple(() =>
        {
            Assert.That(conversation.Lines.Select(line => line.TimeMs), Is.Ordered);
            Assert.That(conversation.Hosts, Is.Not.Empty);
            Assert.That(conversation.Lines[^1].Text, Does.StartWith("V end "));
            Assert.That(conversation.EndMs, Is.GreaterThanOrEqualTo(conversation.Lines[^2].TimeMs));
        });
    }

    private static IEnumerable<string> WithLatency =>
        Native.Where(name => Array.Exists(File.ReadAllLines(Path.Combine(RepositoryFiles.NativeFolder, name)), IsLatency));

    [TestCaseSource(nameof(WithLatency))]
    public void A_stated_latency_is_found_without_the_statement(string name)
    {
        string[] lines = File.ReadAllLines(Path.Combine(RepositoryFiles.NativeFolder, name));
        Conversation stated = ConversationParser.Parse(name, lines);
        Conversation silent = ConversationParser.Parse(name, lines.Where(line => !IsLatency(line)));
        Assert.That(silent.LatencyMs, Is.EqualTo(stated.LatencyMs));
    }

    [TestCase(5, 5000, 0)]
    [TestCase(5012, 6012, 5012)]
    [TestCase(5012, 6000, 5000)]
    [TestCase(5012, 7990, 4990)]
    public void The_clock_s_start_is_found_from_the_first_bandwidth_limit(long firstMs, long limitMs, long startMs)
    {
        Conversation conversation = ConversationParser.Parse("t",
            ["V host=C", $"A {firstMs} C flush", $"D {limitMs} C S ok 0", "#   hdr", "#  BANDWIDTH_LIMIT|ACK"]);
        Assert.That(conversation.StartMs, Is.EqualTo(startMs));
    }

    [Test]
    public void Unlisted_traffic_is_not_added_to_a_conversation_that_lists_it()
    {
        Conversation silent = ConversationParser.Parse("t", ["V scenario=wrap", "V host=C", "A 0 C flush"]);
        Conversation listed = ConversationParser.Parse("t", ["V scenario=wrap", "V host=C", "A 0 C flush", "A 100 C send peer=0 ch=0 flags=1 len=1 seed=1"]);
        Assert.That(silent.Unlisted, Is.Not.Null);
        Assert.That(listed.Unlisted, Is.Null);
    }

    [Test]
    public void A_host_line_may_use_longer_names_and_leave_things_out()
    {
        Conversation conversation = ConversationParser.Parse("t",
        [
            "V scenario=x enet=1.3.18 checksum=1 range_coder=on", "V host=alice incoming_bandwidth=7", "V host=bob mtu=700 checksum=off", "A 0 alice flush",
        ]);
        HostSetup alice = conversation.Host("alice")!;
        HostSetup bob = conversation.Host("bob")!;
        Assert.Multiple(() =>
        {
            Assert.That((alice.MtuBytes, alice.Checksum, alice.RangeCoder, alice.IncomingBandwidth), Is.EqualTo((1392, true, true, 7u)));
            Assert.That((bob.MtuBytes, bob.Checksum, bob.RangeCoder, bob.Peers), Is.EqualTo((700, false, true, 1)));
        });
    }

    [TestCase("dup", FateKind.Duplicated, 0, 0)]
    [TestCase("dup+7", FateKind.Duplicated, 0, 7)]
    [TestCase("late+5,dup", FateKind.Duplicated, 5, 5)]
    [TestCase("lost", FateKind.Dropped, 0, 0)]
    public void Fates_may_be_combined(string text, object kind, int extraMs, int copyExtraMs) =>
        Assert.That(Fate.Parse(text), Is.EqualTo(new Fate((FateKind)kind, extraMs, copyExtraMs)));

    [TestCase(10, 11, 0)]
    [TestCase(11, 12, 1)]
    public void The_latency_is_found_when_the_client_is_serviced_first(long verifyMs, long connectedMs, long latencyMs)
    {
        Conversation conversation = ConversationParser.Parse("t",
        [
            "V host=C port=7801", "V host=S port=7777",
            "D 10 C S ok 0", "#  CONNECT|ACK",
            $"D {verifyMs} S C ok 0", "#  VERIFY_CONNECT|ACK",
            $"E {connectedMs} C CONNECT peer=0",
        ]);
        Assert.That(conversation.LatencyMs, Is.EqualTo(latencyMs));
    }

    [Test]
    public void There_are_as_many_conversations_of_each_kind_as_there_were() =>
        Assert.That(
            Native.CountBy(name => name.Split('/')[0], StringComparer.Ordinal),
            Is.EquivalentTo(new Dictionary<string, int>(StringComparer.Ordinal) { ["plain"] = 24, ["checksum"] = 9, ["range"] = 9, ["more"] = 18, ["more18"] = 4 }));

    [Test]
    public void A_datagram_whose_text_was_cut_keeps_its_length()
    {
        Conversation conversation = ConversationParser.Parse("t", ["D 5 C S late+40 1400 80000005860...", "#   hdr peer=0", "#  SEND_RELIABLE|ACK ch=0"]);
        var datagram = (DatagramLine)conversation.Lines[0];
        Assert.Multiple(() =>
        {
            Assert.That(datagram.Length, Is.EqualTo(1400));
            Assert.That(Convert.ToHexString(datagram.Bytes), Is.EqualTo("8000000586"));
            Assert.That(datagram.Fate, Is.EqualTo(new Fate(FateKind.Delivered, 40)));
            Assert.That(datagram.Decoded, Has.Count.EqualTo(2));
        });
    }

    [Test]
    public void A_set_up_line_that_nobody_knows_does_no_harm() =>
        Assert.That(ConversationParser.Parse("t", ["V weather=fine and more", "A 7 C flush"]).Lines[0].TimeMs, Is.EqualTo(7));

    [Test]
    public void A_broken_line_is_named() =>
        Assert.That(
            () => ConversationParser.Parse("t", ["A 1 C flush", "D soon C S ok 1 00"]),
            Throws.TypeOf<FormatException>().With.Message.StartsWith("t:2:"));

    [Test]
    public void A_payload_tells_its_seed([Values(0, 1, 13, 242, 255)] int seed, [Values(1, 2, 300, 5000)] int length) =>
        Assert.That(PayloadRule.SeedOf(PayloadRule.Create(length, seed)), Is.EqualTo(seed));

    [Test]
    public void A_payload_of_no_seed_tells_minus_one() => Assert.That(PayloadRule.SeedOf([0x61, 0x62]), Is.EqualTo(-1));

    private static bool IsLatency(string line) => line.StartsWith("V latency=", StringComparison.Ordinal);

    private static Conversation Load(string name) => ConversationParser.Load(Path.Combine(RepositoryFiles.NativeFolder, name));
}
