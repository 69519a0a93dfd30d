using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using ManagedENet.Godot.Diagnostics;
using ManagedENet.Godot.Tests.Support;
using ManagedENet.Interop.Processes;

namespace ManagedENet.Godot.Tests.Live;

/// <summary>The interop peer's <c>godot</c> subcommand, and our peer, against the script that speaks Godot 3 over native ENet.</summary>
[TestFixture]
public sealed partial class PyenetTests : LiveFixture
{
    [SetUp]
    public void RequirePyenet() => GodotPrograms.RequirePyenet();

    [TestCase("")]
    [TestCase("--compress")]
    public void Our_program_joins_the_script(string options)
    {
        string port = $"{GodotPrograms.TakeFreePort()}";
        ChildProcess server = Keep(GodotPrograms.StartPyenet(["server", "--port", port, .. Split(options)]));
        server.AwaitLine("ready", GodotPrograms.Patience);
        ChildProcess client = Keep(GodotPrograms.StartInteropPeer(["client", "--port", port, .. Split(options)]));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(client.AwaitExit(GodotPrograms.Patience), Is.Zero, client.Transcript);
            Assert.That(server.AwaitExit(GodotPrograms.Patience), Is.Zero, server.Transcript);
            Assert.That(client.Transcript, Does.Contain("\"msg\": [0, 777]").And.Contain("\"msg\": [1, 777]"));
        }
    }

    [TestCase("")]
    [TestCase("--compress")]
    public void The_script_joins_our_program(string options)
    {
        ChildProcess server = Keep(GodotPrograms.StartInteropPeer(["server", "--port", "0", .. Split(options)]));
        int port = JsonLine.Parse(server.AwaitLine("ready", GodotPrograms.Patience)).Int("port");
        ChildProcess client = Keep(GodotPrograms.StartPyenet(["client", "--port", $"{port}", .. Split(options)]));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(client.AwaitExit(GodotPrograms.Patience), Is.Zero, client.Transcript);
            Assert.That(server.AwaitExit(GodotPrograms.Patience), Is.Zero, server.Transcript);
        }
    }

    [Test]
    public void Our_lines_have_the_form_of_the_scripts_lines()
    {
        string port = $"{GodotPrograms.TakeFreePort()}";
        ChildProcess nativeServer = Keep(GodotPrograms.StartPyenet("server", "--port", port));
        nativeServer.AwaitLine("ready", GodotPrograms.Patience);
        ChildProcess ourClient = Keep(GodotPrograms.StartInteropPeer("client", "--port", port));
        ourClient.AwaitExit(GodotPrograms.Patience);
        nativeServer.AwaitExit(GodotPrograms.Patience);
        ChildProcess ourServer = Keep(GodotPrograms.StartInteropPeer("server", "--port", port));
        ourServer.AwaitLine("ready", GodotPrograms.Patience);
        ChildProcess nativeClient = Keep(GodotPrograms.StartPyenet("client", "--port", port));
        nativeClient.AwaitExit(GodotPrograms.Patience);
        ourServer.AwaitExit(GodotPrograms.Patience);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Forms(ourClient), Is.EqualTo(Forms(nativeClient)));
            Assert.That(Forms(ourServer), Is.EqualTo(Forms(nativeServer)));
        }
    }

    [Test]
    public void Our_server_drops_the_scripts_forged_source()
    {
        GodotMultiplayerPeer server = StartServer(out int port, Options());
        Log log = Log.Of(server);
        var traffic = new RawTraffic(server);
        ChildProcess client = Keep(GodotPrograms.StartPyenet("client", "--port", $"{port}", "--fake-source", "--count", "1", "--id", "4242"));
        PumpUntil(traffic.Poll, () => log.Lines.Count == 2, "client that comes and goes", client);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(client.AwaitExit(GodotPrograms.Patience), Is.Zero, client.Transcript);
            Assert.That(log.ToString(), Is.EqualTo("+4242 -4242"));
            Assert.That(server.Drops[GodotDropReason.ForgedSource], Is.EqualTo(1));
            Assert.That(traffic.Seen["m2/ch1"], Is.EqualTo(5), "the forged one is not among them");
        }
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(-5)]
    public void Our_server_refuses_the_scripts_impossible_id(int id)
    {
        GodotMultiplayerPeer server = StartServer(out int port, Options());
        Log log = Log.Of(server);
        ChildProcess client = Keep(GodotPrograms.StartPyenet("client", "--port", $"{port}", "--count", "1", $"--id={id & 0xFFFF_FFFFL}"));
        PumpUntil(server.Poll, () => server.Drops[GodotDropReason.InvalidPeerId] > 0, "refusal", client);
        Assert.That(log.ToString(), Is.Empty);
        Assert.That(server.Peers, Is.Empty);
    }

    [Test]
    public void Our_server_refuses_the_scripts_id_when_it_is_taken()
    {
        GodotMultiplayerPeer server = StartServer(out int port, Options());
        Log log = Log.Of(server);
        GodotMultiplayerPeer first = StartClient(port, Options(id: 4242));
        PumpUntil(Poll, () => first.ConnectionStatus == GodotConnectionStatus.Connected && log.Lines.Count == 1, "first client");
        ChildProcess client = Keep(GodotPrograms.StartPyenet("client", "--port", $"{port}", "--count", "1", "--id", "4242"));
        PumpUntil(Poll, () => server.Drops[GodotDropReason.TakenPeerId] > 0, "refusal", client);
        Assert.That(log.ToString(), Is.EqualTo("+4242"), "the first one stays");
        Assert.That(first.ConnectionStatus, Is.EqualTo(GodotConnectionStatus.Connected));

        void Poll(TimeSpan wait)
        {
            first.Poll();
            server.Poll(wait);
        }
    }

    /// <summary>What happened, and the names of the values that tell of it.</summary>
    private static IEnumerable<string> Forms(ChildProcess program) =>
        program.Lines.Where(line => line.StartsWith('{')).Select(line => Numbers().Replace(line, "#")).Where(line => !line.Contains("sysmsg\", \"t", StringComparison.Ordinal));

    private static string[] Split(string options) => options.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"(?<=: |\\"":|, |\[)[0-9]+(\.[0-9]+)?|\[\[.*\]\](?=, ""closed)|\[\](?=, ""closed)|(?<=tally"": "").*?(?="", ""sys)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Numbers();
}
