using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using ManagedENet.Conformance.Conversations;
using ManagedENet.Conformance.Replay;
using ManagedENet.Protocol.Hosting;

namespace ManagedENet.Conformance;

/// <summary>
/// Forms that conversations from elsewhere may have. Each is made of the native conversations by writing the same facts another way, or fewer of them: what is still told
/// must still be what the core does, and a false word must still be noticed.
/// </summary>
[TestFixture]
public sealed class ConversationFormTests
{
    private const string Connect = "plain/connect.txt";

    private static IEnumerable<string> Native => RepositoryFiles.NativeConversations();

    // What the network did stands at the datagrams, and what a handler did behind an event.
    private static IEnumerable<string> WithoutFates => Native.Where(name => !Lines(name).Any(line => line is DatagramLine { Fate: var fate } && fate != Fate.Delivered) && !ActsInHandlers(name));

    private static IEnumerable<string> OfStates => WithoutFates.Where(name => Lines(name).Any(line => line is StateLine));

    [TestCaseSource(nameof(OfStates))]
    public void Where_states_alone_are_told_the_hosts_run_against_each_other(string name) => AssertSame(name, line => line[0] is 'D' or 'E' or '#' ? null : line);

    [TestCaseSource(nameof(WithoutFates))]
    public void Where_events_are_told_and_no_datagrams_the_hosts_run_against_each_other(string name) => AssertSame(name, line => line[0] is 'D' or '#' ? null : line);

    [Test]
    public void States_of_a_conversation_whose_latency_nobody_states_tell_it([Values("plain/connect.txt", "plain/timeout_custom.txt")] string name) =>
        AssertSame(name, line => line[0] is 'D' or 'E' or '#' || line.StartsWith("V latency=", StringComparison.Ordinal) ? null : line);

    [Test]
    public void A_changed_state_is_noticed_where_states_alone_are_told() => AssertNoticed(
        Replay(Connect, line => line[0] is 'D' or 'E' or '#' ? null : line.StartsWith("S 5 S", StringComparison.Ordinal) ? line.Replace("mtu=1400", "mtu=1399", StringComparison.Ordinal) : line),
        "the state differs");

    [Test]
    public void A_changed_event_is_noticed_where_no_datagrams_are_told() => AssertNoticed(
        Replay(Connect, line => line[0] is 'D' or '#' ? null : line.StartsWith("E 1606 S", StringComparison.Ordinal) ? line.Replace("1234", "1235", StringComparison.Ordinal) : line),
        "the event differs");

    [Test]
    public void Connect_ids_that_only_events_tell_are_found() => AssertSame(
        Connect, line => line[0] is 'D' or '#' ? null : line.Replace("connect_id=43434344", "connect_id=deadbeef", StringComparison.Ordinal));

    [Test]
    public void Where_nothing_is_told_nothing_may_happen() => AssertNoticed(Replay(Connect, line => line[0] is 'V' or 'A' ? line : null), "not in the recording");

    // Cut right behind the connect id of a CONNECT, which native 1.3.18 draws by chance.
    [TestCaseSource(nameof(Native))]
    public void Where_datagrams_are_cut_short_and_not_decoded_what_is_left_is_compared(string name) =>
        AssertSame(name, line => line[0] == '#' ? null : line[0] == 'D' ? Cut(line, 96) : line);

    // Attempts that came to nothing tell their ids nowhere then, so this is for versions that count them.
    private static IEnumerable<string> WithCountedIds => Native.Where(name => !name.StartsWith("more18/", StringComparison.Ordinal));

    [TestCaseSource(nameof(WithCountedIds))]
    public void Where_datagrams_are_cut_to_almost_nothing_what_is_left_is_compared(string name) =>
        AssertSame(name, line => line[0] == '#' ? null : line[0] == 'D' ? Cut(line, 12) : line);

    [Test]
    public void A_changed_byte_is_noticed_in_what_is_left_of_a_datagram() => AssertNoticed(
        Replay(Connect, line => line[0] == '#' ? null : line[0] == 'D' ? Cut(line, 12).Replace("D 502 S C ok 8 800001f6", "D 502 S C ok 8 800001f7", StringComparison.Ordinal) : line),
        "differs at byte 3");

    [TestCaseSource(nameof(Native))]
    public void Payloads_may_be_given_as_text(string name) => AssertSame(name, line => line[0] is 'A' or 'E' ? SeedAsText(line) : line);

    [Test]
    public void A_changed_text_is_noticed()
    {
        string[] told = [.. File.ReadLines(Path.Combine(RepositoryFiles.NativeFolder, "plain/reliable.txt"))];
        int first = Array.FindIndex(told, line => line[0] == 'E' && line.Contains("RECEIVE", StringComparison.Ordinal) && !line.Contains("len=0", StringComparison.Ordinal));
        told[first] = told[first][..told[first].IndexOf("seed=", StringComparison.Ordinal)] + "text=\"another\"";
        AssertNoticed(ConversationReplay.Run(ConversationParser.Parse("tampered", told), new ReplayOptions(NativeQuirks.All)), "the event differs");
    }

    // A call that a later host made before its turn may as well have been made when an earlier one had sent; it then stands behind that one's datagram.
    [Test]
    public void An_action_behind_a_datagram_of_its_millisecond_comes_before_the_next_host_is_serviced()
    {
        int moved = 0;
        foreach (string name in Native)
        {
            List<string> text = Told(name);
            IReadOnlyList<ConversationLine> lines = Lines(name);
            List<string> hosts = [.. lines.OfType<SetupLine>().Where(line => line.DescribesHost).Select(line => line.Fields.Text("host")).Distinct(StringComparer.Ordinal)];
            int at = Enumerable.Range(0, lines.Count - 2).FirstOrDefault(i => MayWait(lines, hosts, i), -1);
            if (at < 0) continue;
            moved++;
            AssertSame(name, Swap(text, lines[at].Text, lines[at + 1]));
        }

        Assert.That(moved, Is.GreaterThanOrEqualTo(2), "there are conversations to try it on");
    }

    // What an application does right after the last turn of a millisecond leaves in the next one, as if it had done it at that one's beginning.
    [Test]
    public void An_action_behind_the_last_datagram_of_a_millisecond_shows_in_the_next()
    {
        int moved = 0;
        foreach (string name in Native)
        {
            IReadOnlyList<ConversationLine> lines = Lines(name);
            int at = Enumerable.Range(1, lines.Count - 2).FirstOrDefault(i => MayHaste(lines, i), -1);
            if (at < 0) continue;
            moved++;
            string hasty = lines[at].Text.Replace($"A {lines[at].TimeMs} ", $"A {lines[at].TimeMs - 1} ", StringComparison.Ordinal);
            AssertSame(name, Told(name).Select(line => line == lines[at].Text ? hasty : line));
        }

        Assert.That(moved, Is.GreaterThanOrEqualTo(2), "there are conversations to try it on");
    }

    // An application that calls service, acts, and calls service again within a millisecond.
    [Test]
    public void An_action_behind_a_datagram_may_be_followed_by_another_one_of_the_same_host()
    {
        string[] twice =
        [
            "V scenario=twice enet=1.3.17", "V host=S port=7777", "V host=C port=7801", "V latency=5", "A 0 C connect to=S channels=1 data=00000000 rc=ok",
            "D 0 C S ok 52", "D 5 S C ok 48", "E 10 C CONNECT peer=0", "D 10 C S ok 10", "E 15 S CONNECT peer=0",
            "A 20 C send peer=0 ch=0 flags=1 text=first rc=0", "D 20 C S ok 15 ", "A 20 C send peer=0 ch=0 flags=1 text=second rc=0", "D 20 C S ok 16",
            "D 25 S C ok 18", "E 25 S RECEIVE peer=0 ch=0 flags=1 text=first", "E 25 S RECEIVE peer=0 ch=0 flags=1 text=second",
        ];
        Conversation conversation = ConversationParser.Parse("twice", twice);
        IReadOnlyList<Difference> differences = ConversationReplay.Run(conversation, new ReplayOptions(NativeQuirks.All));
        Assert.That(differences, Is.Empty, string.Join("\n", differences));
        Assert.That(conversation.ActsBehindDatagrams, Is.True);
    }

    private static bool MayWait(IReadOnlyList<ConversationLine> lines, List<string> hosts, int i) =>
        lines[i] is ActionLine { Verb: "send" } action && lines[i + 1] is DatagramLine first && lines[i + 2] is not (EventLine or ActionLine) && first.TimeMs == action.TimeMs
        && (i == 0 || lines[i - 1].TimeMs < action.TimeMs) && hosts.IndexOf(first.From) < hosts.IndexOf(action.Host);

    private static bool MayHaste(IReadOnlyList<ConversationLine> lines, int i) =>
        lines[i] is ActionLine { Verb: "send" or "disconnect" or "ping" } action && lines[i - 1] is DatagramLine before && before.TimeMs == action.TimeMs - 1;

    private static List<string> Told(string name) => [.. File.ReadLines(Path.Combine(RepositoryFiles.NativeFolder, name)).Where(line => line.Length > 0)];

    /// <summary>The action behind the datagram that follows it, and what the datagram means.</summary>
    private static List<string> Swap(List<string> text, string action, ConversationLine datagram)
    {
        int place = text.FindIndex(line => line == action);
        int end = text.FindIndex(place + 2, line => line[0] != '#');
        Assert.That(text[place + 1], Is.EqualTo(datagram.Text));
        text.Insert(end, action);
        text.RemoveAt(place);
        return text;
    }

    private static void AssertSame(string name, IEnumerable<string> text)
    {
        Conversation conversation = ConversationParser.Parse(name, text);
        Assert.That(conversation.ActsBehindDatagrams, Is.True, name);
        IReadOnlyList<Difference> differences = ConversationReplay.Run(conversation, new ReplayOptions(QuirksOf.Hosts(conversation)));
        Assert.That(differences, Is.Empty, string.Join("\n", differences));
    }

    private static IReadOnlyList<Difference> Replay(string name, Func<string, string?> change)
    {
        IEnumerable<string> text = File.ReadLines(Path.Combine(RepositoryFiles.NativeFolder, name)).Where(line => line.Length > 0).Select(change).OfType<string>();
        Conversation conversation = ConversationParser.Parse(name, text);
        return ConversationReplay.Run(conversation, new ReplayOptions(QuirksOf.Hosts(conversation)));
    }

    private static void AssertSame(string name, Func<string, string?> change)
    {
        IReadOnlyList<Difference> differences = Replay(name, change);
        Assert.That(differences, Is.Empty, string.Join("\n", differences));
    }

    private static void AssertNoticed(IReadOnlyList<Difference> differences, string what)
    {
        Assert.That(differences, Is.Not.Empty);
        Assert.That(differences[0].What, Does.Contain(what));
    }

    private static IReadOnlyList<ConversationLine> Lines(string name) => ConversationParser.Load(Path.Combine(RepositoryFiles.NativeFolder, name)).Lines;

    private static bool ActsInHandlers(string name)
    {
        IReadOnlyList<ConversationLine> lines = Lines(name);
        return Enumerable.Range(1, lines.Count - 1).Any(i => lines[i] is ActionLine && lines[i].TimeMs == lines[i - 1].TimeMs && lines[i - 1] is EventLine or DatagramLine);
    }

    private static string Cut(string line, int digits)
    {
        string[] words = line.Split(' ');
        return words.Length > 6 && words[6].Length > digits ? string.Join(' ', words[..6]) + " " + words[6][..digits] + "..." : line;
    }

    private static string SeedAsText(string line)
    {
        var fields = new LineFields(line[1..]);
        if (!fields.Has("len") || !fields.Has("seed") || fields.Number("seed") < 0 || fields.Number("len") > 2_000) return line;
        string text = PayloadText.Of(PayloadRule.Create((int)fields.Number("len"), (int)fields.Number("seed")));
        return line.Replace($" seed={fields.Text("seed")}", " text=" + text, StringComparison.Ordinal);
    }
}
