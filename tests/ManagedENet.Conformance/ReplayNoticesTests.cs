using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using ManagedENet.Conformance.Conversations;
using ManagedENet.Conformance.Replay;
using ManagedENet.Protocol.Hosting;

namespace ManagedENet.Conformance;

/// <summary>The replay itself on trial: a recording that was tampered with must be found out, at the very line.</summary>
[TestFixture]
public sealed class ReplayNoticesTests
{
    [Test]
    public void A_changed_byte() => Tamper(
        line => line.StartsWith("D 1605 C S", StringComparison.Ordinal), line => line.Replace("00001234", "00001235", StringComparison.Ordinal), "differs at byte 11");

    [Test]
    public void A_changed_length() => Tamper(
        line => line.StartsWith("D 502 S C", StringComparison.Ordinal), line => line.Replace(" 8 ", " 9 ", StringComparison.Ordinal), "differs at byte 8");

    [Test]
    public void A_datagram_too_few()
    {
        IReadOnlyList<Difference> differences = Run(line => line.StartsWith('#') || line.StartsWith("D 1502 S C", StringComparison.Ordinal) ? null : line);
        Assert.That(differences[0].What, Does.Contain("not in the recording"));
    }

    [Test]
    public void A_datagram_too_few_whose_commands_were_left_standing() => Tamper(
        line => line.StartsWith("D 1502 S C", StringComparison.Ordinal), _ => null, "there is no command 2: ACK");

    [Test]
    public void A_datagram_too_many() => Tamper(line => line.StartsWith("D 1502 S C", StringComparison.Ordinal), line => line + "\n" + line, "did not send");

    [Test]
    public void A_datagram_at_another_time() => Tamper(
        line => line.StartsWith("D 501 S C", StringComparison.Ordinal), line => line.Replace("501", "502", StringComparison.Ordinal), "not in the recording");

    [Test]
    public void A_changed_event() => Tamper(
        line => line.StartsWith("E 1606 S", StringComparison.Ordinal), line => line.Replace("1234", "1235", StringComparison.Ordinal), "the event differs");

    [Test]
    public void An_event_too_many() => Tamper(line => line.StartsWith("E 1606 C", StringComparison.Ordinal), line => line + "\n" + line, "did not happen");

    [Test]
    public void A_changed_state() => Tamper(
        line => line.StartsWith("S 5 S", StringComparison.Ordinal), line => line.Replace("rtt=1 ", "rtt=2 ", StringComparison.Ordinal), "the state differs");

    [Test]
    public void A_changed_answer_of_a_call() => Tamper(
        line => line.StartsWith("A 0 C connect", StringComparison.Ordinal), line => line.Replace("rc=ok", "rc=failed", StringComparison.Ordinal), "the call answers");

    [Test]
    public void A_call_that_nobody_knows_with_its_line()
    {
        IReadOnlyList<Difference> differences = Run(line => line.StartsWith("A 1605", StringComparison.Ordinal) ? "A 1600 C juggle balls=3\n" + line : line);
        Assert.Multiple(() =>
        {
            Assert.That(differences, Has.Count.EqualTo(1));
            Assert.That(differences[0].ToString(), Does.StartWith("tampered:55 t=1600: nobody knows the call 'juggle'"));
        });
    }

    [TestCase("A 1600 C ping_interval", "The call wants interval=")]
    [TestCase("A 1600 C timeout limit=x min=1 max=2", "limit=x is no number")]
    [TestCase("A 1600 X ping", "No V line describes host X")]
    public void A_call_that_cannot_be_made_with_its_line(string call, string what)
    {
        IReadOnlyList<Difference> differences = Run(line => line.StartsWith("A 1605", StringComparison.Ordinal) ? call + "\n" + line : line);
        Assert.That(differences, Has.Count.EqualTo(1));
        Assert.That(differences[0].ToString(), Does.StartWith("tampered:55 t=1600:").And.Contains(what));
    }

    [Test]
    public void No_difference_where_calls_carry_native_s_names_and_slots_are_empty() => Assert.That(
        Run(line => line switch
        {
            _ when line.StartsWith("A 1605 C disconnect", StringComparison.Ordinal) =>
                "A 1600 S enet_peer_ping peer=3\nA 1601 S send peer=2 ch=0 flags=1 len=1 seed=1 rc=-1\nA 1605 C enet_peer_disconnect data=00001234",
            _ => line,
        }),
        Is.Empty);

    [Test]
    public void No_difference_where_hosts_have_other_names_and_ports()
    {
        IReadOnlyList<Difference> differences = Run(line => line.Length > 0 && line[0] == '#' ? line : line
            .Replace(" C ", " alice ", StringComparison.Ordinal).Replace(" S ", " bob ", StringComparison.Ordinal)
            .Replace("host=C port=7801", "host=alice", StringComparison.Ordinal).Replace("host=S port=7777", "host=bob port=4000", StringComparison.Ordinal)
            .Replace("to=S", "to=bob", StringComparison.Ordinal));
        Assert.That(differences, Is.Empty, string.Join("\n", differences));
    }

    [Test]
    public void A_host_that_is_made_anew_and_has_forgotten_its_peer()
    {
        IReadOnlyList<Difference> added = Run(line => line.StartsWith("A 1605", StringComparison.Ordinal) ? "V host=E port=7803\n" + line : line);
        IReadOnlyList<Difference> remade = Run(line => line.StartsWith("A 1605", StringComparison.Ordinal) ? "V host=S port=7777\n" + line : line);
        Assert.That(added, Is.Empty);
        Assert.That(remade[0].What, Is.EqualTo("S did not send this datagram"));
    }

    [Test]
    public void No_difference_where_the_text_of_datagrams_is_cut_or_their_meaning_is_missing()
    {
        IReadOnlyList<Difference> cut = Run(line => line.StartsWith("D ", StringComparison.Ordinal) && line.Length > 40 ? line[..40] + "..." : line);
        IReadOnlyList<Difference> bare = Run(line => line.StartsWith('#') ? null : line);
        Assert.That(cut.Concat(bare), Is.Empty);
    }

    [Test]
    public void Nothing_where_nothing_was_changed() => Assert.That(Run(line => line), Is.Empty);

    private static void Tamper(Predicate<string> at, Func<string, string?> change, string what)
    {
        int changed = 0;
        IReadOnlyList<Difference> differences = Run(line =>
        {
            if (!at(line)) return line;
            changed++;
            return change(line);
        });
        Assert.Multiple(() =>
        {
            Assert.That(changed, Is.EqualTo(1));
            Assert.That(differences, Is.Not.Empty);
            Assert.That(string.Concat(differences.Take(1).Select(difference => difference.What)), Does.Contain(what));
        });
    }

    private static IReadOnlyList<Difference> Run(Func<string, string?> change)
    {
        IEnumerable<string> lines = File.ReadLines(Path.Combine(RepositoryFiles.NativeFolder, "plain", "connect.txt"))
            .Select(change).OfType<string>().SelectMany(line => line.Split('\n'));
        return ConversationReplay.Run(ConversationParser.Parse("tampered", lines), new ReplayOptions(NativeQuirks.All));
    }
}
