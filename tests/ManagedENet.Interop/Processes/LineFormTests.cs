using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace ManagedENet.Interop.Processes;

/// <summary>Whoever reads the lines of the scripts must be able to read ours: the same events, the same values in the same order, the same spelling.</summary>
[TestFixture]
internal sealed partial class LineFormTests
{
    private static readonly string[] ClientArguments = ["--flags", "unreliable,reliable", "--sizes", "8,100", "--big", "1400", "--count", "2", "--data", "9"];

    [Test]
    public void Our_lines_have_the_form_of_the_scripts_lines()
    {
        using EchoRun native = EchoRun.Start(Direction.ManagedServerPyenetClient, ["--data-log", "4"], ClientArguments);
        int nativeClient = native.AwaitClient();
        int managedServer = native.AwaitServer();
        using EchoRun managed = EchoRun.Start(Direction.PyenetServerManagedClient, ["--data-log", "4"], ClientArguments);
        int managedClient = managed.AwaitClient();
        int nativeServer = managed.AwaitServer();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(managedClient, Is.EqualTo(nativeClient));
            Assert.That(managedServer, Is.EqualTo(nativeServer));
            Assert.That(Forms(managed.Client), Is.EqualTo(Forms(native.Client)));
            Assert.That(Forms(native.Server), Is.EqualTo(Forms(managed.Server)));
        }
    }

    [Test]
    public void A_client_without_a_server_ends_with_status_3_as_the_script_does()
    {
        Programs.RequirePyenet();
        string[] arguments = ["--port", $"{Programs.TakeFreePort()}", "--deadline", "0.3"];
        using ChildProcess native = Programs.StartPyenet("echo_client.py", arguments);
        using ChildProcess managed = Programs.StartManaged(["client", .. arguments]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(native.AwaitExit(Programs.Patience), Is.EqualTo(3), native.Transcript);
            Assert.That(managed.AwaitExit(Programs.Patience), Is.EqualTo(3), managed.Transcript);
            Assert.That(Forms(managed), Is.EqualTo(Forms(native)));
        }
    }

    [Test]
    public void A_server_without_clients_ends_with_status_2_as_the_script_does()
    {
        Programs.RequirePyenet();
        using ChildProcess native = Programs.StartPyenetServer(out _, "--deadline", "0.3");
        using ChildProcess managed = Programs.StartManagedServer(out _, "--deadline", "0.3");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(native.AwaitExit(Programs.Patience), Is.EqualTo(2), native.Transcript);
            Assert.That(managed.AwaitExit(Programs.Patience), Is.EqualTo(2), managed.Transcript);
            Assert.That(Forms(managed), Is.EqualTo(Forms(native)));
        }
    }

    /// <summary>
    /// The lines with every number that a run decides replaced by a hash sign. Of lines that are the same then, one after the other, a run decides how many there are:
    /// what is lost is sent again.
    /// </summary>
    private static IEnumerable<string> Forms(ChildProcess program)
    {
        string? last = null;
        foreach (string form in program.Lines.Select(line => Numbers().Replace(line, "#")))
        {
            if (form != last) yield return form;
            last = form;
        }
    }

    [GeneratedRegex(@"(?<=: (""127\.0\.0\.1:)?)[0-9]+(\.[0-9]+)?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Numbers();
}
