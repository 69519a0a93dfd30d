using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using ManagedENet.Tool.CommandLine;

namespace ManagedENet.Tool.Tests.Simulate;

/// <summary>The simulation through its command line: what goes in shows in what comes out, and nothing else does.</summary>
[TestFixture]
internal sealed class SimulateCommandTests
{
    private const string Short = "--duration 3 --loss 5";

    [Test]
    public void The_same_seed_gives_the_same_report()
    {
        foreach (string options in new[] { Short, $"{Short} --bulk 200000 --bandwidth 300 --jitter 20 --reorder 5 --clients 3", $"{Short} --mode unsequenced --outage-every 900" })
        {
            string once = Json(options).GetRawText() + Report(options);
            string again = Json(options).GetRawText() + Report(options);
            Assert.That(again, Is.EqualTo(once));
        }

        // How far it is, which goes before, is told by the clock on the wall.
        static string Report(string options)
        {
            string output = ToolRun.Of(Arguments(options)).Output;
            return output[output.IndexOf('╭', StringComparison.Ordinal)..];
        }
    }

    [TestCase("--seed 2")]
    [TestCase("--control cubic,native")]
    [TestCase("--clients 2")]
    [TestCase("--rate 30")]
    [TestCase("--size 400")]
    [TestCase("--channels 4")]
    [TestCase("--mode unreliable")]
    [TestCase("--mode unsequenced")]
    [TestCase("--bulk 50000")]
    [TestCase("--bulk-ahead 20", "--bulk 500000")]
    [TestCase("--frame 5")]
    [TestCase("--duration 2")]
    [TestCase("--delay 60")]
    [TestCase("--jitter 40")]
    [TestCase("--loss 15")]
    [TestCase("--reorder 30")]
    [TestCase("--outage-every 1000")]
    [TestCase("--bandwidth 8")]
    [TestCase("--path-mtu 200", "--size 300")]
    [TestCase("--queue 2", "--bandwidth 8 --mode unreliable --rate 200")]
    [TestCase("--outage-length 600", "--outage-every 1000")]
    public void Each_option_has_an_effect(string option, string with = "--size 100")
    {
        string before = Json($"{Short} {with}").GetProperty("controls").GetRawText();
        string given = option.StartsWith("--duration", StringComparison.Ordinal) || option.StartsWith("--loss", StringComparison.Ordinal) ? string.Empty : Short;
        string rest = option.StartsWith("--size", StringComparison.Ordinal) ? string.Empty : with;
        Assert.That(Json($"{given} {rest} {option}".Trim()).GetProperty("controls").GetRawText(), Is.Not.EqualTo(before));
    }

    [Test]
    public void A_perfect_path_delivers_everything_within_a_frame_of_its_delay()
    {
        JsonElement control = First("--duration 5 --loss 0 --jitter 0 --delay 40 --frame 10");
        Assert.That(Of(control, "messages", "delivered"), Is.EqualTo(Of(control, "messages", "planned")).And.EqualTo(300));
        Assert.That(Of(control, "latencyMs", "p50"), Is.InRange(40, 50));
        Assert.That(Of(control, "latencyMs", "max"), Is.InRange(40, 50));
        Assert.That(Of(control, "sentAgain", "count"), Is.Zero);
        Assert.That(Of(control, "wire", "lost"), Is.Zero);
        Assert.That(Of(control, "connections", "lost"), Is.Zero);
    }

    [Test]
    public void Reliable_messages_all_arrive_and_unreliable_ones_as_many_as_the_path_lets_through()
    {
        JsonElement reliable = First("--loss 20 --duration 10");
        Assert.That(Of(reliable, "messages", "deliveredPercent"), Is.EqualTo(100));
        Assert.That(Of(reliable, "sentAgain", "percent"), Is.GreaterThan(20));
        JsonElement unreliable = First("--loss 20 --duration 30 --rate 200 --mode unsequenced");
        Assert.That(Of(unreliable, "messages", "deliveredPercent"), Is.EqualTo(80).Within(3));
        Assert.That(Of(unreliable, "sentAgain", "count"), Is.Zero, "pings are no messages");
    }

    [Test]
    public void A_transfer_is_as_fast_as_the_line_and_all_clients_share_it()
    {
        Assert.That(Of(First("--loss 0 --bandwidth 200 --bulk 1000000 --rate 0 --clients 1"), "bulk", "kilobytesPerSecond"), Is.InRange(100, 200));
        JsonElement shared = First("--loss 0 --bandwidth 200 --bulk 500000 --rate 0 --clients 2");
        Assert.That(Of(shared, "bulk", "kilobytesPerSecond"), Is.InRange(100, 200));
        Assert.That(Of(shared, "bulk", "delivered"), Is.EqualTo(1_000_000));
    }

    [Test]
    public void Messages_wait_behind_what_a_transfer_is_given_ahead()
    {
        const string line = "--loss 0 --jitter 0 --bandwidth 500 --bulk 2000000 --control native";
        Assert.That(Of(First($"{line} --bulk-ahead 20"), "latencyMs", "p50"), Is.LessThan(150));
        Assert.That(Of(First($"{line} --bulk-ahead 1000"), "latencyMs", "p50"), Is.GreaterThan(1_000), "a megabyte at half of one a second");
    }

    [Test]
    public void What_the_packet_throttle_drops_is_told_apart_from_what_the_path_loses()
    {
        const string crowded = "--loss 0 --bandwidth 40 --queue 60 --rate 200 --size 400 --mode unreliable --control native";
        JsonElement control = First(crowded);
        double missing = Of(control, "messages", "planned") - Of(control, "messages", "delivered");
        Assert.That(Of(control, "messages", "throttled"), Is.GreaterThan(0).And.LessThanOrEqualTo(missing));
        Assert.That(ToolRun.Of(Arguments(crowded)).Output, Does.Contain("dropped by the packet throttle"));
    }

    [Test]
    public void A_narrow_path_swallows_what_is_too_long_and_nothing_else()
    {
        JsonElement wide = First("--loss 0 --duration 2 --size 400 --path-mtu 500");
        Assert.That((Of(wide, "wire", "lostAsTooLong"), Of(wide, "messages", "deliveredPercent")), Is.EqualTo((0d, 100d)));
        JsonElement narrow = First("--loss 0 --duration 2 --size 400 --path-mtu 300");
        Assert.That(Of(narrow, "wire", "lostAsTooLong"), Is.GreaterThan(100));
        Assert.That(Of(narrow, "messages", "delivered"), Is.Zero);
    }

    [Test]
    public void An_outage_shows_in_what_is_lost_and_in_the_slowest_messages()
    {
        JsonElement calm = First("--loss 0 --duration 10");
        JsonElement broken = First("--loss 0 --duration 10 --outage-every 2000 --outage-length 300");
        Assert.That(Of(broken, "wire", "lostInOutage"), Is.GreaterThan(20).And.EqualTo(Of(broken, "wire", "lost")));
        Assert.That(Of(broken, "latencyMs", "max"), Is.GreaterThan(Of(calm, "latencyMs", "max") + 150));
    }

    [Test]
    public void A_lost_connection_is_a_finding_and_no_failure()
    {
        string[] arguments = Arguments("--loss 100 --duration 15");
        ToolRun run = ToolRun.Of(arguments);
        Assert.That(run.ExitCode, Is.Zero);
        Assert.That(run.Output, Does.Match(@"native: connection lost: timeout after \d+\.\d s"));
        JsonElement connections = First("--loss 100 --duration 15").GetProperty("connections");
        Assert.That(connections.GetProperty("reason").GetString(), Is.EqualTo("timeout"));
        Assert.That(connections.GetProperty("lost").GetInt32(), Is.EqualTo(1));
    }

    [Test]
    public void Each_control_that_was_asked_for_has_its_line_in_that_order()
    {
        JsonElement all = Json("--duration 1 --control cubic,native");
        Assert.That(all.GetProperty("controls").EnumerateArray().Select(c => c.GetProperty("control").GetString()), Is.EqualTo(new[] { "cubic", "native" }));
        ToolRun run = ToolRun.Of(Arguments("--duration 1 --control cubic"));
        Assert.That(run.Output, Does.Contain("│ cubic").And.Contain("p99.9").And.Not.Contain("native"));
        Assert.That(run.Output, Does.StartWith("cubic: 1."), "how far it is comes first");
        Assert.That(run.Error, Is.Empty);
    }

    [Test]
    [CancelAfter(120_000)]
    public void Virtual_time_is_not_waited_for()
        => Assert.That(Of(First("--duration 1000 --rate 10"), "messages", "delivered"), Is.EqualTo(10_000));

    [Test]
    public void A_chart_that_cannot_be_written_gets_one_line()
    {
        ToolRun run = ToolRun.Of("simulate", "--duration", "0.1", "--svg", Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"), "chart.svg"));
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Failed));
        Assert.That(run.ErrorLines, Has.Length.EqualTo(1));
        Assert.That(run.Error, Does.StartWith("enet: cannot write "));
    }

    private static JsonElement First(string options) => Json(options).GetProperty("controls")[0];

    private static double Of(JsonElement control, string part, string value) => control.GetProperty(part).GetProperty(value).GetDouble();

    private static JsonElement Json(string options)
    {
        ToolRun run = ToolRun.Of([.. Arguments(options), "--json"]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Error, Is.Empty);
        return JsonDocument.Parse(run.Output).RootElement;
    }

    private static string[] Arguments(string options) => ["simulate", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
}
