using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace ManagedENet.Packages.Tests;

/// <summary>Packages that were asked for it carry code compiled ahead of time beside the portable code, and programs take it.</summary>
public sealed class ReadyToRunTests
{
    [SetUp]
    public void NeedCompiler()
    {
        if (PackageFolder.WhyNotReadyToRun is { } why) Assert.Ignore(why);
    }

    [TestCase("ManagedENet")]
    [TestCase("ManagedENet.Godot")]
    public void A_library_has_compiled_code_for_the_runtime_that_was_asked_for_and_is_portable_elsewhere(string package)
    {
        using Nupkg nupkg = Nupkg.Of(package);
        string portable = $"lib/net10.0/{package}.dll";
        string compiled = $"runtimes/{PackageFolder.ReadyToRunRuntime}/lib/net10.0/{package}.dll";
        string[] compiledFiles = [.. nupkg.Files.Where(static file => file.StartsWith("runtimes/", StringComparison.Ordinal))];
        Assert.Multiple(() =>
        {
            Assert.That(compiledFiles, Is.EqualTo(new[] { compiled }));
            Assert.That(nupkg.IsReadyToRun(compiled));
            foreach (string file in nupkg.Files.Where(static file => file.StartsWith("lib/", StringComparison.Ordinal) && file.EndsWith(".dll", StringComparison.Ordinal))) Assert.That(nupkg.IsReadyToRun(file), Is.False, file);
            Assert.That(nupkg.SymbolsOf(compiled), Is.EqualTo(nupkg.SymbolsOf(portable)), "it is the same code, and its symbols are the same");
        });
    }

    [Test]
    public void The_command_has_all_that_it_is_made_of_compiled_for_the_runtime_and_portable_for_others()
    {
        using Nupkg nupkg = Nupkg.Of("ManagedENet.Tool");
        string[] names = [.. nupkg.Files.Where(static file => file.StartsWith("tools/net10.0/any/", StringComparison.Ordinal)).Select(Path.GetFileName).Where(static name => Path.GetExtension(name) is ".dll" or ".json" || name == "DotnetToolSettings.xml")!];
        Assert.Multiple(() =>
        {
            foreach (string name in names)
            {
                string compiled = $"tools/net10.0/{PackageFolder.ReadyToRunRuntime}/{name}";
                Assert.That(nupkg.Files, Does.Contain(compiled));
                if (Path.GetExtension(name) == ".dll") Assert.That(nupkg.IsReadyToRun(compiled), compiled);
            }

            Assert.That(nupkg.IsReadyToRun("tools/net10.0/any/enet.dll"), Is.False);
            Assert.That(nupkg.IsReadyToRun("tools/net8.0/any/enet.dll"), Is.False);
        });
    }

    [Test]
    public async Task A_program_for_this_runtime_alone_has_the_compiled_code_alone()
    {
        string folder = PackageFolder.CopyOf("Library", "Game");
        try
        {
            string output = Path.Combine(folder, "out");
            await Dotnet.RunAsync(folder, ["build", "Game", "-c", "Release", "-f", "net10.0", "-r", PackageFolder.ReadyToRunRuntime, "-p:SelfContained=false", "-o", output, .. PackageFolder.Arguments]);
            Assert.That(Path.Combine(output, "runtimes"), Does.Not.Exist);
            Assert.That(await Dotnet.RunAsync(folder, Path.Combine(output, "Game.dll")), Does.Contain($"with {Path.Combine(output, "ManagedENet.dll")}"));
            Assert.That(new FileInfo(Path.Combine(output, "ManagedENet.dll")).Length, Is.EqualTo(CompiledLength()));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static long CompiledLength()
    {
        using Nupkg nupkg = Nupkg.Of("ManagedENet");
        return nupkg.LengthOf($"runtimes/{PackageFolder.ReadyToRunRuntime}/lib/net10.0/ManagedENet.dll");
    }
}
