using System.Collections.Generic;
using System.IO;
using System.Linq;
using ManagedENet.Tests.Support;

namespace ManagedENet.Samples.Tests;

/// <summary>The page of the samples shows all of them.</summary>
[TestFixture]
public sealed class ReadmeTests
{
    private static IEnumerable<string> Samples => Directory.GetDirectories(Repository.Combine("samples")).Select(folder => Path.GetFileName(folder)!).Where(name => name != "Shared");

    [TestCaseSource(nameof(Samples))]
    public void A_sample_stands_in_the_table(string sample) => Assert.That(SampleReadme.Text, Does.Contain($"| [{sample}]({sample}) |"));

    [Test]
    public void Every_program_has_a_line_that_starts_it()
    {
        string[] programs = [.. Samples.Where(sample => File.Exists(Repository.Combine("samples", sample, "Program.cs")))];
        Assert.That(programs.Where(program => !SampleReadme.Lines.Any(line => line.Contains($"--project samples/{program} ", System.StringComparison.Ordinal))), Is.Empty);
        Assert.That(programs, Has.Length.GreaterThanOrEqualTo(7));
    }
}
