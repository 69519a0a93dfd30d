using System;
using System.Diagnostics;
using System.Text;

namespace ManagedENet.InteropPeer.Output;

/// <summary>One JSON object per line on standard output: what happened (<c>ev</c>), when (<c>t</c>, seconds since the start), and its values.</summary>
internal sealed class JsonLog
{
    private readonly Stopwatch _sinceStart = Stopwatch.StartNew();

    /// <summary>Time since the program began to work.</summary>
    public TimeSpan Elapsed => _sinceStart.Elapsed;

    /// <summary>Prints one line. It is flushed at once: whoever started this program waits for it.</summary>
    public void Say(string what, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var line = new StringBuilder("{\"ev\": ");
        PythonJson.Append(line, what);
        line.Append(", \"t\": ");
        PythonJson.Append(line, Math.Round(Elapsed.TotalSeconds, 3));
        foreach ((string name, object? value) in values)
        {
            line.Append(", ");
            PythonJson.Append(line, name);
            line.Append(": ");
            PythonJson.Append(line, value);
        }

        line.Append('}');
        Console.Out.WriteLine(line.ToString());
        Console.Out.Flush();
    }

    /// <summary>Prints the last line and gives back the exit status.</summary>
    public int Exit(int status, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        (string, object?)[] all = [("code", status), .. values];
        Say("exit", all);
        return status;
    }
}
