using System;

namespace ManagedENet.Interop.Processes;

/// <summary>Wrong command lines of the interop peer.</summary>
[TestFixture]
internal sealed class CommandLineTests
{
    [TestCase("server --no-such-option")]
    [TestCase("client --port")]
    [TestCase("client --port seven")]
    [TestCase("client --flags reliable,telepathic")]
    [TestCase("client --sizes 8,x")]
    [TestCase("probe")]
    [TestCase("probe 70000")]
    [TestCase("probe 7777 --send 0:1:xyz")]
    [TestCase("no-such-subcommand")]
    [TestCase("")]
    public void A_wrong_command_line_is_answered_with_one_line_and_a_status(string arguments)
    {
        using ChildProcess program = Programs.StartManaged(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        int status = program.AwaitExit(Programs.Patience);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(status, Is.Not.Zero);
            Assert.That(program.Lines, Is.Empty);
            Assert.That(program.Errors.TrimEnd().Split('\n'), Has.Length.EqualTo(1));
            Assert.That(program.Errors, Is.Not.Empty);
        }
    }
}
