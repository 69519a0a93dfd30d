using ManagedENet.Worker;

namespace ManagedENet.Workloads.Tests;

[TestFixture]
internal sealed class SampleTests
{
    [Test]
    public void What_a_worker_writes_is_read_back()
    {
        var sample = new Sample { ["cpu"] = 1_500_000_000.25, ["messages"] = 3 };
        Assert.That(sample.ToLine(), Is.EqualTo("result cpu=1500000000.25 messages=3"));
        Assert.That(Sample.TryParse(sample.ToLine())!.Values, Is.EquivalentTo(sample.Values));
    }

    [TestCase("result cpu=12.5 wall=1e3", 12.5, 1000)]
    [TestCase("result  wall=0.001", 0, 0.001)]
    [TestCase("result", 0, 0)]
    public void Numbers_are_read_as_C_writes_them_and_what_is_missing_is_0(string line, double cpu, double wall)
    {
        Sample sample = Sample.TryParse(line)!;
        Assert.That(sample["cpu"], Is.EqualTo(cpu));
        Assert.That(sample["wall"], Is.EqualTo(wall));
    }

    [TestCase("")]
    [TestCase("ready port=7")]
    [TestCase("results cpu=1")]
    [TestCase("result cpu")]
    [TestCase("result =1")]
    [TestCase("result cpu=much")]
    public void Another_line_is_no_result(string line) => Assert.That(Sample.TryParse(line), Is.Null);

    [Test]
    public void Arguments_of_a_quick_look_take_the_place_of_those_of_the_same_name()
    {
        var bench = new BenchCase("name", "title", "stream kind=reliable messages=1000000", []) { QuickArguments = "messages=50" };
        Assert.That(bench.ArgumentsFor(isQuick: false).ToString(), Is.EqualTo("stream kind=reliable messages=1000000"));
        Assert.That(bench.ArgumentsFor(isQuick: true).ToString(), Is.EqualTo("stream kind=reliable messages=50"));
    }
}
