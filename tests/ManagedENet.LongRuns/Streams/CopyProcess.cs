using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Text.Json;

namespace ManagedENet.LongRuns.Streams;

/// <summary>One end of a copy, as a process of its own.</summary>
internal sealed class CopyProcess : IDisposable
{
    private readonly Process _process;

    public CopyProcess(params IEnumerable<string> arguments)
    {
        string program = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        _process = Process.Start(new ProcessStartInfo(program, [Path.Combine(AppContext.BaseDirectory, "ManagedENet.InteropPeer.dll"), "stream", .. arguments]) { RedirectStandardOutput = true, UseShellExecute = false })!;
    }

    /// <summary>The next line of this kind.</summary>
    public JsonElement Await(string kind)
    {
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            JsonElement element = JsonDocument.Parse(line).RootElement;
            if (element.GetProperty("ev").GetString() == kind) return element;
        }

        throw new InvalidDataException($"A copy ended with {_process.ExitCode} before it told its {kind}.");
    }

    /// <summary>Ends it, if it has not ended.</summary>
    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
