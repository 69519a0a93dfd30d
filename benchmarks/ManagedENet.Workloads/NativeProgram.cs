using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Linq;
using ManagedENet.Tool.CommandLine;

namespace ManagedENet.Workloads;

/// <summary>
/// The native side of the workloads: C sources that lie beside this program, built against the machine's own libenet by the machine's own compiler.
/// </summary>
internal sealed class NativeProgram : IDisposable
{
    private const string NoCompiler = "there is no C compiler (cc, gcc, clang)";

    private static readonly string Sources = System.IO.Path.Combine(AppContext.BaseDirectory, "native");
    private static readonly string[] Compilers = ["cc", "gcc", "clang"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder;

    private NativeProgram(DirectoryInfo folder) => _folder = folder;

    /// <summary>The program to start.</summary>
    public string Path => System.IO.Path.Combine(_folder.FullName, "native_bench");

    /// <summary>Version of the libenet that it is linked to, such as 1.3.17.</summary>
    public string Version { get; private set; } = string.Empty;

    /// <summary>Builds the program. Null, and a sentence that says why, where compiler or library are missing.</summary>
    public static NativeProgram? TryBuild(out string whyNot)
    {
        whyNot = OperatingSystem.IsLinux() ? NoCompiler : "native ENet is measured on Linux only";
        if (!OperatingSystem.IsLinux()) return null;
        var program = new NativeProgram(Directory.CreateTempSubdirectory("enet-workloads-"));
        string[] sources = Directory.GetFiles(Sources, "*.c");
        foreach (string compiler in Compilers)
        {
            bool isBuilt = TryRun(compiler, ["-O2", "-o", program.Path, .. sources, "-lenet", "-lpthread"], out string said) && TryRun(program.Path, ["version"], out said);
            program.Version = said.Trim();
            if (isBuilt) return program;

            // A compiler that is there and fails says more than one that is not there.
            if (whyNot == NoCompiler) whyNot = said;
        }

        program.Dispose();
        return null;
    }

    public void Dispose()
    {
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A folder in the temporary directory that stays behind harms nobody.
        }
    }

    /// <summary>Runs a program to its end. On failure the text is one line that says what went wrong.</summary>
    private static bool TryRun(string program, IEnumerable<string> arguments, out string text)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
            string errors = process.StandardError.ReadToEnd();
            text = process.StandardOutput.ReadToEnd();
            if (process.WaitForExit(Patience) && process.ExitCode == 0) return true;
            string? line = errors.Split('\n').FirstOrDefault(l => l.Contains("error", StringComparison.Ordinal) || l.Contains("enet", StringComparison.Ordinal));
            text = $"{program} failed: {line?.Trim() ?? "it says nothing"}";
            return false;
        }
        catch (Win32Exception)
        {
            text = NoCompiler;
            return false;
        }
    }
}
