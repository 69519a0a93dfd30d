using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using ManagedENet.Conformance.Conversations;
using ManagedENet.Conformance.Replay;
using ManagedENet.Protocol.Hosting;

namespace ManagedENet.Conformance;

/// <summary>A payload that is given as <c>text=</c>, and lines that cannot be read: each is one sentence that says what is wrong.</summary>
[TestFixture]
public sealed class PayloadTextTests
{
    [TestCase("text=hello", "hello")]
    [TestCase("text=hello rc=0", "hello")]
    [TestCase("text=hello, world times=3 rc=0", "hello, world")]
    [TestCase("text=a=b c=d rc=0", "a=b c=d")]
    [TestCase("text=grüße, 世界", "grüße, 世界")]
    [TestCase("text=", "")]
    [TestCase("text= rc=0", "")]
    [TestCase("text=\"two words\" rc=0", "two words")]
    [TestCase("text=\"rc=0 is part of it\" rc=0", "rc=0 is part of it")]
    [TestCase("text=\"a \\\"quoted\\\" word, a \\\\ and a line\\n\" len=33", "a \"quoted\" word, a \\ and a line\n")]
    [TestCase("text=\"\\x41\\x0a\"", "A\n")]
    [TestCase("text=\"\"", "")]
    public void A_text_ends_at_the_next_field_or_at_its_quotation_mark(string fields, string expected)
    {
        var action = (ActionLine)ConversationParser.Parse("t", ["A 5 C send peer=0 ch=1 flags=1 " + fields]).Lines[0];
        Assert.That(Encoding.UTF8.GetString(PayloadText.Parse(action.Fields.Text("text"))), Is.EqualTo(expected));
        Assert.That(action.Fields.Number("ch"), Is.EqualTo(1));
        if (fields.EndsWith("rc=0", StringComparison.Ordinal) && !fields.EndsWith("it\"", StringComparison.Ordinal)) Assert.That(action.Fields.Text("rc"), Is.EqualTo("0"));
    }

    [Test]
    public void Every_byte_survives_being_written_as_text()
    {
        byte[] all = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
        Assert.That(PayloadText.Parse(PayloadText.Of(all)), Is.EqualTo(all));
    }

    [Test]
    public void The_text_of_a_set_up_line_takes_the_rest_of_it() =>
        Assert.That(ConversationParser.Parse("t", ["V scenario=x text=what peer=0 does", "A 0 C flush"]).Scenario.Text("text"), Is.EqualTo("what peer=0 does"));

    [TestCase("A 5 C send peer=0 ch=0 text=\"open", "The closing quotation mark of text= is missing.")]
    [TestCase("A 5 C send peer=0 ch=0 text=\"shut\"behind", "Something stands right behind the closing quotation mark of text=.")]
    [TestCase("A 5 C send text=\"\\q\"", "\\q in text= stands for nothing; there are \\\", \\\\, \\n, \\r, \\t and \\x with two digits.")]
    [TestCase("E 5 C RECEIVE peer=0 peer=1", "peer= is given twice.")]
    [TestCase("D 5 C S ok 4 00ffxy", "'xy' is neither hexadecimal nor the dots of a text that was cut.")]
    [TestCase("A soon C flush", "The time 'soon' is no whole number.")]
    [TestCase("A 5", "A line has a time and a host.")]
    [TestCase("D 5 C S ok", "A datagram has a sender, a receiver, a fate and a length.")]
    [TestCase("D 5 C S ok long 00", "The length 'long' is no whole number.")]
    [TestCase("D 5 C S ok 1 0001", "The datagram is 1 bytes long and its text 2.")]
    [TestCase("D 5 C S eaten 1 00", "The fate 'eaten' is none of ok, drop, dup, late+ms.")]
    [TestCase("I 5 port=9 S 4 0001...", "A datagram from outside must stand there whole: nobody else knows its bytes.")]
    [TestCase("I 5 port=x S 1 00", "The port 'x' is no whole number.")]
    [TestCase("X 5 C flush", "A line starts with none of V, A, D, #, E, S, I.")]
    public void A_line_that_cannot_be_read_is_named_with_one_sentence(string line, string sentence) => Assert.That(
        () => ConversationParser.Parse("t", ["V host=C", line]),
        Throws.TypeOf<FormatException>().With.Message.EqualTo($"t:2: {sentence} In: {line}"));

    [TestCase("text=hello seed=3", "The payload is given twice, and differently.")]
    [TestCase("text=hello hex=00", "The payload is given twice, and differently.")]
    [TestCase("len=4 text=hello", "len=4, and the payload has 5 bytes.")]
    public void A_payload_that_cannot_be_sent_is_named_with_its_line(string fields, string sentence)
    {
        IReadOnlyList<Difference> differences = ConversationReplay.Run(
            ConversationParser.Parse("t", ["V host=C", "V host=S", "A 5 C send peer=0 ch=0 flags=1 " + fields]), new ReplayOptions(NativeQuirks.All));
        Assert.That(differences, Has.Count.EqualTo(1));
        Assert.That(differences[0].ToString(), Does.StartWith($"t:3 t=5: the call is not understood: {sentence}"));
    }
}
