using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using ManagedENet.Tool.CommandLine;
using ManagedENet.Tool.Serve;

namespace ManagedENet.Tool.Tests.Connect;

/// <summary><c>enet serve</c> and <c>enet connect</c> against each other, over loopback.</summary>
[TestFixture]
[CancelAfter(170_000)]
internal sealed class ConnectTests
{
    [TestCase("reliable", 32)]
    [TestCase("reliable", 60_000)]
    [TestCase("unreliable", 32)]
    [TestCase("unsequenced", 4)]
    [TestCase("fragment", 5_000)]
    public void A_measured_run_brings_everything_back(string mode, int size)
    {
        using RunningEchoServer server = RunningEchoServer.Start();
        ToolRun run = ToolRun.Of("connect", $"127.0.0.1:{server.Port}", "--count", "40", "--interval", "1", "--mode", mode, "--size", Text(size), "--channel", "3");
        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(run.Output, Does.Contain(mode).And.Contain("p99"));

        // What is not reliable may be lost, also here: ENet thins it out when the round trip grows, as it does on a busy machine.
        Assert.That(run.Output, Does.Match(mode == "reliable" ? "good: 40 of 40 came back" : "good: [1-9][0-9]* of 40 came back"));
        Assert.That(run.Error, Is.Empty);
    }

    [Test]
    public void The_result_as_JSON_is_one_object_and_nothing_else()
    {
        using RunningEchoServer server = RunningEchoServer.Start();
        ToolRun run = ToolRun.Of("connect", $"127.0.0.1:{server.Port}", "--count", "25", "--interval", "0", "--json");
        using JsonDocument json = JsonDocument.Parse(run.Output);
        JsonElement root = json.RootElement;
        Assert.That(run.ExitCode, Is.Zero);
        Assert.That(root.GetProperty("ok").GetBoolean(), Is.True);
        Assert.That(root.GetProperty("returned").GetInt32(), Is.EqualTo(25));
        JsonElement times = root.GetProperty("roundTripMs");
        double[] ordered = [times.GetProperty("min").GetDouble(), times.GetProperty("p50").GetDouble(), times.GetProperty("p90").GetDouble(), times.GetProperty("p99").GetDouble(), times.GetProperty("max").GetDouble()];
        Assert.That(ordered, Is.Ordered);
        Assert.That(ordered[0], Is.GreaterThan(0));
    }

    [Test]
    public void Typed_lines_come_back_in_order()
    {
        using RunningEchoServer server = RunningEchoServer.Start();
        ToolRun run = ToolRun.With("hello\n\nwörld\n", "connect", $"127.0.0.1:{server.Port}");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Match(@"connected to 127\.0\.0\.1:\d+.*\n< hello  \(.* ms\)\n<   \(.* ms\)\n< wörld  \(.* ms\)\n"));
    }

    [Test]
    public void An_IPv6_address_in_brackets_connects()
    {
        if (!Socket.OSSupportsIPv6) Assert.Ignore("this machine has no IPv6");
        using RunningEchoServer server = RunningEchoServer.Start(new ServeSettings { EndPoint = new IPEndPoint(IPAddress.IPv6Loopback, 0) });
        ToolRun run = ToolRun.Of("connect", $"[::1]:{server.Port}", "--count", "5", "--interval", "0");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
    }

    [Test]
    public void Checksum_and_compression_work_when_both_ends_use_them()
    {
        using RunningEchoServer server = RunningEchoServer.Start(new ServeSettings { EndPoint = new IPEndPoint(IPAddress.Loopback, 0), Checksum = true, Compress = true });
        ToolRun run = ToolRun.Of("connect", $"127.0.0.1:{server.Port}", "--count", "10", "--interval", "0", "--size", "5000", "--checksum", "--compress");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
    }

    [Test]
    public void A_server_says_which_checksum_its_client_has()
    {
        using RunningEchoServer server = RunningEchoServer.Start();

        // CONNECT is sent at 0, 0.5 and 1.5 s, and once more; three of them are no accident any more.
        ToolRun.Of("connect", $"127.0.0.1:{server.Port}", "--count", "1", "--checksum", "--timeout", "5");
        server.Stop();
        Assert.That(server.Error, Does.StartWith("enet: note: 3 datagrams from 127.0.0.1:").And.Contain("carry a CRC-32 checksum"));
        Assert.That(server.Error.Split('\n', System.StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(1));
    }

    [Test]
    public void A_checksum_on_one_end_only_is_no_connection()
    {
        using RunningEchoServer server = RunningEchoServer.Start();
        ToolRun run = ToolRun.Of("connect", $"127.0.0.1:{server.Port}", "--count", "1", "--checksum", "--timeout", "0.3");
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Failed));
        Assert.That(run.ErrorLines, Has.Length.EqualTo(1));
        Assert.That(run.Error, Does.Contain("no connection").And.Contain("--checksum"));
    }

    [Test]
    public void A_channel_that_the_host_does_not_have_is_named()
    {
        using RunningEchoServer server = RunningEchoServer.Start(new ServeSettings { EndPoint = new IPEndPoint(IPAddress.Loopback, 0), Channels = 2 });
        ToolRun run = ToolRun.Of("connect", $"127.0.0.1:{server.Port}", "--count", "1", "--channel", "2");
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Failed));
        Assert.That(run.ErrorLines, Has.Length.EqualTo(1));
        Assert.That(run.Error, Does.Contain("2 channels").And.Contain("channel 2"));
    }

    [Test]
    public void Nobody_there_is_one_line_and_as_JSON_an_object_that_says_so()
    {
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        string target = silent.LocalEndPoint!.ToString()!;
        ToolRun run = ToolRun.Of("connect", target, "--count", "3", "--timeout", "0.2", "--json");
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Failed));
        Assert.That(run.ErrorLines, Has.Length.EqualTo(1));
        using JsonDocument json = JsonDocument.Parse(run.Output);
        Assert.That(json.RootElement.GetProperty("connected").GetBoolean(), Is.False);
    }

    [Test]
    public void A_server_counts_its_echoes_and_ends_well()
    {
        using RunningEchoServer server = RunningEchoServer.Start();
        ToolRun.Of("connect", $"127.0.0.1:{server.Port}", "--count", "12", "--interval", "0");
        Assert.That(server.Stop(), Is.Zero);
        Assert.That(server.Output, Does.Contain("12 echoes"));
    }

    [Test]
    public void A_server_with_a_time_ends_by_itself()
    {
        ToolRun run = ToolRun.Of("serve", "--host", "127.0.0.1", "--port", "0", "--seconds", "1");
        Assert.That(run.ExitCode, Is.Zero);
        Assert.That(run.Output, Does.Contain("listening on 127.0.0.1:").And.Contain("ended after 1"));
    }

    [Test]
    public void A_port_that_is_taken_is_one_line()
    {
        using RunningEchoServer server = RunningEchoServer.Start();
        ToolRun run = ToolRun.Of("serve", "--host", "127.0.0.1", "--port", Text(server.Port), "--seconds", "1");
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Failed));
        Assert.That(run.ErrorLines, Has.Length.EqualTo(1));
        Assert.That(run.Error, Does.Contain($"cannot listen on 127.0.0.1:{server.Port}"));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
