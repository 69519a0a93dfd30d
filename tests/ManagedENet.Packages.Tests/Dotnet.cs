using System;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;

namespace ManagedENet.Packages.Tests;

/// <summary>Runs <c>dotnet</c>, or a program that it has built, as a user does from a shell.</summary>
internal static class Dotnet
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>Runs a command of the SDK; fails the test with what it has printed when it fails.</summary>
    public static Task<string> RunAsync(string folder, params string[] arguments) => Start("dotnet", folder, arguments);

    /// <summary>Runs a program.</summary>
    public static Task<string> StartAsync(string program, string folder, params string[] arguments) => Start(program, folder, arguments);

    private static async Task<string> Start(string program, string folder, string[] arguments)
    {
        (int exitCode, string output) = await TryStartAsync(program, folder, arguments);
        if (exitCode != 0) Assert.Fail($"{program} {string.Join(' ', arguments)} in {folder} answers {exitCode}:\n{output}");
        return output;
    }

    /// <summary>Runs a program, which may fail.</summary>
    public static async Task<(int ExitCode, string Output)> TryStartAsync(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        // A node that outlives the command would keep the test waiting for its output; what the test runner sets is not a user's.
        foreach ((string name, string? value) in new[]
        {
            ("MSBUILDDISABLENODEREUSE", "1"), ("DOTNET_CLI_USE_MSBUILD_SERVER", "0"), ("MSBUILDTERMINALLOGGER", "off"), ("DOTNET_NOLOGO", "1"), ("DOTNET_CLI_TELEMETRY_OPTOUT", "1"), ("DOTNET_CLI_UI_LANGUAGE", "en"),
            ("MSBUILD_EXE_PATH", null), ("MSBuildSDKsPath", null), ("MSBuildExtensionsPath", null), ("MSBuildLoadMicrosoftTargetsReadOnly", null),
        })
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start.");
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Longest);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', arguments)} has not ended within {Longest.TotalMinutes} minutes.");
        }

        return (process.ExitCode, await output + await errors);
    }

    /// <summary>True of what the SDK says when the machine has no way to a package that it wants.</summary>
    public static bool SaysPackageIsMissing(string output) => output.Contains("NU1101", StringComparison.Ordinal) || output.Contains("NU1102", StringComparison.Ordinal) || output.Contains("NU1301", StringComparison.Ordinal);

    /// <summary>A new folder outside of this repository, whose settings would reach it otherwise.</summary>
    public static string NewFolder(string purpose) => Directory.CreateTempSubdirectory($"managedenet-{purpose}-").FullName;
}
