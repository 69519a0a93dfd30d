using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace ManagedENet.Planted;

/// <summary>Builds and runs one project of tests in the copy. A run ends at the first test that fails, or when its time is over.</summary>
internal sealed class Toolchain(string root, TimeSpan longestRun)
{
    private const string Framework = "net10.0";

    /// <summary>Null when it builds, else the first error.</summary>
    public string? Build(TestProject project)
    {
        (int exitCode, string output, _) = Run($"build {project.Path} -c Release -f {Framework} -p:RunAnalyzers=false -v quiet -clp:NoSummary --nologo", TimeSpan.FromMinutes(30));
        return exitCode == 0 ? null : output.Split('\n').FirstOrDefault(line => line.Contains("error", StringComparison.Ordinal))?.Trim() ?? "the build failed without a word";
    }

    /// <summary>
    /// Null when every test passes, else the name of the first that did not. What fails once and not again was the machine's doing, and has found nothing.
    /// </summary>
    public string? Test(TestProject project) => TestOnce(project) is null ? null : TestOnce(project);

    private string? TestOnce(TestProject project)
    {
        (int exitCode, string output, bool isOver) = Run($"test {project.Path} -c Release -f {Framework} --no-build --nologo --logger \"console;verbosity=minimal\" -- NUnit.StopOnError=true", longestRun);
        if (isOver) return $"{project.Name}: no end within {longestRun.TotalMinutes:0} minutes";
        if (exitCode == 0) return null;
        File.WriteAllText(Path.Combine(root, "last-failure.txt"), output);
        Match failed = Regex.Match(output, @"^\s*Failed (?<test>.+?) \[", RegexOptions.Multiline | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));
        return $"{project.Name}: {(failed.Success ? failed.Groups["test"].Value : "the test process ended without naming a test")}";
    }

    private (int ExitCode, string Output, bool IsOver) Run(string arguments, TimeSpan limit)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = root, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        var output = new StringBuilder();
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (process.WaitForExit(limit))
        {
            // Once more without a limit: only this waits for the last lines.
            process.WaitForExit();
            lock (output) return (process.ExitCode, output.ToString(), false);
        }

        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        lock (output) return (-1, output.ToString(), true);

        void Append(string? line)
        {
            lock (output) output.Append(line).Append('\n');
        }
    }
}
