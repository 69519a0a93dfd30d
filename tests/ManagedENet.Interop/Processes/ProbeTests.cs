using System;
using System.Collections.Generic;
using System.Linq;

namespace ManagedENet.Interop.Processes;

/// <summary>The lines of <c>probe</c> against the echo server on native ENet.</summary>
[TestFixture]
internal sealed class ProbeTests
{
    private const string Number = "[0-9]+";
    private readonly List<ChildProcess> _programs = [];

    [SetUp]
    public void RequirePyenet() => Programs.RequirePyenet();

    [TearDown]
    public void EndPrograms() => _programs.ForEach(program => program.Dispose());

    [Test]
    public void A_probe_prints_what_it_sent_and_what_came_back()
    {
        ChildProcess server = StartServer(out int port, "--in-bw", "400000", "--out-bw", "300000");
        ChildProcess probe = StartProbe(port, "--channels", "2", "--data", "99", "--send", "1:1:68656c6c6f00ff", "--send", "0:0:", "--send", "2:1:00", "--hex", "6", "--until", "2", "--ms", "100000", "--disconnect", "5");
        int status = probe.AwaitExit(Programs.Patience);
        int serverStatus = server.AwaitExit(Programs.Patience);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(status, Is.Zero, probe.Transcript);
            Assert.That(serverStatus, Is.Zero, server.Transcript);
            Assert.That(probe.Lines[0], Does.Match($"^CONNECT t={Number} channels=2 mtu=1392 window={Number} peer_in_bw=400000 peer_out_bw=300000 outgoing_peer_id=0 in_session=0 out_session=0 data=0$"));
            Assert.That(Line(probe, "SENT", 0), Does.Match($"^SENT t={Number} ch=1 flags=1 len=7 rc=0$"));
            Assert.That(Line(probe, "SENT", 1), Does.Match($"^SENT t={Number} ch=0 flags=0 len=0 rc=0$"));
            Assert.That(Line(probe, "SENT", 2), Does.Match($"^SENT t={Number} ch=2 flags=1 len=1 rc=-1$"));
            Assert.That(probe.Lines, Has.Some.Matches($"^RECV t={Number} ch=1 flags=1 len=7 hex=68656c6c6f00 text=hello\\.$"));
            Assert.That(probe.Lines, Has.Some.Matches($"^RECV t={Number} ch=0 flags=0 len=0 hex= text=$"));
            Assert.That(Line(probe, "DISCONNECT", 0), Does.Match($"^DISCONNECT t={Number} data=0 by=us$"));
            Assert.That(probe.Lines[^1], Does.Match($"^END t={Number} connected=1 kicked=0 sent_datagrams={Number} received_datagrams={Number} rtt={Number}$"));
            Assert.That(JsonLine.Of(server, "connect").Single().UInt("data"), Is.EqualTo(99));
            Assert.That(JsonLine.Of(server, "disconnect").Single().UInt("data"), Is.EqualTo(5));
        }
    }

    [TestCase("--range", "--compress")]
    [TestCase("--checksum", "--checksum")]
    public void A_probe_speaks_with(string probeOption, string serverOption)
    {
        StartServer(out int port, serverOption);
        ChildProcess probe = StartProbe(port, probeOption, "--send", "0:1:0102", "--until", "1", "--ms", "100000", "--disconnect", "0");
        int status = probe.AwaitExit(Programs.Patience);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(status, Is.Zero, probe.Transcript);
            Assert.That(probe.Lines, Has.Some.Matches($"^RECV t={Number} ch=0 flags=1 len=2 hex=0102 text=\\.\\.$"));
        }
    }

    [Test]
    public void A_probe_that_the_server_ends_says_so_and_has_status_4()
    {
        StartServer(out int port, "--kick-after", "1");
        ChildProcess probe = StartProbe(port, "--send", "0:1:00", "--ms", "100000");
        int status = probe.AwaitExit(Programs.Patience);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(status, Is.EqualTo(4), probe.Transcript);
            Assert.That(Line(probe, "DISCONNECT", 0), Does.Match($"^DISCONNECT t={Number} data=77 by=server$"));
            Assert.That(probe.Lines[^1], Does.Match($"^END t={Number} connected=1 kicked=1 "));
        }
    }

    [Test]
    public void A_probe_that_nobody_answers_has_status_3()
    {
        ChildProcess probe = StartProbe(Programs.TakeFreePort(), "--ms", "1000");
        int status = probe.AwaitExit(Programs.Patience);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(status, Is.EqualTo(3), probe.Transcript);
            Assert.That(probe.Lines.Single(), Does.Match($"^END t={Number} connected=0 kicked=0 sent_datagrams=[1-9] received_datagrams=0 rtt={Number}$"));
        }
    }

    private static string Line(ChildProcess program, string word, int index) =>
        program.Lines.Where(line => line.StartsWith(word, StringComparison.Ordinal)).ElementAtOrDefault(index) ?? $"(no line {word} number {index})";

    private ChildProcess StartServer(out int port, params string[] arguments) => Keep(Programs.StartPyenetServer(out port, arguments));

    private ChildProcess StartProbe(int port, params string[] arguments) => Keep(Programs.StartManaged(["probe", $"{port}", .. arguments]));

    private ChildProcess Keep(ChildProcess program)
    {
        _programs.Add(program);
        return program;
    }
}
