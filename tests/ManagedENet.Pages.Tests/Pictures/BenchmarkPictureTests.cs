using System;
using System.IO;
using ManagedENet.Pages.Tests.Pages;

namespace ManagedENet.Pages.Tests.Pictures;

/// <summary>The picture of README.md shows the numbers of the committed run. With MANAGEDENET_ACCEPT_PICTURES=1 this test draws it anew.</summary>
[TestFixture]
internal sealed class BenchmarkPictureTests
{
    private const string AcceptVariable = "MANAGEDENET_ACCEPT_PICTURES";

    [Test]
    public void The_picture_of_the_benchmark_is_drawn_from_the_committed_numbers()
    {
        string path = Repository.PathOf("docs/images/benchmarks.svg");
        string drawn = BenchmarkPicture.Draw(File.ReadAllText(Repository.PathOf("benchmarks/results/bench-amd-epyc.json")));
        if (Environment.GetEnvironmentVariable(AcceptVariable) == "1") File.WriteAllText(path, drawn);
        Assert.That(path, Does.Exist);
        Assert.That(drawn == File.ReadAllText(path).ReplaceLineEndings("\n"), Is.True, $"docs/images/benchmarks.svg shows other numbers than benchmarks/results/bench-amd-epyc.json: run this test with {AcceptVariable}=1");
    }
}
