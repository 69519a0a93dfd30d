using System;
using System.Linq;
using ManagedENet.Tool.CommandLine;
using ManagedENet.Worker;

namespace ManagedENet.Workloads.Tests;

[TestFixture]
internal sealed class ArgumentErrorTests
{
    [TestCase("foo", "'foo'")]
    [TestCase("--nope", "'--nope'")]
    [TestCase("[suggest]", "'[suggest]'")]
    [TestCase("@file", "'@file'")]
    [TestCase("--workload", "--workload")]
    [TestCase("--workload nothing", "--workload is one of reliable-8, ")]
    [TestCase("--workload crc nothing", "not 'nothing'")]
    [TestCase("--repeats 0", "--repeats takes a whole number between 1 and 1000, not '0'")]
    [TestCase("--repeats many", "not 'many'")]
    [TestCase("--repeats 1 --repeats 2", "--repeats")]
    [TestCase("--json", "--json")]
    [TestCase("--json /nowhere/at/all.json", "--json takes a file in a folder that exists, not '/nowhere/at/all.json'")]
    [TestCase("--svg .", "--svg takes a file in a folder that exists, not '.'")]
    [TestCase("worker", "'worker'")]
    public void Wrong_arguments_get_one_line_that_says_what_is_wrong(string line, string mentions)
    {
        WorkloadsRun run = WorkloadsRun.Of(line.Split(' '));
        AssertOneLine(run, ExitCode.WrongArguments, mentions);
    }

    [TestCase("--workload")]
    [TestCase("--json")]
    [TestCase("--svg")]
    public void An_empty_value_is_refused_and_not_taken_for_any_value(string option) =>
        AssertOneLine(WorkloadsRun.Of(option, string.Empty), ExitCode.WrongArguments, "not ''");

    [TestCase("", "which workload?")]
    [TestCase("juggle", "there is no workload 'juggle'")]
    [TestCase("crc size", "'size' is not KEY=VALUE")]
    [TestCase("crc size=large", "size takes a whole number, not 'large'")]
    [TestCase("server drive=fast", "drive takes a whole number, not 'fast'")]
    [TestCase("stream kind=sure", "kind is reliable, unreliable or unsequenced")]
    [TestCase("stream kind=unsequenced transport=litenetlib", "kind is reliable or unreliable for LiteNetLib")]
    [TestCase("peers transport=litenetlib", "LiteNetLib has no workload 'peers'")]
    public void A_worker_that_does_not_understand_says_so_in_one_line(string line, string mentions) =>
        AssertOneLine(WorkloadsRun.OfWorker(string.Empty, line.Split(' ', StringSplitOptions.RemoveEmptyEntries)), ExitCode.Failed, mentions, WorkerProgram.Name);

    [Test]
    public void A_folder_without_workers_is_refused_before_anything_is_measured() => AssertOneLine(WorkloadsRun.Of("--workload", "crc", "--workers", "."), ExitCode.Failed, "there are no workers in .");

    [TestCase("--help")]
    [TestCase("--version")]
    public void Help_and_version_are_no_errors(string option)
    {
        WorkloadsRun run = WorkloadsRun.Of(option);
        Assert.That(run.ExitCode, Is.Zero);
        Assert.That(run.Output, Is.Not.Empty);
        Assert.That(run.Error, Is.Empty);
    }

    private static void AssertOneLine(WorkloadsRun run, int exitCode, string mentions, string program = WorkloadsCommand.Name)
    {
        Assert.That(run.ExitCode, Is.EqualTo(exitCode));
        Assert.That(run.Output, Is.Empty);
        Assert.That(run.ErrorLines, Has.Length.EqualTo(1));
        Assert.That(run.ErrorLines.Single(), Does.StartWith($"{program}: ").And.Contain(mentions));
    }
}
