using System.Linq;
using System.Text.Json;
using ManagedENet.Tool.CommandLine;

namespace ManagedENet.Tool.Tests.Demo;

/// <summary>The demonstration, small, over real loopback sockets.</summary>
[TestFixture]
[CancelAfter(170_000)]
internal sealed class DemoCommandTests
{
    [Test]
    public void A_small_demonstration_reaches_its_goals_and_says_so()
    {
        ToolRun run = ToolRun.Of("demo", "--clients", "3", "--messages", "40", "--time-limit", "120", "--seed", "7");
        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(run.Output, Does.Contain("connections: 3 made of 3 asked for, 0 broken, 3 ended"));
        Assert.That(run.Output, Does.Contain("reliable fragments 60 kB").And.Contain("unsequenced"));
        Assert.That(run.Output, Does.Match(@"success +\d+\.\d\d %.*goal 99\.50 %: reached"));
        Assert.That(run.Output, Does.Match(@"recovery +\d+\.\d\d %.*goal 95\.00 %: reached"));
        Assert.That(run.Error, Is.Empty);
    }

    [TestCase("--checksum")]
    [TestCase("--compress")]
    [TestCase("--checksum --compress")]
    public void Checksum_and_compression_change_nothing_of_it(string options)
        => AssertGood(["demo", "--clients", "2", "--messages", "30", "--time-limit", "120", "--json", .. options.Split(' ')]);

    [Test]
    public void A_perfect_network_has_nothing_to_heal()
    {
        JsonElement root = AssertGood(["demo", "--clients", "2", "--messages", "30", "--loss", "0", "--reorder", "0", "--duplicate", "0", "--delay", "0", "--jitter", "0", "--time-limit", "120", "--json"]);
        Assert.That(root.GetProperty("network").GetProperty("lost").GetInt64(), Is.Zero);
        Assert.That(root.GetProperty("recovery").GetProperty("percent").GetDouble(), Is.EqualTo(100));
        Assert.That(root.GetProperty("success").GetProperty("percent").GetDouble(), Is.EqualTo(100));
    }

    [Test]
    public void Reliable_packets_all_arrive_in_order_through_a_bad_network()
    {
        JsonElement root = AssertGood(["demo", "--clients", "2", "--messages", "60", "--loss", "8", "--reorder", "10", "--duplicate", "10", "--time-limit", "120", "--json"]);
        foreach (JsonElement way in root.GetProperty("ways").EnumerateArray().Where(w => w.GetProperty("name").GetString()!.StartsWith("reliable", System.StringComparison.Ordinal)))
        {
            Assert.That(way.GetProperty("delivered").GetInt32(), Is.EqualTo(way.GetProperty("planned").GetInt32()));
            Assert.That(way.GetProperty("inOrder").GetInt32(), Is.EqualTo(way.GetProperty("planned").GetInt32()));
        }

        Assert.That(root.GetProperty("network").GetProperty("lost").GetInt64(), Is.GreaterThan(20));
        Assert.That(root.GetProperty("network").GetProperty("retransmissions").GetInt64(), Is.GreaterThan(0));
    }

    [Test]
    public void When_nothing_arrives_the_goals_are_missed_and_the_exit_code_says_so()
    {
        ToolRun run = ToolRun.Of("demo", "--clients", "2", "--messages", "10", "--loss", "100", "--time-limit", "2");
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Failed));
        Assert.That(run.Output, Does.Contain("connections: 0 made of 2 asked for"));
        Assert.That(run.Output, Does.Match(@"success +0\.00 %.*MISSED"));
    }

    private static JsonElement AssertGood(string[] arguments)
    {
        ToolRun run = ToolRun.Of(arguments);
        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        JsonElement root = JsonDocument.Parse(run.Output).RootElement;
        Assert.That(root.GetProperty("ok").GetBoolean(), Is.True);
        return root;
    }
}
