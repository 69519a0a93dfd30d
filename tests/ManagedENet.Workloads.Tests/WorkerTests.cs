using System;
using System.Linq;
using ManagedENet.Workloads.Sessions;

namespace ManagedENet.Workloads.Tests;

/// <summary>The managed side of each workload, small: it says that it is ready, and answers each line with what it measured.</summary>
[TestFixture]
[CancelAfter(120_000)]
internal sealed class WorkerTests
{
    private static readonly string[] ReadyAndTwoResults = ["ready", "result", "result"];

    [TestCase("stream kind=reliable size=32 messages=600", 600)]
    [TestCase("stream kind=reliable size=32 messages=600 face=poll", 600)]
    [TestCase("stream kind=reliable size=1048576 window=2 messages=2", 2)]
    [TestCase("stream kind=reliable size=200 messages=600 checksum=1", 600)]
    [TestCase("stream kind=reliable size=200 messages=600 compress=1", 600)]
    [TestCase("echo mode=spin rounds=20", 20)]
    [TestCase("echo mode=block rounds=20", 20)]
    [TestCase("connect slots=8 rounds=3", 3)]
    [TestCase("peers count=12 ticks=5", 5)]
    [TestCase("backlog messages=300", 900)]
    [TestCase("crc size=1200 rounds=10", 10)]
    [TestCase("range size=1200 rounds=3", 3)]
    [TestCase("server peers=4 rate=0 seconds=0 drive=1", 0)]
    public void A_worker_does_all_its_work_in_each_run(string workload, int messages)
    {
        foreach (Sample sample in RunTwice(workload)) Assert.That(sample["messages"], Is.EqualTo(messages));
    }

    [TestCase("unreliable")]
    [TestCase("unsequenced")]
    public void Of_what_may_be_lost_a_worker_counts_what_came(string kind)
    {
        foreach (Sample sample in RunTwice($"stream kind={kind} size=32 messages=300"))
        {
            Assert.That(sample["messages"], Is.InRange(1, 300));
            Assert.That(sample["sent"], Is.EqualTo(300));
            Assert.That(sample["bytes"], Is.EqualTo(32 * sample["messages"]));
        }
    }

    [Test]
    public void The_transport_of_Linux_is_measured_where_there_is_one()
    {
        if (!OperatingSystem.IsLinux()) Assert.Ignore("it works on Linux only");
        foreach (Sample sample in RunTwice("stream kind=reliable size=32 messages=600 transport=linux")) Assert.That(sample["messages"], Is.EqualTo(600));
    }

    [Test]
    public void A_source_and_a_sink_in_two_processes_do_all_their_work_and_both_count()
    {
        using var session = new AcrossSession(new WorkerLauncher(native: null), Engine.Socket, Engine.Socket, new WorkloadArguments("sink size=32 window=256 messages=640"));
        foreach (Sample sample in new[] { session.Run(), session.Run() })
        {
            Assert.That(sample["messages"], Is.EqualTo(640));
            Assert.That(sample["source"], Is.Positive);
            Assert.That(sample["sink"], Is.Positive);
            Assert.That(sample["cpu"], Is.EqualTo(sample["source"] + sample["sink"]));
        }
    }

    private static Sample[] RunTwice(string workload)
    {
        WorkloadsRun run = WorkloadsRun.With("run\nrun\n", ["worker", .. workload.Split(' ')]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.OutputLines.Select(line => line.Split(' ')[0]), Is.EqualTo(ReadyAndTwoResults), run.Output);
        return run.OutputLines.Skip(1).Select(line => Sample.TryParse(line)!).ToArray();
    }
}
