using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Conformance.Conversations;
using ManagedENet.Conformance.Replay;
using ManagedENet.Protocol.Hosting;

namespace ManagedENet.Conformance;

/// <summary>One conversation, written by hand in several forms; and every word that can be made false in it must be noticed.</summary>
[TestFixture]
public sealed class FalseWordTests
{
    private static readonly string[] Hosts = ["V scenario=hello enet=1.3.17", "V host=S port=7777 peers=2", "V host=C port=7801", "V latency=5"];

    // Datagrams cut short, some with what they mean below them; events that say what is worth saying; a call behind a datagram of its millisecond.
    private static readonly string[] Cut =
    [
        "A 0 C connect to=S channels=2 data=0000002a rc=ok", "D 0 C S ok 52 8fff0000...", "D 5 S C ok 48 80000005...", "E 10 C CONNECT peer=0 channels=2",
        "D 10 C S ok 10 0...", "A 10 C send peer=0 ch=1 flags=1 text=hello world rc=0", "D 11 C S ok 21 8000000b8...", "#   hdr peer=0 SENT_TIME time=11",
        "#  SEND_RELIABLE|ACK ch=1 seq=1 len=11", "# a remark", "E 15 S CONNECT peer=0 data=2a", "D 16 S C ok 10 000001...",
        "E 16 S RECEIVE peer=0 channel=1 text=\"hello world\" len=11", "S 22 C peer=0 state=5 sent=2 in_transit=0", "S 22 S peer=1 state=0 rtt=500", "S 22 S received=1 sent_by_c=3",
    ];

    // What was done behind the last datagram of a millisecond was done before the first of the next.
    private static readonly string[] States = [.. Cut.Where(line => line[0] is 'A' or 'S').Select(line => line.Replace("A 10 C", "A 11 C", StringComparison.Ordinal))];

    private static readonly string[] InBoth =
    [
        "data=0000002a -> data=0000002a colour=red", "channels=2 data -> chanels=2 data", "rc=ok -> rc=failed", "rc=ok -> rc=1", "send peer=0 -> send peer=3", "ch=1 flags -> ch=257 flags",
        "ch=1 flags -> ch=1 ch=1 flags", "text=hello world rc=0 -> txt=hello rc=0", "text=hello world rc=0 -> rc=0", "send peer -> send hello peer", "text=hello world rc=0 -> text=hello len=11 rc=0",
        "state=5 -> state=4", "state=5 -> state=five", "state=5 -> state=5 mood=1", "state=5 -> state 5", "sent=2 -> sent=3", "in_transit=0 -> in_transit=11", "S 22 C peer=0 -> S 22 C peer=1",
        "state=0 rtt=500 -> state=0 rtt=1", "state=0 rtt=500 -> state=1 rtt=500", "S 22 S peer=1 state=0 rtt=500 -> S 22 S peer=1", "received=1 -> received=2", "received=1 -> eaten=1",
        "sent_by_c=3 -> sent_by_c=2", "sent_by_c=3 -> sent_by_x=3", "S 22 S received -> S 21 S received", "S 22 C -> S 22 X",
    ];

    private static readonly string[] WhereDatagramsAreTold =
    [
        "8fff0000 -> 8fff0001", "8fff0000... -> 8fff0000xyz", "ok 48 -> ok 49", "ok 48 -> drop 48", "ok 48 -> late+1 48", "D 5 S C -> D 5 C S", "D 5 S C -> D 6 S C", "ok 10 0... -> ok 10 1...",
        "8000000b8... -> 8000000b9...", "time=11 -> time=12", "hdr peer=0 SENT_TIME -> hdr peer=0 COMPRESSED", "SEND_RELIABLE|ACK -> SEND_UNRELIABLE", "seq=1 len=11 -> seq=1 len=12",
        "seq=1 len=11 -> seq=1 size=11", "# a remark -> #  PING|ACK ch=255 seq=2", "A 10 C send -> A 10 C ping", "CONNECT peer=0 channels=2 -> CONNECT peer=0 channels=1",
        "CONNECT peer=0 channels=2 -> CONNECT peer=0 chanels=2", "E 10 C -> E 10 S", "peer=0 data=2a -> peer=0 data=2b", "peer=0 data=2a -> peer=0 text=2a", "channel=1 text -> channel=0 text",
        "RECEIVE peer=0 -> RECEIVE peer=1", "RECEIVE peer=0 -> RECEIVE gladly peer=0", "E 16 S RECEIVE -> E 16 S DISCONNECT", "\"hello world\" -> \"hello  world\"", "\"hello world\" -> hello",
        "\"hello world\" len=11 -> \"hello world\" len=12", "\"hello world\" len=11 -> \"hello world\" seed=5", "\"hello world\" len=11 -> hex=68656c6c6f20776f726c65", "text=hello world -> text=hello_world",
        "text=hello world -> text=hello, world", "rc=0 -> rc=-1",
    ];

    [Test]
    public void Nothing_is_found_where_every_word_is_true([Values] bool statesAlone)
    {
        IReadOnlyList<Difference> differences = Replay(statesAlone ? States : Cut);
        Assert.That(differences, Is.Empty, string.Join("\n", differences));
    }

    [TestCase("\"hello world\" -> hello world")]
    [TestCase("text=hello world -> text=\"hello world\"")]
    [TestCase("text=hello world -> hex=68656c6c6f20776f726c64 text=hello world len=11 seed=-1")]
    [TestCase("\"hello world\" -> \"hello\\x20world\"")]
    [TestCase("\"hello world\" -> \"hello world\" hex=68656C6C... seed=-1")]
    [TestCase("E 16 S RECEIVE peer=0 -> E 16 S  RECEIVE  peer=0")]
    [TestCase("data=2a -> data=0x2a")]
    [TestCase("8fff0000... -> 8fff0000")]
    [TestCase("8fff0000... -> 8fff0000 ...")]
    [TestCase("8fff0000... -> ")]
    [TestCase("# a remark -> # PING was here")]
    [TestCase("rc=ok -> rc=0")]
    [TestCase("S 22 C peer=0 -> S 22 C")]
    public void What_is_the_same_may_be_written_in_another_way(string change) => Assert.That(Replay(Changed(Cut, change)), Is.Empty);

    [TestCaseSource(nameof(InBoth))]
    public void A_false_word_is_noticed_where_states_alone_are_told(string change) => AssertNoticed(States, change);

    [TestCaseSource(nameof(InBoth)), TestCaseSource(nameof(WhereDatagramsAreTold))]
    public void A_false_word_is_noticed_where_datagrams_are_cut(string change) => AssertNoticed(Cut, change);

    [Test]
    public void A_line_behind_the_end_is_noticed() => AssertNoticed([.. States, "V end t=22", "S 22 C peer=0 sent=2"], "S 22 C peer=0 sent=2 -> S 23 C peer=0 sent=2");

    private static void AssertNoticed(string[] lines, string change)
    {
        string[] changed = Changed(lines, change);
        IReadOnlyList<Difference> differences;
        try
        {
            differences = Replay(changed);
        }
        catch (FormatException e)
        {
            // A line that cannot be read is named.
            Assert.That(e.Message, Does.StartWith("hello:"));
            return;
        }

        Assert.That(differences, Is.Not.Empty);
    }

    private static string[] Changed(string[] lines, string change)
    {
        string[] words = change.Split(" -> ");
        int at = Array.FindIndex(lines, line => line.Contains(words[0], StringComparison.Ordinal));
        Assert.That(at, Is.GreaterThanOrEqualTo(0), "the word is there");
        return [.. lines[..at], lines[at].Replace(words[0], words[1], StringComparison.Ordinal), .. lines[(at + 1)..]];
    }

    private static IReadOnlyList<Difference> Replay(string[] lines) =>
        ConversationReplay.Run(ConversationParser.Parse("hello", [.. Hosts, .. lines]), new ReplayOptions(NativeQuirks.All));
}
