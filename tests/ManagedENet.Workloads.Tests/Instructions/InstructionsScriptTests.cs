using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;

namespace ManagedENet.Workloads.Tests.Instructions;

/// <summary><c>benchmarks/instructions.sh</c> with a made-up compiler and counter: what it compares with what, and what it answers.</summary>
[TestFixture]
[CancelAfter(120_000)]
internal sealed class InstructionsScriptTests
{
    // What the made-up compiler says it is.
    private const string Runtime = "10.0.12";
    private const string OtherRuntime = "10.0.3";

    private MadeUpRepository _repository = null!;

    [SetUp]
    public void SetUp()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64) Assert.Ignore("the record is for Linux on x64");
        if (!Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "git")))) Assert.Ignore("there is no git");
        _repository = new MadeUpRepository();
        _repository.Cost("900");
        _repository.Commit("before the record");
    }

    [TearDown]
    public void TearDown() => _repository?.Dispose();

    [TestCase(1030, 0)]
    [TestCase(1031, 1)]
    public void On_the_runtime_of_the_record_its_figures_count(int cost, int exitCode)
    {
        _repository.Record(Runtime, cost: 1000);
        _repository.Commit("the record");
        AssertRun(exitCode, $"{cost} a message, 1000 recorded", cost);
    }

    [TestCase(2060, 0)]
    [TestCase(2061, 1)]
    public void On_another_runtime_the_commit_that_made_the_record_is_counted_however_far_back_it_is(int cost, int exitCode)
    {
        RecordElsewhere(costHere: 2000);
        _repository.Cost("2055");
        _repository.Commit("a little more");
        _repository.Commit("nothing");
        AssertRun(exitCode, $"{cost} a message, 2000 expected from that commit", cost);
    }

    [TestCase(927, 0)]
    [TestCase(928, 1)]
    public void Where_that_is_the_commit_to_be_judged_its_parent_is_counted(int cost, int exitCode)
    {
        _repository.Cost($"{cost}");
        _repository.Record(OtherRuntime, cost: 1000);
        _repository.Commit("the record and a change");
        AssertRun(exitCode, $"{cost} a message, 900 expected from that commit");
    }

    [TestCase(2266, 0)]
    [TestCase(2267, 1)]
    public void What_the_record_itself_went_up_by_is_allowed(int cost, int exitCode)
    {
        RecordElsewhere(costHere: 2000);
        _repository.Cost($"{cost}");
        _repository.Record(OtherRuntime, cost: 1100);
        _repository.Commit("worth ten percent");
        AssertRun(exitCode, $"{cost} a message, 2200 expected from that commit");
    }

    [TestCase(1)]
    [TestCase(0)]
    public void Without_an_earlier_commit_it_says_so_and_succeeds(int depth)
    {
        RecordElsewhere(costHere: 2000);
        (int exitCode, string said) = _repository.Run(depth == 0 ? _repository.CopyWithoutHistory() : _repository.CloneOf(depth));
        Assert.That(exitCode, Is.Zero);
        Assert.That(said, Does.Contain($"the record is of runtime {OtherRuntime} and this is {Runtime}, and there is no earlier commit to compare with"));
    }

    [Test]
    public void Of_a_history_that_is_cut_short_the_oldest_commit_is_counted()
    {
        RecordElsewhere(costHere: 2000);
        _repository.Cost("2050");
        _repository.Commit("the oldest of the clone");
        _repository.Cost("2061");
        _repository.Commit("too many since the record, and not since that one");
        (int exitCode, string said) = _repository.Run(_repository.CloneOf(depth: 2));
        Assert.That(exitCode, Is.Zero, said);
        Assert.That(said, Does.Contain("2061 a message, 2050 expected from that commit"));
    }

    [Test]
    public void A_commit_that_cannot_be_compiled_here_is_no_reproach_to_this_one()
    {
        RecordElsewhere(costHere: 2000);
        _repository.Cost("unknown");
        _repository.Record(OtherRuntime, cost: 1001);
        _repository.Commit("made with another compiler");
        (int exitCode, string said) = RunWithCost(2000);
        Assert.That(exitCode, Is.Zero, said);
        Assert.That(said, Does.Contain("(made with another compiler) cannot be compiled here"));
    }

    private void RecordElsewhere(int costHere)
    {
        _repository.Cost($"{costHere}");
        _repository.Record(OtherRuntime, cost: 1000);
        _repository.Commit("the record");
    }

    private (int ExitCode, string Said) RunWithCost(int cost)
    {
        _repository.Cost($"{cost}");
        return _repository.Run();
    }

    private void AssertRun(int exitCode, string mentions, int? cost = null)
    {
        (int actual, string said) = cost is { } changed ? RunWithCost(changed) : _repository.Run();
        Assert.That(said, Does.Contain($"reliable 32 B, {mentions}").And.Contain($"unreliable 32 B, {mentions}"));
        Assert.That(actual, Is.EqualTo(exitCode), said);
        Assert.That(_repository.Leftovers, Is.Empty);
    }
}
