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
    public void A_datagram_too_few() => Tamper(line => line.StartsWith("D 1502 S C", StringComparison.Ordinal), _ => null, "not in the recording");

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
