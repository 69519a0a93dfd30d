using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Xml.Linq;
using ManagedENet.Worker;

namespace ManagedENet.Workloads.Tests;

/// <summary>The program from its arguments to its files, with the shortest workload there is.</summary>
[TestFixture]
[CancelAfter(300_000)]
internal sealed class WholeRunTests
{
    [Test]
    public void A_case_is_measured_in_processes_of_its_own_shown_and_saved()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("workloads-tests-");
        try
        {
            string json = Path.Combine(folder.FullName, "bench.json");
            string svg = Path.Combine(folder.FullName, "bench.svg");
            WorkloadsRun run = WorkloadsRun.Of("--workload", "crc", "--quick", "--repeats", "1", "--json", json, "--svg", svg);
            Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
            Assert.That(run.Error, Is.Empty);
            Assert.That(run.Output, Does.Contain("measured 1 of 1: CRC-32 of 1,200 B").And.Contain("CRC-32 of 1,200 B: CPU per message").And.Contain("native ENet"));
            using JsonDocument saved = JsonDocument.Parse(File.ReadAllText(json));
            JsonElement bench = saved.RootElement.GetProperty("cases")[0];
            Assert.That(bench.GetProperty("name").GetString(), Is.EqualTo("crc"));
            Assert.That(bench.GetProperty("samples").GetProperty("socket")[0].GetProperty("messages").GetDouble(), Is.EqualTo(100_000));
            Assert.That(XDocument.Load(svg).Root!.Name.LocalName, Is.EqualTo("svg"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Test]
    public void The_native_side_builds_and_measures_where_compiler_and_library_are_and_says_what_is_missing_elsewhere()
    {
        using NativeProgram? native = NativeProgram.TryBuild(out string whyNot);
        if (native is null)
        {
            string missing = !OperatingSystem.IsLinux() ? "Linux" : HasCompiler() ? "enet" : "no C compiler";
            Assert.That(whyNot, Does.Contain(missing));
            Assert.Ignore($"not built: {whyNot}");
        }

        Assert.That(native!.Version, Does.Match(@"^1\.3\.\d+$"));
        using WorkerProcess worker = new WorkerLauncher(native).Start(Engine.Native, new WorkloadArguments("stream kind=reliable size=32 messages=500"));
        worker.WaitUntilReady();
        Assert.That(worker.Run()["messages"], Is.EqualTo(500));
    }

    private static bool HasCompiler() => Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "cc")) || File.Exists(Path.Combine(folder, "gcc")) || File.Exists(Path.Combine(folder, "clang")));
}
