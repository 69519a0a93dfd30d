using System;
using System.Linq;
using ManagedENet.Worker;
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
    [TestCase("stream kind=reliable size=32 messages=600 transport=litenetlib", 600)]
    [TestCase("stream kind=reliable size=1048576 window=2 messages=2 transport=litenetlib", 2)]
    [TestCase("echo mode=spin rounds=20 transport=litenetlib", 20)]
    [TestCase("echo mode=block rounds=20 transport=litenetlib", 20)]
    [TestCase("connect slots=8 rounds=3 transport=litenetlib", 3)]
    public void A_worker_does_all_its_work_in_each_run(string workload, int messages)
    {
        foreach (Sample sample in RunTwice(workload)) Assert.That(sample["messages"], Is.EqualTo(messages));
    }

    [TestCase("unreliable")]
    [TestCase("unsequenced")]
    [TestCase("unreliable transport=litenetlib")]
    public void Of_what_may_be_lost_a_worker_counts_what_came(string kind)
    {
        foreach (Sample sample in RunTwice($"stream kind={kind} size=32 messages=300"))
        {
            Assert.That(sample["messages"], Is.InRange(1, 300));
            Assert.That(sample["sent"], Is.EqualTo(300));
            Assert.That(sample["bytes"], Is.EqualTo(32 * sample["messages"]));
        }
    }

    [TestCase("messages=600")]
    [TestCase("messages=600 coalescing=0")]
    public void The_transport_of_Linux_is_measured_where_there_is_one(string arguments)
    {
        if (!OperatingSystem.IsLinux()) Assert.Ignore("it works on Linux only");
        foreach (Sample sample in RunTwice($"stream kind=reliable size=32 transport=linux {arguments}")) Assert.That(sample["messages"], Is.EqualTo(600));
    }

    [TestCase("socket", "size=32 window=256 messages=640", 640)]
    [TestCase("litenetlib", "size=32 window=256 messages=640", 640)]
    [TestCase("socket", "size=1048576 window=2 credit=1 messages=3", 3)]
    [TestCase("litenetlib", "size=1048576 window=2 credit=1 messages=3", 3)]
    public void A_source_and_a_sink_in_two_processes_do_all_their_work_and_both_count(string engine, string arguments, int messages)
    {
        using IDisposable session = Across(engine, arguments, out Sample[] samples);
        foreach (Sample sample in samples)
        {
            Assert.That(sample["messages"], Is.EqualTo(messages));
            Assert.That(sample["sent"], Is.EqualTo(messages));
            Assert.That(sample["source"], Is.Positive);
            Assert.That(sample["sink"], Is.Positive);
            Assert.That(sample["cpu"], Is.EqualTo(sample["source"] + sample["sink"]));
        }
    }

    [TestCase("socket")]
    [TestCase("litenetlib")]
    public void Unreliable_messages_at_a_rate_are_sent_for_the_time_that_was_asked_for_and_what_came_is_counted(string engine)
    {
        using IDisposable session = Across(engine, "size=32 rate=5000 ms=40", out Sample[] samples);
        foreach (Sample sample in samples) Assert.That(sample["sent"], Is.EqualTo(200));

        // What is late when the time is over belongs to the same run.
        Assert.That(samples.Sum(sample => sample["received"]), Is.InRange(1, 400));
        foreach (Sample sample in samples) Assert.That(sample["messages"], Is.InRange(1, sample["received"]));
    }

    [Test]
    public void A_native_end_and_a_managed_one_understand_each_other()
    {
        using NativeProgram? native = NativeProgram.TryBuild(out string whyNot);
        if (native is null) Assert.Ignore($"not built: {whyNot}");
        var launcher = new WorkerLauncher(native);
        foreach (string arguments in new[] { "sink size=32 messages=640", "sink size=32 rate=5000 ms=40", "sink size=1048576 window=2 credit=1 messages=3" })
        {
            foreach ((Engine source, Engine sink) in new[] { (Engine.Native, Engine.Socket), (Engine.Socket, Engine.Native) })
            {
                using var session = new AcrossSession(launcher, source, sink, new WorkloadArguments(arguments));
                Sample sample = session.Run();
                Assert.That(sample["messages"], Is.InRange(1, sample["sent"]), $"{source.Key} to {sink.Key}: {arguments}");
            }
        }
    }

    private static AcrossSession Across(string engine, string arguments, out Sample[] samples)
    {
        Engine both = Engine.All.Single(one => one.Key == engine);
        var session = new AcrossSession(new WorkerLauncher(Native: null), both, both, new WorkloadArguments($"sink {arguments}"));
        samples = [session.Run(), session.Run()];
        return session;
    }

    private static Sample[] RunTwice(string workload)
    {
        WorkloadsRun run = WorkloadsRun.OfWorker("run\nrun\n", workload.Split(' '));
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.OutputLines.Select(line => line.Split(' ')[0]), Is.EqualTo(ReadyAndTwoResults), run.Output);
        return run.OutputLines.Skip(1).Select(line => Sample.TryParse(line)!).ToArray();
    }
}
