using System;
using System.Diagnostics;
using System.IO;
using ManagedENet.Worker;

namespace ManagedENet.Workloads.Tests.Instructions;

/// <summary>
/// A repository with the script and a program that costs what a file of its sources says. Compiler and valgrind are small scripts in the path, so that a run takes
/// no time and needs neither.
/// </summary>
internal sealed class MadeUpRepository : IDisposable
{
    private const string Compiler = """
        #!/bin/sh
        # dotnet --list-runtimes | dotnet publish TREE/benchmarks/ManagedENet.Instructions ... -o FOLDER ...
        if [ "$1" = --list-runtimes ]; then echo 'Microsoft.NETCore.App 10.0.12 [/usr/share/dotnet]'; exit; fi
        tree=$2
        while [ "$1" != -o ]; do shift; done
        grep -qx '[0-9]*' "$tree/cost" && mkdir -p "$2" && cp "$tree/cost" "$2/"
        """;

    private const string Valgrind = """
        #!/bin/sh
        # valgrind ... dotnet FOLDER/ManagedENet.Instructions.dll KIND BYTES MESSAGES
        for word; do case $word in *.dll) cost=$(cat "$(dirname "$word")/cost") ;; esac; done
        echo "==1== Collected : $((190000000 + cost * $word))"
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("instructions-tests-");

    public MadeUpRepository()
    {
        Write("tools/dotnet", Compiler);
        Write("tools/valgrind", Valgrind);
        foreach (string tool in new[] { "dotnet", "valgrind" }) Execute("chmod", "+x", Path.Combine(Root, "tools", tool));
        Write("tree/.gitignore", "artifacts/");
        Write("tree/benchmarks/instructions.sh", File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "instructions.sh")));
        Git("init", "-q");
        Git("config", "user.email", "nobody@example.org");
        Git("config", "user.name", "nobody");
        Git("config", "commit.gpgsign", "false");
    }

    public string Tree => Path.Combine(Root, "tree");

    private string Root => _folder.FullName;

    /// <summary>What the script left in its folder of scratch work.</summary>
    public string[] Leftovers => Directory.GetDirectories(Path.Combine(Tree, "artifacts", "instructions"), "scratch*");

    /// <summary>The program costs so many instructions a message, from here on; text that is no number cannot be compiled.</summary>
    public void Cost(string cost) => Write("tree/benchmarks/ManagedENet.Instructions/cost", cost + "\n");

    public void Record(string runtime, int cost) => Write("tree/benchmarks/instructions.txt", $"runtime {runtime}\nreliable 32 {cost}\nunreliable 32 {cost}\n");

    public void Commit(string subject)
    {
        Git("add", "-A");
        Git("commit", "-q", "--allow-empty", "-m", subject);
    }

    /// <summary>Runs the script in a tree, this one when no other is named; what it said, and its exit code.</summary>
    public (int ExitCode, string Said) Run(string? tree = null) => Execute("bash", Path.Combine(tree ?? Tree, "benchmarks", "instructions.sh"));

    public string CloneOf(int depth)
    {
        string clone = Path.Combine(Root, $"clone{depth}");
        Execute("git", "clone", "-q", "--depth", FormattableText.Of(depth), $"file://{Tree}", clone);
        return clone;
    }

    public string CopyWithoutHistory()
    {
        string copy = Path.Combine(Root, "copy");
        Execute("cp", "-r", Tree, copy);
        Directory.Delete(Path.Combine(copy, ".git"), recursive: true);
        return copy;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private void Git(params string[] arguments)
    {
        (int exitCode, string said) = Execute("git", ["-C", Tree, .. arguments]);
        Assert.That(exitCode, Is.Zero, said);
    }

    private void Write(string path, string text)
    {
        string file = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private (int ExitCode, string Said) Execute(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["PATH"] = Path.Combine(Root, "tools") + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
        using Process process = Process.Start(start)!;
        string errors = process.StandardError.ReadToEnd();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors);
    }
}
