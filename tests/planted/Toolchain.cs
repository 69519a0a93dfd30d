using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace ManagedENet.Planted;

/// <summary>
/// Builds and runs tests in the copy. All is built once; for a fault only the assembly that it is in, which then takes the place of the good one wherever tests run.
/// </summary>
internal sealed class Toolchain(string root, TimeSpan longestRun)
{
    private const string Framework = "net10.0";
    private const string Output = "bin/Release/" + Framework;

    private readonly Dictionary<string, byte[]> _good = new(StringComparer.Ordinal);

    /// <summary>Builds the projects as they are; null, or the first error.</summary>
    public string? BuildAll(IEnumerable<TestProject> projects)
    {
        foreach (string path in projects.Select(project => project.Path).Distinct(StringComparer.Ordinal))
        {
            if (Build(path) is { } error) return error;
        }

        foreach (string assembly in Directory.EnumerateDirectories(Path.Combine(root, "src")).Select(folder => Path.GetFileName(folder)))
        {
            string file = BuiltFile(assembly);
            if (File.Exists(file)) _good[assembly] = File.ReadAllBytes(file);
        }

        return null;
    }

    /// <summary>Builds the assembly that a file of src belongs to and gives it to the tests; null, or the first error.</summary>
    public string? BuildFault(string file)
    {
        string assembly = file.Split('/')[1];
        if (Build($"src/{assembly}", "--no-restore --no-dependencies") is { } error) return error;
        Spread(assembly, File.ReadAllBytes(BuiltFile(assembly)));
        return null;
    }

    /// <summary>Gives the tests the good assemblies again.</summary>
    public void Restore()
    {
        foreach ((string assembly, byte[] bytes) in _good)
        {
            if (!File.ReadAllBytes(BuiltFile(assembly)).AsSpan().SequenceEqual(bytes)) Spread(assembly, bytes);
        }
    }

    /// <summary>
    /// Null when every test passes, else the name of the first that did not. Over real sockets, what fails once and not again was the machine's doing, and has found nothing.
    /// </summary>
    public string? Test(TestProject project)
    {
        if (project.CompilesTheLibrary && Build(project.Path, "--no-restore") is { } error) return $"{project.Name}: {error}";
        string? failure = TestOnce(project);
        return failure is null || !project.UsesSockets ? failure : TestOnce(project);
    }

    private string? TestOnce(TestProject project)
    {
        string assembly = $"{project.Path}/{Output}/{project.Name}.dll";
        string filter = project.Filter.Length == 0 ? "" : $"--TestCaseFilter:{project.Filter}";
        (int exitCode, string output, bool isOver) = Run($"vstest {assembly} {filter} --logger:console;verbosity=minimal -- NUnit.StopOnError=true", longestRun);
        if (isOver) return $"{project.Name}: no end within {longestRun.TotalMinutes:0} minutes";
        if (exitCode == 0) return null;
        File.WriteAllText(Path.Combine(root, "last-failure.txt"), output);
        Match failed = Regex.Match(output, @"^\s*Failed (?<test>.+?) \[", RegexOptions.Multiline | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));
        return $"{project.Name}: {(failed.Success ? failed.Groups["test"].Value : "the test process ended without naming a test")}";
    }

    private string? Build(string project, string options = "")
    {
        (int exitCode, string output, _) = Run($"build {project} -c Release -f {Framework} {options} -p:RunAnalyzers=false -p:TreatWarningsAsErrors=false -v quiet -clp:NoSummary --nologo", TimeSpan.FromMinutes(30));
        return exitCode == 0 ? null : output.Split('\n').FirstOrDefault(line => line.Contains("error", StringComparison.Ordinal))?.Trim() ?? "the build failed without a word";
    }

    private string BuiltFile(string assembly) => Path.Combine(root, "src", assembly, Output, assembly + ".dll");

    private void Spread(string assembly, byte[] bytes)
    {
        foreach (string folder in (string[])["src", "tests"])
        {
            foreach (string file in Directory.EnumerateFiles(Path.Combine(root, folder), assembly + ".dll", SearchOption.AllDirectories))
            {
                string directory = Path.GetDirectoryName(file)!.Replace('\\', '/');
                if (directory.EndsWith("/" + Output, StringComparison.Ordinal)) File.WriteAllBytes(file, bytes);
            }
        }
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
        bool isOver = !process.WaitForExit(limit);
        if (isOver) process.Kill(entireProcessTree: true);

        // Once more without a limit: only this waits for the last lines.
        process.WaitForExit();
        lock (output) return (isOver ? -1 : process.ExitCode, output.ToString(), isOver);

        void Append(string? line)
        {
            lock (output) output.Append(line).Append('\n');
        }
    }
}
