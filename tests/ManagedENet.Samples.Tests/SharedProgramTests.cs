using System;
using System.IO;
using System.Linq;
using ManagedENet.Interop.Processes;
using ManagedENet.Tests.Support;

namespace ManagedENet.Samples.Tests;

/// <summary>The library of the samples that client, server and Unity share.</summary>
[TestFixture]
public sealed class SharedProgramTests : SampleFixture
{
    [TestCase("net10.0", ".NETCoreApp,Version=v10.0", ".NETCoreApp,Version=v10.0")]
    [TestCase("net8.0", ".NETStandard,Version=v2.1", ".NETCoreApp,Version=v8.0")]
    public void A_library_that_sets_options_runs_beside_the_build_of_ManagedENet_that_the_program_has(string framework, string libraryTarget, string coreTarget)
    {
        string line = SampleReadme.Lines.Single(line => line.StartsWith($"dotnet run -f {framework} --project samples/SharedProgram -- ", StringComparison.Ordinal));
        ChildProcess program = StartFile(Repository.Combine("samples", "SharedProgram", "bin", Configuration, framework, "SharedProgram.dll"), line.Split(" -- ")[1].Split(' '));
        Assert.That(program.AwaitExit(Patience), Is.Zero, program.Transcript);
        Assert.That(program.Lines, Is.EqualTo(new[]
        {
            $"the shared library is built for {libraryTarget}, ManagedENet for {coreTarget}",
            "player 1 goes 1,-1", "player 1 goes 2,-2", "player 1 goes 3,-3",
        }));
    }

    // These tests lie in bin/Release/net10.0, and the program in a folder that is called as theirs.
    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Parent!.Name;
}
