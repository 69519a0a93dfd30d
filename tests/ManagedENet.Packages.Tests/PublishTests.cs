using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading.Tasks;

namespace ManagedENet.Packages.Tests;

/// <summary>A program is compiled ahead of time, and another is trimmed: neither warns, and both live through every recorded conversation and send over sockets.</summary>
public sealed class PublishTests
{
    // What the SDK says when the machine has no linker.
    private static readonly string[] NoLinker = ["Platform linker not found", "error : The native"];

    [Test]
    public Task Compiled_ahead_of_time() => Publish("PublishAot");

    [Test]
    public Task Trimmed() => Publish("PublishTrimmed");

    private static async Task Publish(string how)
    {
        string folder = PackageFolder.CopyOf("Published");
        try
        {
            (int exitCode, string output) = await Dotnet.TryStartAsync(
                "dotnet",
                folder,
                ["publish", "Published", "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier.StartsWith("linux", StringComparison.Ordinal) ? $"linux-{Architecture()}" : RuntimeInformation.RuntimeIdentifier, "-o", Path.Combine(folder, "out"), $"-p:How={how}", .. PackageFolder.Arguments]);
            if (exitCode != 0 && (Dotnet.SaysPackageIsMissing(output) || Array.Exists(NoLinker, word => output.Contains(word, StringComparison.Ordinal)))) Assert.Ignore($"This machine cannot publish so: {output}");
            Assert.That((exitCode, output.Contains("warning", StringComparison.OrdinalIgnoreCase)), Is.EqualTo((0, false)), output);
            string program = Path.Combine(folder, "out", OperatingSystem.IsWindows() ? "ManagedENet.Conformance.exe" : "ManagedENet.Conformance");
            Assert.That(await Dotnet.StartAsync(program, folder, Path.Combine(PackageFolder.Repository, "protocol-spec", "vectors", "native")), Does.Match(@"\d{2,} conversations, 0 differ\r?\nhello came back"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Architecture() => RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant();
}
