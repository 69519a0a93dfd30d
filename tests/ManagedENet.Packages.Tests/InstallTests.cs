using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading.Tasks;

namespace ManagedENet.Packages.Tests;

/// <summary>Packages are installed from a folder into new projects, which are built and run.</summary>
public sealed class InstallTests
{
    [Test]
    public async Task A_game_for_each_framework_runs_beside_a_library_for_netstandard_that_sets_options()
    {
        string folder = PackageFolder.CopyOf("Library", "Game");
        try
        {
            await Dotnet.RunAsync(folder, ["build", "Game", "-c", "Release", .. PackageFolder.Arguments]);
            foreach (string framework in new[] { "net8.0", "net10.0" })
            {
                string output = await Dotnet.RunAsync(folder, Path.Combine("Game", "bin", "Release", framework, "Game.dll"));
                Assert.That(output, Does.Contain($"played on {framework}"));

                // Without a runtime in the project, the program has the code of all runtimes beside it and takes the one that fits.
                if (PackageFolder.WhyNotReadyToRun is null && framework == "net10.0") Assert.That(output, Does.Match(@"with \S+runtimes/linux-x64/lib/net10\.0/ManagedENet\.dll"));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public async Task A_file_alone_is_a_program_that_uses_the_package()
    {
        string folder = Dotnet.NewFolder("file");
        try
        {
            string program = await File.ReadAllTextAsync(Path.Combine(PackageFolder.Repository, "src", "ManagedENet", "PACKAGE.md"));
            int begin = program.IndexOf("```csharp", StringComparison.Ordinal) + "```csharp".Length;
            program = program[begin..program.IndexOf("```", begin, StringComparison.Ordinal)];
            await File.WriteAllTextAsync(
                Path.Combine(folder, "hello.cs"),
                $"#:package ManagedENet@{PackageFolder.Version}\n#:property RestoreAdditionalProjectSources={PackageFolder.Folder}\n{program}");
            Assert.That(await Dotnet.RunAsync(folder, "run", "hello.cs"), Does.Contain("5 bytes on channel 0"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public async Task The_command_is_installed_as_a_tool_and_runs()
    {
        string folder = Dotnet.NewFolder("tool");
        try
        {
            string enet = Path.Combine(folder, OperatingSystem.IsWindows() ? "enet.exe" : "enet");
            await Dotnet.RunAsync(folder, "tool", "install", "ManagedENet.Tool", "--version", PackageFolder.Version, "--tool-path", folder, "--add-source", PackageFolder.Folder);
            Assert.That(await Dotnet.StartAsync(enet, folder, "--version"), Does.Match(@"\d+\.\d+\.\d+"));
            Assert.That(await Dotnet.StartAsync(enet, folder, "--help"), Does.Contain("serve"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public async Task Where_the_package_has_a_native_command_for_the_machine_that_is_installed()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.OSArchitecture != Architecture.X64)
        {
            Assert.Ignore("the native command of this test is for Linux on x64");
            return;
        }

        string folder = Dotnet.NewFolder("native");
        try
        {
            // Compiling the real one takes a minute: what is tested is the way of a command into the package and out of it. Alpine would take the first and could not run it.
            foreach (string runtime in new[] { "linux-x64", "linux-musl-x64" })
            {
                string command = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "made", runtime)).FullName, "enet");
                await File.WriteAllTextAsync(command, $"#!/bin/sh\necho \"native for {runtime}, asked to $1\"\n");
                File.SetUnixFileMode(command, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            string version = PackageFolder.Version + ".native";
            await Dotnet.RunAsync(PackageFolder.Repository, "pack", PackageFolder.Projects["ManagedENet.Tool"], "-c", "Release", "--no-build", "-o", folder, $"-p:PackageVersion={version}", $"-p:NativeTools={Path.Combine(folder, "made")}", "-v:quiet", "-nologo");
            await Dotnet.RunAsync(folder, "tool", "install", "ManagedENet.Tool", "--version", version, "--tool-path", Path.Combine(folder, "tools"), "--add-source", folder);
            string said = await Dotnet.StartAsync(Path.Combine(folder, "tools", "enet"), folder, "serve");
            Assert.That(said, Does.StartWith("native for linux-").And.Contain("asked to serve"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
