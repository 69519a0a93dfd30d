using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using System.Xml.Linq;

namespace ManagedENet.Packages.Tests;

/// <summary>A folder with all packages of this repository, packed once from what was built, under a version that nobody has used before.</summary>
[SetUpFixture]
public sealed class PackageFolder
{
    // Compiling for a runtime takes some seconds: one runtime, one framework, and the three packages that start most processes.
    private static readonly string[] ReadyToRunPackages = ["ManagedENet", "ManagedENet.Godot", "ManagedENet.Tool"];
    private static readonly string[] PackageCaches =
    [
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? string.Empty,
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"),
    ];

    /// <summary>Where the packages are.</summary>
    public static string Folder { get; private set; } = string.Empty;

    /// <summary>Their version.</summary>
    public static string Version { get; private set; } = string.Empty;

    /// <summary>The runtime that packages have compiled code for.</summary>
    public static string ReadyToRunRuntime => "linux-x64";

    /// <summary>Why they have none; null when they have.</summary>
    public static string? WhyNotReadyToRun { get; private set; } = "the packages of this test have compiled code for Linux on x64";

    /// <summary>The root of this repository.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The projects that are packed, by the name of their package.</summary>
    public static IReadOnlyDictionary<string, string> Projects { get; } = FindProjects();

    /// <summary>What a project that uses the packages is built with.</summary>
    public static string[] Arguments => [$"-p:ENetVersion={Version}", $"-p:RestoreAdditionalProjectSources={Folder}", $"-p:Repository={Repository}", "-nologo", "-v:quiet", "-clp:NoSummary"];

    /// <summary>Copies a consumer out of the repository, so that nothing of the repository's settings reaches it.</summary>
    public static string CopyOf(params string[] consumers)
    {
        string folder = Dotnet.NewFolder("consumer");
        foreach (string consumer in consumers)
        {
            string from = Path.Combine(Repository, "tests", "ManagedENet.Packages.Tests", "Consumers", consumer);
            Directory.CreateDirectory(Path.Combine(folder, consumer));
            foreach (string file in Directory.GetFiles(from)) File.Copy(file, Path.Combine(folder, consumer, Path.GetFileName(file)));
        }

        return folder;
    }

    [OneTimeSetUp]
    public async Task Pack()
    {
        Version = string.Create(CultureInfo.InvariantCulture, $"0.0.1-test.p{Environment.ProcessId}.t{DateTime.UtcNow:HHmmssfff}");
        Folder = Dotnet.NewFolder("packages");
        if (OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64) WhyNotReadyToRun = null;
        foreach ((string package, string project) in Projects)
        {
            string[] arguments = ["pack", project, "-c", "Release", "--no-build", "-o", Folder, $"-p:PackageVersion={Version}", "-v:quiet", "-nologo", "-clp:NoSummary"];
            if (Array.IndexOf(ReadyToRunPackages, package) >= 0 && await TryPackReadyToRun(arguments)) continue;
            await Dotnet.RunAsync(Repository, arguments);
        }
    }

    // Where the SDK has no way to the compiler, packages are portable as in an ordinary "dotnet pack".
    private static async Task<bool> TryPackReadyToRun(string[] arguments)
    {
        if (WhyNotReadyToRun is not null) return false;
        (int exitCode, string output) = await Dotnet.TryStartAsync("dotnet", Repository, [.. arguments, $"-p:ReadyToRunFor={ReadyToRunRuntime}", "-p:ReadyToRunFrameworks=net10.0"]);
        if (exitCode == 0) return true;
        if (!Dotnet.SaysPackageIsMissing(output)) Assert.Fail($"dotnet {string.Join(' ', arguments)} answers {exitCode}:\n{output}");
        WhyNotReadyToRun = $"this machine has no way to the compiler: {output}";
        return false;
    }

    [OneTimeTearDown]
    public void Forget()
    {
        if (Folder.Length > 0) Directory.Delete(Folder, recursive: true);
        foreach (string cache in PackageCaches.Where(Directory.Exists))
        {
            foreach (string package in Projects.Keys)
            {
                string folder = Path.Combine(cache, package.ToLowerInvariant(), Version);
                if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static string FindRepository()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ManagedENet.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException("ManagedENet.sln is in no folder above this test.");
    }

    private static SortedDictionary<string, string> FindProjects()
    {
        var projects = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string path in Directory.GetFiles(Path.Combine(Repository, "src"), "*.csproj", SearchOption.AllDirectories))
        {
            XDocument project = XDocument.Load(path);
            if (project.Descendants("IsPackable").Any(static one => one.Value == "false")) continue;
            projects.Add(project.Descendants("PackageId").FirstOrDefault()?.Value ?? Path.GetFileNameWithoutExtension(path), path);
        }

        return projects;
    }
}
